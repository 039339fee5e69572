"""Hears what moves a due day and asks for the sentence to be computed again."""

from __future__ import annotations

from django.db.models import Q

from dms.audit.log import follow
from dms.audit.models import AuditEvent
from dms.jobs.ledger import enqueue, job
from dms.records.models import ClassificationScheme, Record
from retention import sentences

VERBS = {
    "case.opened", "case.closed", "case.reopened", "case.record_filed", "case.record_moved",
    "record.classified", "record.unclassified",
    "record.filed", "record.unfiled", "case.record_unfiled", "record.described", "record.read", "retention.entered",
}  # fmt: skip


@follow()
def mark(event: AuditEvent) -> None:
    """Ask for the computation; once, however many events come together."""
    if event.verb in VERBS:
        _ask(event.subject_kind, event.subject_id)
    if event.verb == "scheme.imported":
        _ask("scheme", event.subject_id)  # records outside cases follow the version in force on their day
    if event.verb == "record.filed" and event.data.get("from_case"):
        _ask("case", event.data["from_case"])  # its latest document may have left it


def _ask(kind: str, subject: str) -> None:
    args = {"kind": kind, "subject_id": subject}
    enqueue("retention.compute", args, key=f"retention:{kind}:{subject}", subject=(kind, subject), priority=4)


@job("retention.compute")
def compute(kind: str, subject_id: str) -> None:
    """Compute one sentence; a changed record of a case moves the case's (its latest document counts)."""
    if kind == "scheme":
        _recompute_under(ClassificationScheme.objects.get(pk=subject_id))
        return
    sentences.refresh(kind, subject_id)
    if kind == "record":
        record = Record.objects.filter(pk=subject_id).select_related("filing").first()
        if record is not None and hasattr(record, "filing"):
            sentences.refresh("case", str(record.filing.case_id))


def _recompute_under(scheme: ClassificationScheme) -> None:
    """Compute what a new version may move: records outside cases made since it holds, or on a day nobody entered."""
    outside = Record.objects.filter(record_class__isnull=False, filing__isnull=True)
    touched = outside.filter(Q(date_to__gte=scheme.valid_from) | Q(date_to__isnull=True))
    for pk in touched.order_by("pk").values_list("pk", flat=True).iterator():
        sentences.refresh("record", str(pk))
