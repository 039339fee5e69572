"""What people entered about keeping is archived with its subject, as `metadata/retention.json`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from dms.archive import kinds
from retention import sentences
from retention.actions import PLAIN
from retention.models import Entry

DAYS = ("special_last_day", "used_up_on")
FIELDS = (*PLAIN, "trigger_text", "decisions", "extensions")


def _describe(kind: str) -> Callable[[str], dict[str, Any] | None]:
    def describe(noun_id: str) -> dict[str, Any] | None:
        entry = Entry.objects.filter(subject_kind=kind, subject_id=noun_id).first()
        return {name: getattr(entry, name) for name in FIELDS} if entry else None

    return describe


def _restore(kind: str) -> Callable[[str, dict[str, Any]], None]:
    def restore(noun_id: str, data: dict[str, Any]) -> None:
        fields = {name: data[name] for name in FIELDS if name in data}
        for name in DAYS:
            fields[name] = dt.date.fromisoformat(data[name]) if data.get(name) else None
        Entry.objects.update_or_create(subject_kind=kind, subject_id=noun_id, defaults=fields)

    return restore


def register() -> None:
    """Add the part to records and cases."""
    for kind in ("record", "case"):
        kinds.contribute(kind, kinds.Part("retention", _describe(kind), _restore(kind)))


def recompute_all() -> int:
    """Compute every sentence anew (after a rebuild, or when the rules of a version of Akta changed)."""
    from dms.cases.models import Case
    from dms.records.models import Record

    count = 0
    for pk in Case.objects.order_by("pk").values_list("pk", flat=True).iterator():
        sentences.refresh("case", str(pk))
        count += 1
    alone = Record.objects.filter(record_class__isnull=False, filing__isnull=True)
    for pk in alone.order_by("pk").values_list("pk", flat=True).iterator():
        sentences.refresh("record", str(pk))
        count += 1
    return count
