"""The one Celery task: it works the ledger. Its message is a wake-up and carries nothing but the queue's name."""

from __future__ import annotations

import time

from celery import shared_task
from django.conf import settings

from dms.jobs import ledger, work

_last_wake: dict[str, float] = {}


@shared_task(name="jobs.work", ignore_result=True)  # type: ignore[untyped-decorator]
def work_queue(queue: str) -> int:
    """Run due jobs of a queue for up to a minute; wake another worker when some are left."""
    return work.drain([queue], seconds=60)


@shared_task(name="jobs.sweep", ignore_result=True)  # type: ignore[untyped-decorator]
def sweep() -> dict[str, int]:
    """Give back what dead workers hold and wake workers for what is due."""
    return ledger.sweep()


def wake(queue: str) -> None:
    """Send a wake-up, at most one per queue and process in 50 ms: a worker that is awake takes all there is."""
    if time.monotonic() - _last_wake.get(queue, 0) < 0.05:
        return
    _last_wake[queue] = time.monotonic()
    try:
        work_queue.apply_async((queue,), queue=queue, expires=settings.JOB_LEASE_SECONDS, retry=False)
    except Exception:  # the broker is away: the sweeper sends again
        _last_wake.pop(queue, None)
