"""A worker's loop: claim, run, next; with a heartbeat from a side thread while a job runs."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import close_old_connections, connection

from dms import lost
from dms.jobs import ledger

MOMENT = 0.5  # seconds


class Heart:
    """Beats for this process every third of a lease, from one daemon thread with its own connection."""

    def __init__(self, queues: Iterable[str]) -> None:
        self.worker, self.queues = ledger.this_worker(), tuple(queues)
        self._parent = os.getppid()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Heart:
        with contextlib.suppress(*lost.BROKEN):  # a child may begin while the database is away
            ledger.heartbeat(self.worker, self.queues)
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()

    def _end_if_orphaned(self) -> None:
        """End the child of a master that was killed; the ledger takes back its job."""
        if os.getppid() != self._parent:
            os._exit(1)

    def _beat(self) -> None:
        every = min(settings.JOB_LEASE_SECONDS / 3, 10)
        while not self._stop.wait(every):
            self._end_if_orphaned()
            try:
                ledger.heartbeat(self.worker, self.queues)
            except Exception:  # the database may be away for a moment; the lease has two beats to spare
                close_old_connections()
        connection.close()


def drain(queues: Iterable[str], *, seconds: float = 60, until: Callable[[], bool] | None = None) -> int:
    """Work due jobs until none is left or the time is over; return how many were run.

    A job that is due in a moment is waited for: nobody is woken for it before the next sweep. With `until`, keep
    waiting for jobs (polling every 0.05 s) until it answers True. A database that is away is waited for.
    """
    queues = tuple(queues)
    end, count, sound = time.monotonic() + seconds, 0, False
    while time.monotonic() < end:
        try:
            if not sound:
                ledger.put_back(ledger.this_worker())
                sound = True
            row = ledger.claim(queues, ledger.this_worker())
            if row is not None:
                ledger.run(row)
                count += 1
            elif until() if until else not ledger.soon(queues, MOMENT):
                break
            else:
                time.sleep(0.05)
        except lost.BROKEN as problem:
            if not lost.is_lost(problem):
                raise
            sound = False  # whatever this process held is put back and claimed anew
            time.sleep(lost.PAUSE)
    return count
