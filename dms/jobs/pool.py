"""The worker's pool of processes, such that one of them may be killed while it waits for work.

With a broker that cannot wake an event loop (files) the pool's children share one pipe and a lock on it, and an idle
child holds the lock while it waits. A semaphore is never released by the dead: after `kill -9` of that child all others
would wait for ever. These locks are released by the system when their holder ends, however it ends.
"""

from __future__ import annotations

import fcntl
import tempfile
from typing import Any

from billiard.pool import Pool
from celery.concurrency import prefork


class ProcessLock:
    """A lock between a process and its forks (fcntl(2), record locks). Not one between threads."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the pool lives

    def acquire(self) -> None:
        """Wait until no other process holds it."""
        fcntl.lockf(self._file, fcntl.LOCK_EX)

    def release(self) -> None:
        """Let the next one have it."""
        fcntl.lockf(self._file, fcntl.LOCK_UN)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_exc: object) -> None:
        self.release()


class SturdyPool(Pool):
    """Billiard's pool with such locks on both of its pipes."""

    def _setup_queues(self) -> None:
        super()._setup_queues()
        for queue in (self._inqueue, self._outqueue):
            queue._rlock, queue._wlock = ProcessLock(), ProcessLock()


class TaskPool(prefork.TaskPool):
    """Celery's pool of processes on a sturdy one, where it shares pipes at all."""

    BlockingPool: Any = SturdyPool
