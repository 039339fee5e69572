"""The seal of what is kept in a bucket: every version of every key locked, seen by HEAD; and its renewal.

Locks roll: a version is locked for some months and renewed when half of the time is over, for as long as it is kept,
whether it is on hold or not. So a wrong date never binds anybody for ever, records without an end stay locked, and
what is to be destroyed can be let go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from dms.errors import AktaError
from dms.storage.base import Absent
from dms.storage.ocfl import layout
from dms.storage.s3_client import failing
from dms.storage.s3_locks import KeyVersion, State, VersionLocks

AT_ONCE = 8
BATCH = 500
LATE = dt.timedelta(days=14)  # so far may the weekly renewal lag behind
STALE = dt.timedelta(days=2)  # an upload in parts that nobody has gone on with for so long
T = TypeVar("T")


class Sealed(NamedTuple):
    """One key version and its lock."""

    key: KeyVersion
    lock: State

    def lasts(self, until: dt.datetime) -> bool:
        """Return whether it is locked until a moment."""
        return self.lock.lasts(until)


class Seal(NamedTuple):
    """The key versions of one object with their locks."""

    object_id: str
    versions: tuple[Sealed, ...]

    @property
    def until(self) -> dt.datetime | None:
        """Return until when all of it is locked, None when something is not."""
        ends = [one.lock.until for one in self.versions]
        return None if not ends or None in ends else min(end for end in ends if end)

    def is_sealed(self, now: dt.datetime | None = None) -> bool:
        """Return whether every key version is locked now."""
        until = self.until
        return until is not None and until > (now or dt.datetime.now(dt.UTC))


class Renewal(NamedTuple):
    """What a renewal did: versions seen, locks lengthened, those still open, and the fewest days left after it."""

    seen: int
    renewed: int
    unlocked: tuple[str, ...]
    least_days: int | None


def seal_of(locks: VersionLocks, object_id: str) -> Seal:
    """Return the seal of an object of the archive; asks the server for each version."""
    return Seal(object_id, tuple(sealed(locks, layout.object_path(object_id) + "/")))


def sealed(locks: VersionLocks, prefix: str = "") -> Iterator[Sealed]:
    """Yield every key version below a prefix with its lock."""
    yield from _side_by_side(lambda key: Sealed(key, locks.state(key.path, key.version)), locks.versions(prefix))


def unlocked(locks: VersionLocks, prefix: str = "") -> Iterator[KeyVersion]:
    """Yield every key version below a prefix that might be deleted now."""
    now = dt.datetime.now(dt.UTC)
    for one in sealed(locks, prefix):
        if one.lock.until is None or one.lock.until <= now:
            yield one.key


def renew(
    locks: VersionLocks,
    *,
    leave_out: Callable[[str], bool] = lambda path: False,
    progress: Callable[[int, int], None] | None = None,
) -> Renewal:
    """Lengthen every lock of which less than half is left; lock what is not locked at all.

    What is on hold comes along, for some servers let a hold end with the lock. `leave_out` names paths that are to be
    let go (an approved destruction). Safe to break off and repeat.
    """
    now = dt.datetime.now(dt.UTC)
    until, enough = locks.rule.until(now), now + dt.timedelta(days=locks.rule.days / 2)

    def look(key: KeyVersion) -> tuple[KeyVersion, State, bool] | None:
        try:
            before = locks.state(key.path, key.version)
        except Absent:  # destroyed meanwhile
            return None
        if before.lasts(min(enough, until)) or leave_out(key.path):
            return key, before, False
        try:
            return key, locks.extend(key.path, key.version, until), True
        except AktaError:
            return key, before, True

    seen = renewed = 0
    still_open: list[str] = []
    least: dt.datetime | None = None
    for key, after, tried in filter(None, _side_by_side(look, locks.versions())):
        seen += 1
        renewed += tried and after.lasts(until)
        if after.until is None or after.until <= now:
            still_open.append(f"{key.path} {key.version}")
        elif not leave_out(key.path):
            least = min(least or after.until, after.until)
        if progress and seen % BATCH == 0:
            progress(seen, seen)
    return Renewal(seen, renewed, tuple(still_open), None if least is None else (least - now).days)


def is_late(renewal: Renewal, days: int) -> bool:
    """Return whether locks of so many days were not renewed as they should be, or something is not locked at all."""
    if renewal.unlocked:
        return True
    least = max(3, days // 2 - LATE.days)
    return renewal.least_days is not None and renewal.least_days < least


def abort_stale(client: Any, bucket: str, prefix: str, older: dt.timedelta = STALE) -> int:
    """Give up uploads in parts that were broken off; returns how many. Nothing of them was ever visible.

    Ours to do: some servers know no lifecycle rules, and a rule is a way to lose things.
    """
    before = dt.datetime.now(dt.UTC) - older
    inside = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    count = 0
    with failing(bucket):
        pages = client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=inside)
        for page in pages:
            for found in page.get("Uploads", []):
                if found["Initiated"] <= before:
                    client.abort_multipart_upload(Bucket=bucket, Key=found["Key"], UploadId=found["UploadId"])
                    count += 1
    return count


class Mirror(NamedTuple):
    """Where holds of the office and of the store disagree: key versions that lack one, and those that have one left."""

    lacking: tuple[KeyVersion, ...]
    left: tuple[KeyVersion, ...]


def compare_holds(locks: VersionLocks, held: Iterable[str]) -> Mirror:
    """Compare the holds of the store with those of the office, given as ids of objects."""
    folders = tuple(layout.object_path(object_id) + "/" for object_id in held)
    lacking, left = [], []
    for one in sealed(locks):
        wanted = one.key.path.startswith(folders) if folders else False
        if wanted and not one.lock.held:
            lacking.append(one.key)
        elif one.lock.held and not wanted:
            left.append(one.key)
    return Mirror(tuple(lacking), tuple(left))


def mirror_holds(locks: VersionLocks, mirror: Mirror) -> list[str]:
    """Place the holds that are lacking and end those that are left, with an account that may; returns what failed."""
    failed = []
    for keys, act, wanted in ((mirror.lacking, locks.place_hold, True), (mirror.left, locks.release_hold, False)):
        for key in keys:
            try:
                done = act(key.path, key.version).held == wanted
            except AktaError:
                done = False
            if not done:
                failed.append(f"{key.path} {key.version}")
    return failed


def _side_by_side(act: Callable[[KeyVersion], T], keys: Iterable[KeyVersion]) -> Iterator[T]:
    """Yield what an act says of each key, in order: some at once, so that a million need no million of waits."""
    keys = iter(keys)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="head") as pool:
        while batch := list(islice(keys, BATCH)):
            yield from pool.map(act, batch)
