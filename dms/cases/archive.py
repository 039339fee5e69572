"""How cases are kept in the archive. A record's filing is kept with the record: it is the record's home."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dms.access.guards import guard_for
from dms.access.models import Unit, User
from dms.archive import kinds
from dms.cases.models import Case, CaseMention, Filing
from dms.cases.numbering import use_up_to
from dms.records.models import Record, RecordClass

PLAIN = (
    "unit_symbol", "symbol", "group", "number", "year", "reference", "category", "title", "description", "opened_at",
    "opened_on", "opened_by_name", "deadline", "state", "closed_on", "settlement", "level",
)  # fmt: skip
DATES = ("opened_on", "deadline", "closed_on")


def describe(noun_id: str) -> dict[str, Any] | None:
    """Return a case as data."""
    case = Case.objects.select_related("unit", "record_class", "handler").filter(pk=noun_id).first()
    if case is None:
        return None
    data = {name: getattr(case, name) for name in PLAIN}
    data["unit"] = str(case.unit_id)
    data["class"] = case.record_class.reference
    data["handler"] = str(case.handler_id) if case.handler_id else None
    data["mentions"] = sorted(str(pk) for pk in case.mentions.values_list("record_id", flat=True))
    return data


def restore(noun_id: str, data: dict[str, Any]) -> None:
    """Put a case back, and mark its number as used."""
    fields = {name: data[name] for name in PLAIN}
    for name in DATES:
        fields[name] = dt.date.fromisoformat(data[name]) if data[name] else None
    fields["opened_at"] = dt.datetime.fromisoformat(data["opened_at"])
    unit = Unit.objects.get(pk=data["unit"])
    scheme_id, symbol = data["class"]
    fields |= {
        "unit": unit,
        "record_class": RecordClass.objects.get(scheme_id=scheme_id, symbol=symbol),
        "handler": User.objects.filter(pk=data["handler"]).first() if data["handler"] else None,
        "guard": guard_for(unit, data["level"]),
    }
    Case.objects.update_or_create(pk=noun_id, defaults=fields)
    use_up_to(data["unit_symbol"], data["symbol"], data["group"], data["year"], data["number"])


def describe_filing(noun_id: str) -> dict[str, Any] | None:
    """Return where a record is at home, when that is a case."""
    filing = Filing.objects.filter(record_id=noun_id).first()
    return {"case": str(filing.case_id), "filed_at": filing.filed_at} if filing else None


def restore_filing(noun_id: str, data: dict[str, Any]) -> None:
    """Put a record back into its case; it is locked when the case is closed."""
    filed_at = dt.datetime.fromisoformat(data["filed_at"])
    case = Case.objects.get(pk=data["case"])
    Filing.objects.update_or_create(record_id=noun_id, defaults={"case": case, "filed_at": filed_at})
    Record.objects.filter(pk=noun_id).update(locked=not case.is_open)


def restore_mentions(noun_id: str, data: dict[str, Any]) -> None:
    """Put a case's references back; called when all records are there."""
    for record_id in data.get("mentions", []):
        if Record.objects.filter(pk=record_id).exists():
            CaseMention.objects.get_or_create(case_id=noun_id, record_id=record_id)


def register() -> None:
    """Make the kind known, and the filing as a part of the record."""
    kind = kinds.Kind(
        "case", 40, lambda: map(str, Case.objects.order_by("pk").values_list("pk", flat=True)), finish=restore_mentions
    )
    kinds.register(kind, kinds.Part("case", describe, restore))
    kinds.contribute("record", kinds.Part("filing", describe_filing, restore_filing))
