"""Acknowledged bytes on their way into the archive: `<id>` and beside it `<id>.json`.

`<id>.json` says who sent what, from where and when, with size and digest. It is written after the bytes and
is the acknowledgement: bytes without it were never promised to anybody and are swept. Here files are removed
(the archive never does that), but only by whoever has read the record back.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from dms import canonical
from dms.storage.base import Store
from dms.storage.directory import DirectoryStore, sync_folder
from dms.storage.streams import Digests, Hashing

NOTE = ".json"


class RemovingStore(Store, Protocol):
    """A store with ordinary deletion; never the archive's."""

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens if it is not there."""


class RemovingDirectory(DirectoryStore):
    """A folder with ordinary deletion."""

    def local(self, path: str) -> Path:
        """Return the file itself, to be read only."""
        return self._at(path)

    def remove(self, path: str) -> None:
        """See `RemovingStore.remove`."""
        target = self._at(path)
        with contextlib.suppress(FileNotFoundError):
            target.unlink()
            sync_folder(target.parent)


class Incoming:
    """What was acknowledged and is not in the archive yet."""

    def __init__(self, store: RemovingStore) -> None:
        self._store = store

    def receive(self, arrival: str, stream: BinaryIO, note: Mapping[str, Any]) -> Digests:
        """Keep a stream under a fresh id; when this returns, bytes and note are durable.

        `note` is JSON (who, name, source, time); size and SHA-256 are added. Returns size and digests.
        Raises `AlreadyThere`, `StorageFailed`; an error of the stream passes through and nothing is
        acknowledged.
        """
        with Hashing(stream) as hashing:
            self._store.put_new(arrival, cast(BinaryIO, hashing))
            digests = hashing.digests()
        full = {**note, "size": digests.size, "sha256": digests.sha256, "sha512": digests.sha512}
        self._store.put_new(arrival + NOTE, canonical.pretty(full))
        return digests

    def open(self, arrival: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """Return a stream of the bytes. Raises `Absent`."""
        return self._store.open(arrival, start, length)

    def exists(self, arrival: str) -> bool:
        """Return whether the bytes of an arrival are here."""
        return self._store.exists(arrival)

    @contextlib.contextmanager
    def as_file(self, arrival: str) -> Iterator[Path]:
        """Give the bytes as a file to read: the file itself in a folder, a temporary copy from a bucket."""
        if isinstance(self._store, RemovingDirectory):
            yield self._store.local(arrival)
            return
        with tempfile.NamedTemporaryFile() as copy, self.open(arrival) as stream:
            shutil.copyfileobj(stream, copy, 1 << 20)
            copy.flush()
            yield Path(copy.name)

    def note(self, arrival: str) -> dict[str, Any]:
        """Return the note with size and digests. Raises `Absent` if the arrival was never acknowledged."""
        with self._store.open(arrival + NOTE) as stream:
            return cast(dict[str, Any], json.loads(stream.read()))

    def ids(self) -> Iterator[str]:
        """Yield the ids of all acknowledged arrivals."""
        for entry in self._store.list():
            if entry.path.endswith(NOTE):
                yield entry.path.removesuffix(NOTE)

    def remove(self, arrival: str) -> None:
        """Remove an arrival, the note first: what is left after a crash is then unacknowledged and swept."""
        self._store.remove(arrival + NOTE)
        self._store.remove(arrival)

    def sweep(self, before: dt.datetime) -> list[str]:
        """Remove bytes that were never acknowledged and whose id (a UUIDv7) is older; returns those ids."""
        noted, bare = set(), []
        for entry in self._store.list():
            if entry.path.endswith(NOTE):
                noted.add(entry.path.removesuffix(NOTE))
            elif (made := _made(entry.path)) is not None and made < before:
                bare.append(entry.path)
        swept = [arrival for arrival in bare if arrival not in noted]
        for arrival in swept:
            self._store.remove(arrival)
        return swept


def _made(arrival: str) -> dt.datetime | None:
    """Return the instant in a UUIDv7 (RFC 9562 §5.7: its first 48 bits), None for any other name."""
    try:
        value = uuid.UUID(arrival)
    except ValueError:
        return None
    return dt.datetime.fromtimestamp((value.int >> 80) / 1000, dt.UTC) if value.version == 7 else None
