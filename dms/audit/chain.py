"""The hash chain: one leased sealer gives events their position in batches; anyone can verify.

Chaining inside each action would serialise all writers, so an event is sealed a little later; `verify()` reports
the unsealed tail. Sealed events leave as segments to the archive's ledger, from which a rebuild restores the chain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from dms import canonical
from dms.audit.models import AuditEvent, AuditSeal

GENESIS = "0" * 64
BATCH = 500
CHUNK = 1000  # rows in memory while verifying


@dataclass
class ChainReport:
    """What verification found: counts, the head, and each fault with its position."""

    sealed: int = 0
    unsealed: int = 0
    head: str = GENESIS
    faults: list[dict[str, object]] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """True when nothing was changed, dropped or reordered."""
        return not self.faults


def link(previous: str, digest: str) -> str:
    """Return the hash of a seal: SHA-256 over the previous hash and the event's digest, both hex."""
    return hashlib.sha256(f"{previous}:{digest}".encode()).hexdigest()


def seal(limit: int = BATCH) -> int:
    """Seal up to `limit` events in the order of their ids; return how many. Safe to call from anywhere: the
    position is a primary key, so of two sealers one commits and the other starts again."""
    with transaction.atomic():
        last = AuditSeal.objects.order_by("-position").first()
        position, previous = (last.position, last.hash) if last else (0, GENESIS)
        events = list(AuditEvent.objects.filter(seal__isnull=True).order_by("id")[:limit])
        now = dt.datetime.now(dt.UTC)
        rows = []
        for event in events:
            position += 1
            previous = link(previous, event.digest)
            rows.append(AuditSeal(position=position, event=event, hash=previous, sealed_at=now))
        AuditSeal.objects.bulk_create(rows)
    return len(rows)


def verify() -> ChainReport:
    """Recompute every event's digest and the whole chain; memory does not grow with the number of events."""
    report = ChainReport()
    expected = 0
    for row in _sealed():
        expected += 1
        if row.position != expected:
            report.faults.append({"position": expected, "fault": "missing", "found": row.position})
            expected = row.position
        if canonical.digest(row.event.as_data()) != row.event.digest:
            report.faults.append({"position": row.position, "fault": "changed", "event": str(row.event_id)})
        report.head = link(report.head, row.event.digest)
        if report.head != row.hash:
            report.faults.append({"position": row.position, "fault": "broken", "event": str(row.event_id)})
            report.head = row.hash
        report.sealed += 1
    for event in AuditEvent.objects.filter(seal__isnull=True).order_by("id").iterator(chunk_size=CHUNK):
        report.unsealed += 1
        if canonical.digest(event.as_data()) != event.digest:
            report.faults.append({"position": None, "fault": "changed", "event": str(event.id)})
    return report


def _sealed() -> Iterator[AuditSeal]:
    return AuditSeal.objects.select_related("event").order_by("position").iterator(chunk_size=CHUNK)
