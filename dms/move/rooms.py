"""The stores that move with an office, and the order in which their files may arrive.

An object of the archive is known by the inventory at its root. So that inventory comes last: until then the receiving
archive has bytes that nothing names, which is what an interrupted write looks like anyway.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple, Protocol

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage

from dms.storage import spaces
from dms.storage.base import AlreadyThere, Store
from dms.storage.ocfl.inventory import FILE

ROOT_FILES = (FILE, f"{FILE}.sha512")


class Found(NamedTuple):
    """A file of a room: its path and its size in bytes."""

    path: str
    size: int


class Room(Protocol):
    """A store that moves."""

    def files(self) -> Iterator[Found]:
        """Yield what is there."""

    def open(self, path: str) -> BinaryIO:
        """Open a file for reading."""

    def put(self, path: str, stream: BinaryIO, size: int) -> None:
        """Keep a file; one that is there already stays or is replaced by the same bytes."""


class StoreRoom:
    """A room over a store of the archive's contract: new files are put, root inventories replaced."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def files(self) -> Iterator[Found]:
        """Yield all files."""
        return (Found(entry.path, entry.size) for entry in self._store.list())

    def open(self, path: str) -> BinaryIO:
        """Open a file."""
        return self._store.open(path)

    def put(self, path: str, stream: BinaryIO, size: int) -> None:
        """Keep a file. Raises StorageFailed."""
        if is_last(path):
            self._store.replace(path, stream.read())
            return
        try:
            self._store.put_new(path, stream)
        except AlreadyThere:
            while stream.read(1 << 20):  # it came before; the pipe must still be emptied of it
                pass


class StorageRoom:
    """A room over one of Django's storages: what can be made again, so a file of the same name is taken for it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def files(self) -> Iterator[Found]:
        """Yield all files."""
        return self._below("")

    def open(self, path: str) -> BinaryIO:
        """Open a file."""
        opened: Any = self._storage.open(path)
        return opened

    def put(self, path: str, stream: BinaryIO, size: int) -> None:
        """Keep a file in the place of an older one."""
        self._storage.delete(path)
        self._storage.save(path, File(stream))

    def _below(self, folder: str) -> Iterator[Found]:
        try:
            folders, files = self._storage.listdir(folder)
        except FileNotFoundError:
            return
        for name in sorted(files):
            path = f"{folder}/{name}" if folder else name
            yield Found(path, self._storage.size(path))
        for name in sorted(folders):
            if name:
                yield from self._below(f"{folder}/{name}" if folder else name)


def rooms() -> dict[str, Room]:
    """Return what moves, in order: what was acknowledged first, what can be made again last."""
    return {
        "incoming": StoreRoom(spaces.incoming_store()),
        "ledger": StoreRoom(spaces.ledger_store()),
        "ocfl": StoreRoom(spaces.archive_store()),
        "derived": StorageRoom(spaces.derived()),
    }


def place() -> str:
    """Return where the rooms of these settings are: two sides with the same place share them."""
    if spaces.in_bucket():
        return f"{settings.S3_ENDPOINT_URL} {settings.AKTA_ARCHIVE} {settings.AKTA_RENDITIONS}"
    return f"{socket.gethostname()}:{settings.AKTA_HOME}"


def is_last(path: str) -> bool:
    """Tell whether a file is one of those at an object's root that make a version count."""
    folder, _slash, name = path.rpartition("/")
    return name in ROOT_FILES and not _is_version(folder.rpartition("/")[2])


def in_order(found: Iterable[Found]) -> tuple[list[Found], list[Found]]:
    """Return the files that may come at once, and those that must come after all of them."""
    early: list[Found] = []
    late: list[Found] = []
    for one in found:
        (late if is_last(one.path) else early).append(one)
    return early, sorted(late, key=lambda one: one.path)  # the inventory before its digest, as a commit writes them


def _is_version(name: str) -> bool:
    return name[:1] == "v" and name[1:].isdigit()
