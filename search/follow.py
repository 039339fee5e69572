"""Hears events about records, cases and appointments, marks them, and asks for indexing."""

from __future__ import annotations

import time

from dms.audit.log import follow
from dms.audit.models import AuditEvent
from dms.jobs.ledger import enqueue, job, postpone
from search.index.base import IndexBusy, IndexUnreachable
from search.models import Dirty

KINDS = ("record", "case", "appointment")
REST, REST_SECONDS = 5, 3
"""While changes keep coming the index rests five times as long as its last commit took, so that a bulk intake is not
spent on commits of a few documents each; at most this many seconds."""
AWAY_SECONDS = 15
"""How long marks wait before a server that did not answer is asked again."""


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

    portion, begun = 3 * indexing.BATCH, time.monotonic()
    try:
        if not indexing.index().is_current():
            indexing.rebuild(only_if_needed=True)
        if indexing.drain(limit=portion) >= portion:
            enqueue("search.index", {}, key="search.index", priority=3)
        else:
            postpone("search.index", min(REST * (time.monotonic() - begun), REST_SECONDS))
    except IndexBusy:  # being rebuilt, or written by another process for long: the marks wait
        enqueue("search.index", {}, key="search.index", delay=0.5, priority=3)
    except IndexUnreachable:  # however long the server is away, no mark is given up
        enqueue("search.index", {}, key="search.index", delay=AWAY_SECONDS, priority=3)
