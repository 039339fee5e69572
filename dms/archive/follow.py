"""Hears every event: marks its noun as not written yet, and asks for the write-back and the seal some seconds later."""

from __future__ import annotations

from django.conf import settings

from dms.archive import kinds
from dms.archive.models import Unwritten
from dms.audit.log import follow
from dms.audit.models import AuditEvent
from dms.jobs import ledger


@follow()
def mark(event: AuditEvent) -> None:
    """Mark the noun that keeps this event."""
    keeper = kinds.keeper(event.subject_kind, event.subject_id)
    if keeper:
        kind, noun_id = keeper
        Unwritten.objects.create(kind=kind, noun_id=noun_id, event_id=event.pk, at=event.at)
        ledger.enqueue("archive.flush", {}, key="archive.flush", delay=settings.AKTA_WRITE_BACK_SECONDS, priority=8)
    ledger.enqueue("audit.seal", {}, key="audit.seal", delay=2, priority=8)
