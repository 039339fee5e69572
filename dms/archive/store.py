"""The archive of this office: opened once per process, with the database deciding who writes an object."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from dms.archive.models import Holding
from dms.jobs.ledger import is_alive, now, this_worker
from dms.storage import spaces
from dms.storage.archive import Archive
from dms.storage.locks import Busy

LEASE = dt.timedelta(minutes=10)
WRITER = ("Akta", "https://akta.invalid/")  # a name and an address as OCFL wants; .invalid never resolves


class DatabaseLocks:
    """One writer per object, over all hosts: a conditional UPDATE of its row takes the lease."""

    @contextmanager
    def hold(self, object_id: str) -> Iterator[None]:
        """Hold an object for writing; waits up to twenty seconds, then raises Busy."""
        holder = f"{this_worker()}:{time.monotonic_ns()}"
        deadline = time.monotonic() + 20
        while not self._take(object_id, holder):
            if time.monotonic() > deadline:
                raise Busy(object=object_id)
            time.sleep(0.05)
        try:
            yield
        finally:
            Holding.objects.filter(pk=object_id, holder=holder).update(holder="", lease_until=None)

    def _take(self, object_id: str, holder: str) -> bool:
        free = Q(holder="") | Q(lease_until__lt=now())
        row = Holding.objects.filter(pk=object_id)
        if row.filter(free).update(holder=holder, lease_until=now() + LEASE):
            return True
        found = row.first()
        if found is None:
            ours = Holding(object_id=object_id, holder=holder, lease_until=now() + LEASE)
            Holding.objects.bulk_create([ours], ignore_conflicts=True)  # of two that try only one row comes to be
            return row.filter(holder=holder).exists()
        dead = not is_alive(":".join(found.holder.split(":")[:3]))
        return dead and bool(row.filter(holder=found.holder).update(holder=holder, lease_until=now() + LEASE))


@lru_cache(maxsize=1)
def archive() -> Archive:
    """Return the archive of this process."""
    return Archive(spaces.archive_store(), DatabaseLocks())


def note_head(object_id: str, head: int) -> None:
    """Remember which version is the newest as we wrote it."""
    with transaction.atomic():
        Holding.objects.update_or_create(object_id=object_id, defaults={"head": head, "written_at": now()})


def open_file(object_id: str, path: str, start: int = 0, length: int | None = None) -> BinaryIO:
    """Open a file of the newest version for reading."""
    return archive().open(object_id, str(PurePosixPath(path)), start, length)


def home() -> str:
    """Say where the archive is, for people."""
    return settings.AKTA_ARCHIVE or str(settings.AKTA_HOME / "archive")
