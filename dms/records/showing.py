"""Everything known of a record as plain data: for `akta show`, exports and comparisons."""

from __future__ import annotations

from typing import Any

from dms.access.system import Principal
from dms.audit.models import AuditEvent
from dms.errors import NotFound
from dms.records import completeness
from dms.records.actions import DESCRIBED, PEOPLE
from dms.records.archive import COMPONENT
from dms.records.models import Record


def get(record_id: str, user: Principal) -> Record:
    """Return a record that the user may see, found by its whole id; raises NotFound for any other text."""
    from django.core.exceptions import ValidationError

    try:
        found = Record.objects.visible_to(user).select_related("record_class", "unit").filter(pk=record_id).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise NotFound(what=record_id)
    return found


def data(record: Record, user: Principal, *, text: bool = False) -> dict[str, Any]:
    """Return a record as data: description, people, components with facts (and text), relations, home, events."""
    events = AuditEvent.objects.filter(subject_kind="record", subject_id=str(record.pk))
    found: dict[str, Any] = {"id": str(record.pk)} | {name: getattr(record, name) for name in DESCRIBED}
    found |= {
        "dcmi_type": record.dcmi_type,
        "registered_at": record.registered_at,
        "unit": record.unit.symbol if record.unit else None,
        "level": record.level,
        "locked": record.locked,
        "class": record.record_class.symbol if record.record_class else None,
        "class_title": record.record_class.title if record.record_class else None,
        "correspondents": [{name: getattr(one, name) for name in PEOPLE} for one in record.correspondents.all()],
        "components": [_component(row, text) for row in record.components.select_related("text")],
        "relations": _relations(record, user),
        "missing": [str(element.label) for element, given in completeness.check(record) if not given],
        "events": [event.as_data() for event in events.order_by("id")],
    }  # fmt: skip
    return found


def _component(row: Any, text: bool) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in COMPONENT}
    if text:
        found["text"] = row.text.text if hasattr(row, "text") else ""
    return found


def _relations(record: Record, user: Principal) -> list[dict[str, Any]]:
    """Return links in both directions, only to records that the user may see."""
    seen = Record.objects.visible_to(user)
    out = record.relations_out.filter(target__in=seen).select_related("target")
    back = record.relations_in.filter(source__in=seen).select_related("source")
    found = [{"type": row.type, "direction": "to", "id": str(row.target_id), "title": row.target.title} for row in out]
    found += [
        {"type": row.type, "direction": "from", "id": str(row.source_id), "title": row.source.title} for row in back
    ]
    return found
