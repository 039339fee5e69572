"""What a person may do to a job: let it be tried again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from dms.access import policy
from dms.access.system import Principal
from dms.audit import log
from dms.errors import NotFound
from dms.jobs import ledger
from dms.jobs.models import Job


def retry(job_id: UUID, *, by: Principal) -> Job:
    """Make a set-aside or waiting job ready again. Raises NotFound, Conflict (it is not set aside any more)."""
    policy.require(by, "job.retry")
    row = Job.objects.filter(pk=job_id).first()
    if row is None:
        raise NotFound(what=str(job_id))
    with transaction.atomic():
        ledger.retry(row.pk)
        log.record("job.retried", ("job", row.pk), by.actor, {"job": row.name})
    return row
