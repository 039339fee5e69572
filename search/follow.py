"""Hears events about records, cases and appointments, marks them, and asks for indexing."""

from __future__ import annotations

from dms.audit.log import follow
from dms.audit.models import AuditEvent
from dms.jobs.ledger import enqueue, job
from search.index.base import IndexBusy
from search.models import Dirty

KINDS = ("record", "case", "appointment")


@follow()
def mark(event: AuditEvent) -> None:
    """Mark the subject as changed. A private look (verify, export) changes nothing and is not marked."""
    if event.subject_kind not in KINDS or event.verb.endswith((".exported", ".verified", ".opened_file")):
        return
    Dirty.objects.create(kind=event.subject_kind, subject_id=event.subject_id)
    enqueue("search.index", {}, key="search.index", delay=0.3, priority=3)


@job("search.index")
def drain() -> None:
    """Index a portion; ask again while some is left."""
    from search import indexing

    portion = 3 * indexing.BATCH
    try:
        if not indexing.index().is_current():
            indexing.rebuild(only_if_needed=True)
        if indexing.drain(limit=portion) >= portion:
            enqueue("search.index", {}, key="search.index", priority=3)
    except IndexBusy:  # being rebuilt, or written by another process for long: the marks wait
        enqueue("search.index", {}, key="search.index", delay=0.5, priority=3)
