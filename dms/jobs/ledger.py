"""Putting work into the ledger and taking it out: enqueue, claim, finish, fail, retry, sweep.

Every change of a job's state is one conditional UPDATE, so two workers never hold the same job. A lease that ran out,
or whose process is gone, is given back by the sweeper.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from dms import lost
from dms.errors import AktaError, Conflict, ToolMissing
from dms.jobs.models import Job, Worker

Handler = Callable[..., None]
_handlers: dict[str, tuple[Handler, str]] = {}
_periodic: dict[str, int] = {}
_wake: list[Callable[[str], None]] = []
_periodic_checked = -60.0
_running: ContextVar[Job | None] = ContextVar("running job", default=None)
logger = logging.getLogger(__name__)
BACK_OFF_SECONDS = (0, 1, 5, 30)


class Crashed(AktaError):
    """The worker died while it did this job."""

    code = "job.crashed"
    message = _("The work broke off %(times)s times without a message, so it was set aside.")


class Failed(AktaError):
    """The job raised an error that is not in the tree: a fault of the program."""

    code = "job.failed"
    message = _("The work failed: %(error)s")


def job(name: str, *, queue: str = "main", every: int = 0) -> Callable[[Handler], Handler]:
    """Register a handler: takes the job's args as keywords, does one thing, may run twice safely.

    With `every` (seconds, at least 60) the sweeper also asks for it by itself, without arguments.
    """

    def register(handler: Handler) -> Handler:
        _handlers[name] = (handler, queue)
        if every:
            _periodic[name] = every
        return handler

    return register


def names() -> list[str]:
    """Return the names of all registered handlers."""
    return sorted(_handlers)


def on_wake(waker: Callable[[str], None]) -> None:
    """Register who wakes the workers of a queue (the broker)."""
    if waker not in _wake:
        _wake.append(waker)


def now() -> dt.datetime:
    """Return the present instant, UTC."""
    return dt.datetime.now(dt.UTC)


def enqueue(
    name: str,
    args: dict[str, Any],
    *,
    key: str = "",
    subject: tuple[str, object] = ("", ""),
    delay: float = 0,
    priority: int = 5,
) -> None:
    """Add a job to the ledger inside the caller's transaction; workers are woken on commit.

    With a `key`, nothing is added while a job with that key is waiting (a running one does not count: what changed
    since it began must be looked at again). Lower `priority` goes first; people waiting are 1, bulk work 5.
    """
    queue = _handlers[name][1] if name in _handlers else "main"
    row = Job(
        name=name,
        args=args,
        queue=queue,
        key=key,
        priority=priority,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        due_at=now() + dt.timedelta(seconds=delay),
    )
    Job.objects.bulk_create([row], ignore_conflicts=bool(key))
    if not delay:
        transaction.on_commit(partial(wake, queue), robust=True)


def postpone(key: str, seconds: float) -> None:
    """Let a waiting job of this key wait at least so long from now; nothing happens without one."""
    until = now() + dt.timedelta(seconds=seconds)
    Job.objects.filter(key=key, state=Job.State.READY, due_at__lt=until).update(due_at=until)


def soon(queues: Iterable[str], seconds: float) -> bool:
    """Tell whether a job of these queues is due within some seconds."""
    until = now() + dt.timedelta(seconds=seconds)
    return Job.objects.filter(queue__in=list(queues), state=Job.State.READY, due_at__lte=until).exists()


def wake(queue: str) -> None:
    """Wake the workers of a queue. Losing this is harmless: the sweeper looks again; so it never raises, for what
    was committed must not look as if it had failed."""
    for waker in _wake:
        try:
            waker(queue)
        except Exception:
            logger.warning("workers of %s were not woken", queue, exc_info=True)


def this_worker() -> str:
    """Return the name of this process: host, pid and start time, so that a recycled pid is another worker."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def _started(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        fields = stat.rsplit(")", 1)[1].split()
        return "" if fields[0] == "Z" else fields[19]
    except (OSError, IndexError):
        return ""


def is_alive(worker: str) -> bool:
    """Tell whether a worker lives. Of another host only its lease can tell, so it counts as alive."""
    host, pid, started = ([*worker.split(":"), "", ""])[:3]
    if host != socket.gethostname() or not pid.isdigit() or not Path("/proc").is_dir():
        return True
    return bool(started) and _started(int(pid)) == started


def claim(queues: Iterable[str], worker: str) -> Job | None:
    """Take the next due job of these queues, or None. The attempt is counted here, before the start."""
    due = Job.objects.filter(queue__in=list(queues), state=Job.State.READY, due_at__lte=now())
    if not due.exists():  # who only looks holds up nobody
        return None
    # In a transaction, so that it comes before or after each that writes: whoever found the job waiting and relies on
    # it to see his change has committed when the job begins.
    with transaction.atomic():
        row = due.order_by("priority", "due_at", "id").first()
        if row is None:
            return None
        taken = Job.objects.filter(pk=row.pk, state=Job.State.READY).update(
            state=Job.State.RUNNING,
            worker=worker,
            started_at=now(),
            lease_until=now() + dt.timedelta(seconds=settings.JOB_LEASE_SECONDS),
            attempts=F("attempts") + 1,
        )
        return Job.objects.get(pk=row.pk) if taken else None


def put_back(worker: str) -> None:
    """Make ready again what a worker holds and does not run: its connection broke over it, which is not the job's
    fault and no attempt."""
    for row in Job.objects.filter(worker=worker, state=Job.State.RUNNING):
        Job.objects.filter(pk=row.pk, worker=worker, attempts__gt=0).update(attempts=F("attempts") - 1)
        _give_back(row, None, 0)


def run(row: Job) -> None:
    """Run a claimed job to its end: done, back to the ledger, on hold, or set aside.

    Raises only what a broken connection to the database raises: then nothing can be written about the job.
    """
    handler = _handlers.get(row.name)
    token = _running.set(row)
    try:
        if handler is None:
            raise Failed(error=f"no handler named {row.name}")
        handler[0](**row.args)
    except ToolMissing as problem:
        _end(row, Job.State.WAITING, problem)
    except AktaError as problem:
        if problem.retry:
            _again_or_aside(row, problem)
        else:
            _end(row, Job.State.SET_ASIDE, problem)
    except Exception as problem:
        if lost.is_lost(problem):
            raise
        logger.exception("job %s failed", row.name)
        _again_or_aside(row, Failed(error=f"{type(problem).__name__}: {problem}"[:300]))
    else:
        _end(row, Job.State.DONE, None)
    finally:
        _running.reset(token)


def _again_or_aside(row: Job, problem: AktaError) -> None:
    if row.attempts >= settings.JOB_ATTEMPTS:
        _end(row, Job.State.SET_ASIDE, problem)
        return
    wait = BACK_OFF_SECONDS[min(row.attempts, len(BACK_OFF_SECONDS) - 1)]
    _give_back(row, problem.as_data(), wait)


def _give_back(row: Job, problem: dict[str, Any] | None, wait: float) -> None:
    """Make a running job ready again; when a newer one with the same key is waiting already, this one is done."""
    held = Job.objects.filter(pk=row.pk, state=Job.State.RUNNING, worker=row.worker)
    due = now() + dt.timedelta(seconds=wait)
    try:
        with transaction.atomic():
            held.update(state=Job.State.READY, problem=problem, lease_until=None, worker="", due_at=due)
    except IntegrityError:  # the key is waiting already
        held.update(state=Job.State.DONE, problem=problem, lease_until=None, ended_at=now())


def _end(row: Job, state: str, problem: AktaError | None) -> None:
    from dms.jobs import aside

    with transaction.atomic():
        changed = Job.objects.filter(pk=row.pk, state=Job.State.RUNNING, worker=row.worker).update(
            state=state, problem=problem.as_data() if problem else None, lease_until=None, ended_at=now()
        )
        if changed and state == Job.State.SET_ASIDE and problem:
            aside.tell(row, problem)


def heartbeat(worker: str, queues: Iterable[str]) -> None:
    """Say that this worker lives and lengthen the leases of what it holds."""
    until = now() + dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)
    Worker.objects.update_or_create(name=worker, defaults={"queues": ",".join(queues), "seen_at": now()})
    Job.objects.filter(worker=worker, state=Job.State.RUNNING).update(lease_until=until)


def progress(done: int, total: int) -> None:
    """Show how far the job that runs in this process is; nothing outside a job."""
    row = _running.get()
    if row is not None:
        Job.objects.filter(pk=row.pk).update(done_count=done, total_count=total)


def workers_alive(queue: str = "main") -> int:
    """Return how many workers of a queue were seen in the last fifteen seconds and still live."""
    since = now() - dt.timedelta(seconds=15)
    names = Worker.objects.filter(seen_at__gte=since, queues__contains=queue).values_list("name", flat=True)
    return sum(1 for name in names if is_alive(name))


def retry(job_id: UUID | str) -> None:
    """Make a set-aside or waiting job ready again with its attempts counted anew."""
    again = Job.objects.filter(pk=job_id, state__in=[Job.State.SET_ASIDE, Job.State.WAITING])
    with transaction.atomic():
        row = again.first()
        if row is None or (row.key and Job.objects.filter(key=row.key, state=Job.State.READY).exists()):
            raise Conflict
        again.update(state=Job.State.READY, attempts=0, due_at=now(), ended_at=None)
        transaction.on_commit(partial(wake, row.queue), robust=True)


def sweep() -> dict[str, int]:
    """Give back what dead workers hold, set aside what broke off too often, wake workers for what is due.

    Returns counts by what was done. Runs every few seconds in the scheduler, and at the start of any worker.
    """
    counts = {"given_back": 0, "set_aside": 0, "woken": 0}
    for row in Job.objects.filter(state=Job.State.RUNNING):
        lost = not is_alive(row.worker) or (row.lease_until is not None and row.lease_until < now())
        if not lost:
            continue
        if row.attempts >= settings.JOB_ATTEMPTS:
            _end(row, Job.State.SET_ASIDE, Crashed(times=row.attempts))
            counts["set_aside"] += 1
        else:
            _give_back(row, None, 0)
            counts["given_back"] += 1
    _ask_for_periodic()
    Worker.objects.filter(seen_at__lt=now() - dt.timedelta(hours=1)).delete()
    due = Job.objects.filter(state=Job.State.READY, due_at__lte=now())
    for queue in due.values_list("queue", flat=True).distinct():
        wake(queue)
        counts["woken"] += 1
    return counts


def _ask_for_periodic() -> None:
    """Put periodic jobs into the ledger when their last row is older than their interval; looked at once a minute."""
    global _periodic_checked
    if time.monotonic() - _periodic_checked < 60:
        return
    _periodic_checked = time.monotonic()
    _resume_waiting()
    for name, every in _periodic.items():
        since = now() - dt.timedelta(seconds=every)
        if not Job.objects.filter(name=name, created_at__gte=since).exists():
            enqueue(name, {}, key=name, priority=9)


def _resume_waiting() -> None:
    """Let jobs go on whose program has been installed since."""
    for row in Job.objects.filter(state=Job.State.WAITING):
        tool = ((row.problem or {}).get("params") or {}).get("tool", "")
        if tool and shutil.which(tool):
            Job.objects.filter(pk=row.pk, state=Job.State.WAITING).update(
                state=Job.State.READY, attempts=0, due_at=now(), ended_at=None, problem=None
            )


@job("jobs.clear", every=86_400)
def clear() -> None:
    """Forget what was done a week ago."""
    clear_done()


def clear_done(days: int = 7) -> int:
    """Forget finished jobs older than some days; what was set aside stays until somebody acts."""
    old = Job.objects.filter(Q(state=Job.State.DONE), ended_at__lt=now() - dt.timedelta(days=days))
    return old.delete()[0]
