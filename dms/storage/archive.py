"""The archive: objects with versions, each version a set of named files that never changes afterwards.

An object is one OCFL object: a record, a case, a person, a scheme version, a day's snapshot of users. Its id
says its kind (`akta:record:<uuid>`). Bytes are shared inside an object only, so one object can be locked or
destroyed without touching another.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from dms.errors import Damaged, StorageFailed
from dms.storage.base import Absent, AlreadyThere, Source, Store
from dms.storage.commit import Head, HeadMoved, Stamp, commit, head_of, holds
from dms.storage.locks import Busy, Locks, ProcessLocks
from dms.storage.objects import ObjectFiles
from dms.storage.ocfl import layout, root
from dms.storage.ocfl.inventory import DECLARATION, FILE, Inventory, Version
from dms.storage.ocfl.validate import Finding, validate_object
from dms.storage.version import TORN


class FileInfo(NamedTuple):
    """A file of a version: digests (lower-case hex) and its path inside the object."""

    sha256: str
    sha512: str
    content_path: str


class Stat(NamedTuple):
    """Size in bytes and digests of a file."""

    size: int
    sha256: str
    sha512: str


class Archive:
    """OCFL objects in a store. Every method may be called by many threads and processes at once."""

    def __init__(self, store: Store, locks: Locks | None = None) -> None:
        """Take a store; an empty one becomes an OCFL storage root."""
        self.store = store
        self._locks = locks or ProcessLocks()
        root.ensure(store)

    def create(
        self,
        object_id: str,
        files: Mapping[str, Source],
        *,
        message: str,
        user: tuple[str, str],
        created: dt.datetime,
        verify: bool = False,
    ) -> Head:
        """Create an object with its first version; durable when it returns.

        `files` maps logical paths (`content/001.pdf`) to sources. With `verify` everything stored is read
        again and compared before the version is committed. Safe to repeat with the same bytes. Raises
        `AlreadyThere` if the object has other ones, `Busy`, `PathRefused`, `StorageFailed`.
        """
        with self._locks.hold(object_id):
            at = ObjectFiles(self.store, object_id)
            found = at.roll_forward()
            if found is None:
                return commit(at, None, files, Stamp(message, user, created), verify)
            inventory, data, _repaired = found
            if inventory.head == 1 and holds(inventory, files):
                return head_of(inventory, data)
            raise AlreadyThere(path=object_id)

    def update(
        self,
        object_id: str,
        changes: Mapping[str, Source | None],
        *,
        expected_head: int,
        message: str,
        user: tuple[str, str],
        created: dt.datetime,
        verify: bool = False,
    ) -> Head:
        """Add a version: `changes` add or replace logical paths, None takes one out; the others stay.

        Bytes the object has already are not stored again; without any difference no version is made. Safe to
        repeat. Raises `HeadMoved` if the newest version is neither `expected_head` nor the one asked for,
        `Absent`, `Busy`, `PathRefused`, `StorageFailed`.
        """
        with self._locks.hold(object_id):
            at = ObjectFiles(self.store, object_id)
            found = at.roll_forward()
            if found is None:
                raise Absent(path=object_id)
            inventory, data, _repaired = found
            if inventory.head == expected_head:
                return commit(at, (inventory, data), changes, Stamp(message, user, created), verify)
            # The version we are asked for may be there: its writer died before it could say so.
            if inventory.head == expected_head + 1 and holds(inventory, changes):
                return head_of(inventory, data)
            raise HeadMoved(object=object_id, head=inventory.head)

    def write(
        self,
        object_id: str,
        files: Mapping[str, Source | None],
        *,
        message: str,
        user: tuple[str, str],
        created: dt.datetime,
        verify: bool = False,
    ) -> Head:
        """Make the object have these files, whatever it had: creates it or adds a version; safe to repeat."""
        with self._locks.hold(object_id):
            at = ObjectFiles(self.store, object_id)
            found = at.roll_forward()
            base = found[:2] if found else None
            return commit(at, base, files, Stamp(message, user, created), verify)

    def exists(self, object_id: str) -> bool:
        """Return whether the object has a committed version."""
        return ObjectFiles(self.store, object_id).committed() is not None

    def head(self, object_id: str) -> Head:
        """Return the newest version. Raises `Absent`, `Damaged`."""
        inventory, data = self._read(object_id)
        return head_of(inventory, data)

    def history(self, object_id: str) -> list[Version]:
        """Return all versions, the oldest first. Raises `Absent`, `Damaged`."""
        return self._read(object_id)[0].versions

    def files(self, object_id: str, version: int | None = None) -> dict[str, FileInfo]:
        """Return logical path → file of a version (the newest without a number), leftovers left out.

        Raises `Absent` for an object or a version that is not there.
        """
        inventory = self._read(object_id)[0]
        if version is not None and not 1 <= version <= inventory.head:
            raise Absent(path=f"{object_id} v{version}")
        paths = inventory.paths()
        return {
            logical: FileInfo(inventory.sha256.get(paths[digest], ""), digest, paths[digest])
            for logical, digest in sorted(inventory.state(version).items())
            if not logical.startswith(TORN)
        }

    def stat(self, object_id: str, logical: str, version: int | None = None) -> Stat:
        """Return size and digests of a file. Raises `Absent`; `Damaged` if its bytes are gone."""
        info = self._file(object_id, logical, version)
        path = ObjectFiles(self.store, object_id).path(info.content_path)
        try:
            return Stat(self.store.size(path), info.sha256, info.sha512)
        except Absent:
            raise Damaged(what=path) from None

    def open(
        self,
        object_id: str,
        logical: str,
        start: int = 0,
        length: int | None = None,
        version: int | None = None,
    ) -> BinaryIO:
        """Return a stream of a file's bytes from `start`, at most `length`; the caller closes it.

        Raises `Absent`; `Damaged` if the bytes are gone. Digests are not compared here: `verify` does that.
        """
        info = self._file(object_id, logical, version)
        path = ObjectFiles(self.store, object_id).path(info.content_path)
        try:
            return self.store.open(path, start, length)
        except Absent:
            raise Damaged(what=path) from None

    def read(self, object_id: str, logical: str, version: int | None = None) -> bytes:
        """Return the bytes of a small file (metadata). Raises as `open`."""
        with self.open(object_id, logical, version=version) as stream:
            return stream.read()

    def objects(self, kind: str | None = None) -> Iterator[str]:
        """Yield the ids of all objects, or of those of one kind (`record`), in the order of their folders."""
        for entry in self.store.list():
            folder, _sep, name = entry.path.rpartition("/")
            if name != DECLARATION:
                continue
            object_id = layout.id_of(folder) or self._id_inside(folder)
            if kind is None or object_id.startswith(f"akta:{kind}:"):
                yield object_id

    def verify(self, object_id: str, digests: bool = True) -> list[Finding]:
        """Judge an object by the rules of OCFL, with `digests` every byte; an empty list is good."""
        at = ObjectFiles(self.store, object_id)
        return validate_object(self.store, at.root, object_id=object_id, digests=digests)

    def verify_all(self, kind: str | None = None) -> Iterator[tuple[str, list[Finding]]]:
        """Yield every object's id and findings, as they come: the caller shows progress and may stop."""
        for object_id in self.objects(kind):
            yield object_id, self.verify(object_id)

    def repair(self, object_id: str, user: tuple[str, str] = ("Akta", "https://akta.invalid/")) -> bool:
        """Finish what a crash broke off; returns whether something was done. Nothing is ever removed.

        A torn commit is rolled forward; the root files are taken from the newest version; content that an
        interrupted update left is named in a version of its own. An object whose first version was never
        committed stays as it is until it is written again. Raises `Busy`, `Damaged`.
        """
        with self._locks.hold(object_id):
            at = ObjectFiles(self.store, object_id)
            found = at.roll_forward()
            if found is None:
                return False
            before = found[0].head
            stamp = Stamp("Name what an interrupted write left", user, dt.datetime.now(dt.UTC))
            return commit(at, found[:2], {}, stamp, False).version > before or found[2]

    def _read(self, object_id: str) -> tuple[Inventory, bytes]:
        at = ObjectFiles(self.store, object_id)
        found = at.committed()
        if found is None:
            raise Absent(path=object_id)
        if not found[2]:  # a crash, or a writer who is between its last two steps: then it holds the lock
            with contextlib.suppress(Busy, StorageFailed), self._locks.hold(object_id):
                at.roll_forward()
        return found[:2]

    def _file(self, object_id: str, logical: str, version: int | None) -> FileInfo:
        try:
            return self.files(object_id, version)[logical]
        except KeyError:
            raise Absent(path=f"{object_id} {logical}") from None

    def _id_inside(self, folder: str) -> str:
        with self.store.open(f"{folder}/{FILE}") as stream:
            return Inventory.from_bytes(stream.read()).object_id
