"""What people enter about keeping: the day of a trigger, the period of another law, extensions, decisions, holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from dms.access import policy
from dms.access.system import Principal
from dms.audit import log
from dms.cases.models import Case
from dms.records import partial_dates
from dms.records.category import parse
from dms.records.models import Record
from retention.facts import Period
from retention.models import Entry

PLAIN = (
    "special_years", "special_last_day", "fallback_years", "no_other_rule", "used_up_on", "is_copy", "originals_exist",
    "held", "hold_reason",
)  # fmt: skip


def enter(subject: Case | Record, *, by: Principal, **values: Any) -> Entry:
    """Enter facts about a case or a record outside cases.

    `values`: `trigger_text` (partial date), any of PLAIN. Raises Invalid for a wrong date or period, NotPermitted.
    """
    policy.require(by, "retention.set", subject.unit)
    if values.get("trigger_text"):
        values["trigger_text"] = partial_dates.parse(values["trigger_text"]).text
    if values.get("special_years") or values.get("special_last_day"):
        Period(values.get("special_years"), values.get("special_last_day"))
    return _change(subject, values, sorted(values), by)


def extend(
    subject: Case | Record, *, by: Principal, years: int | None = None, last_day: dt.date | None = None
) -> Entry:
    """Extend the keeping by whole years or to a last day."""
    policy.require(by, "retention.set", subject.unit)
    Period(years, last_day)
    entry = _entry(subject)
    row = {"years": years, "last_day": last_day.isoformat() if last_day else None}
    return _change(subject, {"extensions": [*entry.extensions, row]}, ["extensions"], by)


def decide(
    subject: Case | Record, category: str, decided_on: dt.date, *, by: Principal, appraisal: bool = False
) -> Entry:
    """Record a change of category, or the result of an appraisal by the State Archive."""
    policy.require(by, "retention.set", subject.unit)
    row = {"category": str(parse(category)), "decided_on": decided_on.isoformat(), "appraisal": appraisal}
    entry = _entry(subject)
    return _change(subject, {"decisions": [*entry.decisions, row]}, ["decisions"], by)


def _entry(subject: Case | Record) -> Entry:
    kind = "case" if isinstance(subject, Case) else "record"
    return Entry.objects.filter(subject_kind=kind, subject_id=subject.pk).first() or Entry(
        subject_kind=kind, subject_id=subject.pk
    )


def _change(subject: Case | Record, values: dict[str, Any], names: list[str], by: Principal) -> Entry:
    entry = _entry(subject)
    for name, value in values.items():
        if name not in (*PLAIN, "trigger_text", "extensions", "decisions"):
            raise TypeError(f"not a fact of retention: {name}")
        setattr(entry, name, value)
    with transaction.atomic():
        entry.save()
        log.record("retention.entered", (entry.subject_kind, subject.pk), by.actor, {"fields": names})
    return entry
