"""Telling others that a job was set aside: an audit event, and whoever must show it on the thing itself."""

from __future__ import annotations

from collections.abc import Callable

from dms.audit import log
from dms.errors import AktaError
from dms.jobs.models import Job

JOBS = log.Actor("system", "", "jobs")
Listener = Callable[[Job, AktaError], None]
_listeners: dict[str, Listener] = {}


def on_set_aside(name: str) -> Callable[[Listener], Listener]:
    """Register what happens (in the same transaction) when a job of this name is set aside."""

    def register(listener: Listener) -> Listener:
        _listeners[name] = listener
        return listener

    return register


def tell(row: Job, problem: AktaError) -> None:
    """Write the event `job.set_aside` about the job's subject and call its listener."""
    subject = (row.subject_kind, row.subject_id) if row.subject_kind else ("job", str(row.pk))
    data = {"job": row.name, "job_id": str(row.pk), "problem": problem.as_data()}
    log.record("job.set_aside", subject, JOBS, data)
    if row.name in _listeners:
        _listeners[row.name](row, problem)
