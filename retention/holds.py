"""Which objects of the archive are on hold: what the store is asked to hold too."""

from __future__ import annotations

from collections.abc import Iterator

from dms.archive import kinds
from dms.records.models import Record
from retention.models import Entry, SubjectKind


def held_objects() -> Iterator[str]:
    """Yield the ids of the archive's objects on hold: records and cases, and with a case all that is filed in it."""
    for entry in Entry.objects.filter(held=True).order_by("pk"):
        yield kinds.object_id(entry.subject_kind, str(entry.subject_id))
        if entry.subject_kind == SubjectKind.CASE:
            for pk in Record.objects.filter(filing__case_id=entry.subject_id).values_list("pk", flat=True):
                yield kinds.object_id("record", str(pk))
