"""Write-back: a confirmed change becomes a new version of its archive object, some seconds later and coalesced.

The database is right at once; the archive follows. `akta archive flush` does it now, `akta doctor` shows the lag.
What is written is described at the moment of writing, so many changes make one version; the events ride along.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from dms import canonical
from dms.archive import kinds, ledger_segments
from dms.archive.models import Unwritten
from dms.archive.store import WRITER, archive, note_head
from dms.audit.models import AuditEvent
from dms.errors import AktaError
from dms.jobs.ledger import now
from dms.storage.base import Source

BATCH = 200
Failed = dict[tuple[str, str], AktaError]


def flush(progress: Callable[[int, int], None] | None = None) -> int:
    """Write what is not written yet; return how many objects got a new version. Safe to run in two places at once.

    An object that cannot be written (a damaged one) does not keep the others waiting: it is passed over, its marks
    stay, and the first such problem is raised at the end.
    """
    written = 0
    failed: Failed = {}
    for _noun in _write_all(failed):
        written += 1
        if progress:
            progress(written, written + Unwritten.objects.values("kind", "noun_id").distinct().count())
    ledger_segments.write()
    if failed:
        raise next(iter(failed.values()))
    return written


def flush_some(seconds: float, more: Callable[[], None]) -> None:
    """Write for about so long, at least one object; call `more` when some may be left. Raises as `flush` does."""
    end = time.monotonic() + seconds
    failed: Failed = {}
    for _noun in _write_all(failed):
        if time.monotonic() >= end:
            more()
            break
    ledger_segments.write()
    if failed:
        raise next(iter(failed.values()))


def _write_all(failed: Failed) -> Iterator[tuple[str, str]]:
    """Write noun after noun and yield each that was written; note in `failed` what could not be."""
    while nouns := _waiting(BATCH, without=failed):
        for noun in nouns:
            try:
                write(*noun)
            except AktaError as problem:
                failed[noun] = problem
            else:
                yield noun


def _waiting(count: int, without: Container[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the next nouns to be written, those passed over left out."""
    rows = Unwritten.objects.values_list("kind", "noun_id").distinct()
    return list(islice((row for row in rows.iterator() if row not in without), count))


def write(kind: str, noun_id: str) -> None:
    """Write one noun as it is now, with the events that led here, then forget its marks.

    Marks made meanwhile stay and lead to the next version. After a crash between the version and the forgetting, the
    same events are written once more; a rebuild knows them by their ids.
    """
    marks = list(Unwritten.objects.filter(kind=kind, noun_id=noun_id).values_list("pk", "event_id"))
    described = kinds.describe(kind, noun_id)
    object_id, head = kinds.object_id(kind, noun_id), None
    if described:
        files = _files(kind, noun_id, described, [event for _pk, event in marks])
        head = archive().write(object_id, files, message=f"Write back the {kind}", user=WRITER, created=now())
    with transaction.atomic():
        if head:
            note_head(object_id, head.version)
        Unwritten.objects.filter(pk__in=[pk for pk, _event in marks]).delete()


def _files(
    kind: str, noun_id: str, described: dict[str, kinds.Metadata], event_ids: list[UUID]
) -> dict[str, Source | None]:
    files: dict[str, Source | None] = {
        f"metadata/{name}.json": canonical.pretty(content) for name, content in described.items()
    }
    for part in kinds.parts(kind):
        if part.name not in described:
            files[f"metadata/{part.name}.json"] = None
    found = kinds.get(kind)
    if found and found.texts:
        files |= found.texts(noun_id)
    events = AuditEvent.objects.filter(pk__in=event_ids).order_by("id")
    lines = [canonical.dumps(event.as_data() | {"digest": event.digest}) for event in events]
    if lines:
        files[f"events/{events[0].id}.jsonl"] = b"\n".join(lines) + b"\n"
    return files


def lag() -> dict[str, object]:
    """Return how many nouns wait to be written and since when (UTC), for `doctor`."""
    counts: dict[str, int] = defaultdict(int)
    for kind, _noun in Unwritten.objects.values_list("kind", "noun_id").distinct():
        counts[kind] += 1
    oldest = Unwritten.objects.order_by("at").values_list("at", flat=True).first()
    return {"waiting": dict(counts), "since": oldest}
