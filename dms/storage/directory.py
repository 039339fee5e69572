"""The store over a folder: durable when a call returns, and never a half file under its final name.

A file is written under a passing name in the scratch folder *beside* the root (an OCFL root holds nothing
that is not OCFL), synced, and then linked to its name: `link(2)` refuses an existing name, so exactly one
writer wins. The folder that gained a name is synced too, for a name is data of its folder (fsync(2)).
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import itertools
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dms.errors import StorageFailed
from dms.storage.base import Absent, AlreadyThere, Entry, check_path
from dms.storage.streams import chunks, window

LEFTOVER_AGE = 60.0  # seconds; younger scratch files may belong to a writer that has not taken its lock yet
_numbers = itertools.count()


class DirectoryStore:
    """A `Store` over the folder `root`; scratch files lie in `<root>.scratch`, on the same file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.scratch = root.with_name(root.name + ".scratch")
        with _failing(str(root)):
            make_folders(root)
            make_folders(self.scratch)
            if root.stat().st_dev != self.scratch.stat().st_dev:
                raise StorageFailed(path=str(root), reason="the scratch folder is on another file system")
        self.sweep()

    def put_new(self, path: str, data: bytes | BinaryIO) -> None:
        """See `Store.put_new`."""
        target = self._at(path)
        if target.exists():  # saves copying a large stream for nothing; the link below decides
            raise AlreadyThere(path=path)
        with self._written(path, data) as passing, _failing(path):
            with self._folders(target.parent, passing.with_suffix(".folder")):
                try:
                    target.hardlink_to(passing)
                except FileExistsError:
                    raise AlreadyThere(path=path) from None
            sync_folder(target.parent)

    def replace(self, path: str, data: bytes) -> None:
        """See `Store.replace`."""
        target = self._at(path)
        with self._written(path, data) as passing, _failing(path):
            with self._folders(target.parent, passing.with_suffix(".folder")):
                passing.replace(target)
            sync_folder(target.parent)

    def open(self, path: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """See `Store.open`."""
        with _reading(path):
            stream = self._at(path).open("rb")
            stream.seek(start)
        return window(stream, length)

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """See `Store.list`."""
        folder = prefix.rpartition("/")[0]
        base = self.root / check_path(folder) if folder else self.root
        with _failing(prefix):
            for path, entry in _walk(base, f"{folder}/" if folder else "", prefix):
                yield Entry(path, entry.stat(follow_symlinks=False).st_size)

    def exists(self, path: str) -> bool:
        """See `Store.exists`."""
        return self._at(path).is_file()

    def size(self, path: str) -> int:
        """See `Store.size`."""
        with _reading(path):
            found = self._at(path).stat()
            if not stat.S_ISREG(found.st_mode):
                raise IsADirectoryError
            return found.st_size

    def sweep(self, older_than: float = LEFTOVER_AGE) -> int:
        """Remove what killed writers left: scratch files, and folders made for a file that never came.

        A living writer holds a lock on its file, which the system drops with the process; a folder goes only
        while it is empty. `older_than` is in seconds. Returns how many scratch entries were removed.
        """
        swept = 0
        for leftover in self.scratch.iterdir():
            with contextlib.suppress(OSError):
                if time.time() - leftover.lstat().st_mtime < older_than:
                    continue
                if leftover.is_symlink():
                    self._remove_empty(leftover.readlink())
                else:
                    with leftover.open("rb") as stream:
                        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                leftover.unlink()
                swept += 1
        return swept

    def _remove_empty(self, folder: Path) -> None:
        with contextlib.suppress(OSError):  # not empty, or not there
            while folder.is_relative_to(self.root) and folder != self.root:
                if folder.exists():
                    folder.rmdir()
                folder = folder.parent

    @contextlib.contextmanager
    def _folders(self, folder: Path, note: Path) -> Iterator[None]:
        """Make the folders of a file for the block that gives it its name.

        An empty folder breaks OCFL's rules, so a link in the scratch folder says which one is being made until
        its file is there: `sweep` takes it back after a crash.
        """
        if folder.is_dir():
            yield
            return
        note.symlink_to(folder)
        try:
            make_folders(folder)
            yield
        finally:
            note.unlink(missing_ok=True)

    def _at(self, path: str) -> Path:
        return self.root / check_path(path)

    @contextlib.contextmanager
    def _written(self, path: str, data: bytes | BinaryIO) -> Iterator[Path]:
        """Write and sync the bytes under a passing name, which is gone after the block."""
        passing = self.scratch / f"{os.getpid()}-{next(_numbers)}-{time.time_ns()}"
        with _failing(path):
            stream = passing.open("xb", buffering=0)
        try:
            with stream:
                with _failing(path):
                    fcntl.flock(stream, fcntl.LOCK_EX)
                _copy(data, stream, path)
                with _failing(path):
                    os.fsync(stream.fileno())
                yield passing
        finally:
            passing.unlink(missing_ok=True)


def _copy(data: bytes | BinaryIO, out: io.FileIO, path: str) -> None:
    for piece in [data] if isinstance(data, bytes) else chunks(data):
        view = memoryview(piece)
        with _failing(path):
            while view:
                view = view[out.write(view) :]


def _walk(folder: Path, base: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield files below a folder in the order of their whole paths ("a-b" comes before "a/b")."""
    try:
        with os.scandir(folder) as found:
            entries = [(e.name + "/" * e.is_dir(follow_symlinks=False), e) for e in found]
    except (FileNotFoundError, NotADirectoryError):
        return
    for name, entry in sorted(entries, key=lambda pair: pair[0].encode()):
        path = base + name
        if name.endswith("/"):
            if path.startswith(prefix) or prefix.startswith(path):
                yield from _walk(folder / entry.name, path, prefix)
        elif path.startswith(prefix):
            yield path, entry


def make_folders(folder: Path) -> None:
    """Create a folder and what is missing above it, each durable in the folder that holds it."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable (fsync(2): syncing a file does not sync its entry)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _failing(path: str) -> Iterator[None]:
    """Turn the system's errors into ours."""
    try:
        yield
    except OSError as error:
        raise StorageFailed(path=path, reason=error.strerror or str(error)) from error


@contextlib.contextmanager
def _reading(path: str) -> Iterator[None]:
    """The same, where a missing file has its own name."""
    with _failing(path):
        try:
            yield
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise Absent(path=path) from None
