"""The contract of a store: named bytes that are written once.

Shaped for S3 from the start: no rename, no append, no folder, and no deletion. What an archive never does
cannot be done by mistake; destruction is another door (`retention`, with a warrant).
Every implementation passes tests/contracts/store.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from django.utils.translation import gettext_noop as _

from dms.errors import Conflict, NotFound, Refused

MAX_PATH_BYTES = 900  # S3 allows 1,024 bytes for a key; the rest is left to the prefix of the bucket
MAX_SEGMENT_BYTES = 255  # ext4, xfs, and S3 servers that keep keys as files

Source = bytes | Path | Callable[[], BinaryIO]
"""Where bytes come from: the bytes, a file, or a callable that opens a fresh stream at each call."""


_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]")


class AlreadyThere(Conflict):
    """`put_new` found something under this path; nothing was changed."""

    code = "storage.already_there"
    message = _("The archive already holds something under “%(path)s”.")


class Absent(NotFound):
    """Nothing is stored under this path."""

    code = "storage.absent"
    message = _("The archive holds nothing under “%(path)s”.")


class PathRefused(Refused):
    """A path breaks the rules of `check_path`."""

    code = "storage.path_refused"
    message = _("The storage path %(path)s is not allowed: %(reason)s.")


class Entry(NamedTuple):
    """One stored file: its path and its size in bytes."""

    path: str
    size: int


class Store(Protocol):
    """Named bytes, written once. Paths follow `check_path`; a path never lies below another file's path.

    Safe to use from several threads and processes at once. An outside fault (disk full, network, rights)
    is `dms.errors.StorageFailed`; after it a `put_new` has either happened whole or not at all.
    """

    def put_new(self, path: str, data: bytes | BinaryIO) -> None:
        """Store bytes under a new path; durable when it returns, in constant memory, never half visible.

        A stream is read from where it stands to its end, and not closed. Of several writers of one path
        exactly one succeeds. Raises `AlreadyThere`; an error of the stream itself passes through.
        """

    def replace(self, path: str, data: bytes) -> None:
        """Store bytes under a path whether or not it exists: a reader sees the old or the new, whole."""

    def open(self, path: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """Return a stream of the bytes from `start`, at most `length` of them; the caller closes it.

        Past the end there are no bytes (an empty stream, no error). Raises `Absent`.
        """

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """Yield every file whose path begins with `prefix` (any text, not only whole segments).

        Sorted by the UTF-8 bytes of the path. Never shows a file that is still being written.
        """

    def exists(self, path: str) -> bool:
        """Return whether a file is stored under this path."""

    def size(self, path: str) -> int:
        """Return the number of bytes stored under this path. Raises `Absent`."""


def check_path(path: str) -> str:
    """Return the path if it may be a key of every store; raise `PathRefused` otherwise."""
    reason = _fault(path)
    if reason:
        raise PathRefused(path=ascii(path), reason=reason)
    return path


def _fault(path: str) -> str:
    try:
        encoded = path.encode()
    except UnicodeEncodeError:
        return _("it is not valid Unicode")
    if not path or len(encoded) > MAX_PATH_BYTES:
        return _("it is empty or too long")
    if _FORBIDDEN.search(path):
        return _("it has control characters or backslashes")
    for segment in path.split("/"):
        if segment in ("", ".", ".."):
            return _("it has an empty part, “.” or “..”")
        if len(segment.encode()) > MAX_SEGMENT_BYTES:
            return _("a part of it is longer than 255 bytes")
    return ""


def open_source(source: Source) -> BinaryIO:
    """Return a fresh stream of a source that is not bytes; the caller closes it."""
    if isinstance(source, os.PathLike):
        return open(source, "rb")
    if isinstance(source, bytes):
        raise TypeError("bytes need no stream")
    return source()
