"""Walking files and folders of this machine, one by one, with a reason for each that cannot be taken."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_noop as _

from dms.errors import Refused

SKIPPED = {".DS_Store", "Thumbs.db", "desktop.ini"}


class NoSuchPath(Refused):
    """Nothing is there (any more)."""

    code = "source.gone"
    message = _("There is no such file or folder (any more). Check the path.")


class NotReadable(Refused):
    """The operating system does not let us read it."""

    code = "source.not_readable"
    message = _("The file may not be read by this user. Change its permissions or ask the administrator.")


class NotAFile(Refused):
    """A device, socket or pipe."""

    code = "source.not_a_file"
    message = _("This is not a regular file, so it is not taken.")


@dataclass(frozen=True)
class Found:
    """One path: a file to take, or the reason why not."""

    path: Path
    problem: Refused | None = None


def walk(paths: list[Path]) -> Iterator[Found]:
    """Yield every file under the paths in a stable order; links are followed for files, never for folders."""
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except PermissionError:  # a folder above it is closed to us
            yield Found(path, NotReadable())
        except (OSError, ValueError):
            yield Found(path, NoSuchPath())
        else:
            yield from _folder(path) if is_folder else [Found(path)]


def _folder(folder: Path) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except PermissionError:
        yield Found(folder, NotReadable())
        return
    except OSError:
        yield Found(folder, NoSuchPath())
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _folder(Path(entry.path))
        elif entry.name not in SKIPPED:
            yield Found(Path(entry.path))


def open_file(path: Path) -> tuple[BinaryIO, dt.datetime]:
    """Open a regular file; return the stream and when it was changed (UTC). Raises the reasons above."""
    try:
        if not path.is_file():
            raise NotAFile if path.exists() else NoSuchPath
        stream = path.open("rb")
    except PermissionError as problem:
        raise NotReadable from problem
    except OSError as problem:
        raise NoSuchPath from problem
    return stream, dt.datetime.fromtimestamp(os.fstat(stream.fileno()).st_mtime, dt.UTC)
