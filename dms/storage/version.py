"""One new version in the making: places bytes, takes over what an interrupted attempt left, names the rest.

An attempt that was killed before its `vN/inventory.json` leaves content that no inventory names, and nothing
may be removed. So the next attempt at the same version looks first at what lies there: the same bytes are
used as they are; other bytes stay and are named `torn/…` in this version's state, and dropped from the state
of the next.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, cast

from dms.errors import Damaged, StorageFailed
from dms.storage.base import Absent, Source, open_source
from dms.storage.objects import ObjectFiles
from dms.storage.ocfl.inventory import Inventory
from dms.storage.streams import Digests, Hashing, digest_stream, digests_of

TORN = "torn/"
AT_ONCE = 4  # small files written side by side: their waits for the disk or the server overlap


class VersionInMaking:
    """Content of version `number` of an object whose committed inventory is `base` (empty for the first)."""

    def __init__(self, files: ObjectFiles, base: Inventory) -> None:
        self._files = files
        self._folder = f"v{base.head + 1}/content/"
        self.number = base.head + 1
        self.content = dict(base.content)
        self.sha256 = dict(base.sha256)
        self._kept = base.paths()
        skip = len(files.root) + 1
        found = files.store.list(files.path(self._folder))
        self._leftovers = {entry.path[skip:]: entry.size for entry in found}
        self._occupied = set(self._leftovers)
        self._placed: dict[str, Digests] = {}
        self._waiting: dict[str, bytes] = {}

    @property
    def dirty(self) -> bool:
        """Return whether an interrupted attempt left files that nothing has taken over yet."""
        return bool(self._leftovers)

    def place(self, logical: str, source: Source) -> str:
        """Make sure the object will hold the bytes of a source; returns their SHA-512.

        A stream is stored at once, bytes in memory by `flush`.
        """
        wanted = self._folder + logical
        if isinstance(source, bytes):
            digests = digests_of(source)
        elif self._kept or wanted in self._occupied:
            with open_source(source) as stream:
                digests = digest_stream(stream)
        else:
            return self._copy(wanted, source, None).sha512
        if digests.sha512 in self._kept or self._take_over(wanted, digests):
            return digests.sha512
        target = self._free(wanted)
        if not isinstance(source, bytes):
            return self._copy(target, source, digests).sha512
        self._waiting[target] = source
        self._occupied.add(target)
        self._record(target, digests)
        return digests.sha512

    def flush(self) -> None:
        """Store what waits in memory; all of it is durable afterwards."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="put") as pool:
            put = self._files.store.put_new
            for done in [pool.submit(put, self._files.path(p), data) for p, data in self._waiting.items()]:
                done.result()
        self._waiting.clear()

    def name_leftovers(self, state: dict[str, str]) -> None:
        """Give what is left over a place in the manifest, and a name where the state lacks its bytes."""
        known = set(state.values())
        for path, size in sorted(self._leftovers.items()):
            digests = self._digest_stored(path)
            if digests.size != size:
                raise StorageFailed(path=path, reason="it grew while it was read")
            self._record(path, digests)
            if digests.sha512 not in known:
                state[f"{TORN}v{self.number}/{path.removeprefix(self._folder)}"] = digests.sha512
        self._leftovers.clear()

    def read_back(self) -> None:
        """Read again what this attempt stored and compare; raises `Damaged` at the first difference."""
        for path, digests in self._placed.items():
            if self._digest_stored(path) != digests:
                raise Damaged(what=self._files.path(path))

    def _take_over(self, path: str, digests: Digests) -> bool:
        """Use a leftover at its place if it has these bytes."""
        if self._leftovers.get(path) != digests.size or self._digest_stored(path) != digests:
            return False
        del self._leftovers[path]
        self._record(path, digests)
        return True

    def _copy(self, path: str, source: Source, expected: Digests | None) -> Digests:
        """Store a stream; if it was read before, it must not have changed since."""
        target = self._files.path(path)
        with open_source(source) as stream, Hashing(stream) as hashing:
            self._files.store.put_new(target, cast(BinaryIO, hashing))
            digests = hashing.digests()
        self._occupied.add(path)
        if expected not in (None, digests):
            raise StorageFailed(path=target, reason="the source changed while it was read")
        self._record(path, digests)
        return digests

    def _record(self, path: str, digests: Digests) -> None:
        self.content[path] = digests.sha512
        self.sha256[path] = digests.sha256
        self._kept.setdefault(digests.sha512, path)
        self._placed[path] = digests

    def _free(self, path: str) -> str:
        """Return the path, or one beside it where a leftover sits in its place."""
        free, attempt = path, 1
        while free in self._occupied:
            attempt += 1
            free = f"{self._folder}attempt-{attempt}/{path.removeprefix(self._folder)}"
        return free

    def _digest_stored(self, path: str) -> Digests:
        try:
            with self._files.store.open(self._files.path(path)) as stream:
                return digest_stream(stream)
        except Absent:
            raise Damaged(what=self._files.path(path)) from None
