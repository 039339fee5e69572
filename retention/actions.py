"""What people enter about keeping: the day of a trigger, the period of another law, extensions, decisions, holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dms.access import policy
from dms.access.system import Principal
from dms.audit import log
from dms.cases.models import Case
from dms.days import today
from dms.errors import Invalid
from dms.records import partial_dates
from dms.records.category import parse
from dms.records.models import Record
from retention.facts import Medium, Period
from retention.models import Entry

PLAIN = (
    "special_years", "special_last_day", "fallback_years", "no_other_rule", "used_up_on", "is_copy", "originals_exist",
    "held", "hold_reason", "medium", "lent_to",
)  # fmt: skip


def enter(subject: Case | Record, *, by: Principal, **values: Any) -> Entry:
    """Enter facts about a case or a record outside cases.

    `values`: `trigger_text` (partial date), any of PLAIN. The period of another law is years or a last day: the one
    that is given takes the other's place. Raises Invalid for a wrong date or period, NotPermitted.
    """
    policy.require(by, "retention.set", subject.unit)
    if values.get("trigger_text"):
        date = partial_dates.parse(values["trigger_text"])
        _refuse_future("trigger_text", date.earliest)
        values["trigger_text"] = date.text
    if values.get("used_up_on"):
        _refuse_future("used_up_on", values["used_up_on"])
    if values.get("medium") and values["medium"] not in list(Medium):
        raise Invalid({"medium": _("Choose one of the two.")})
    if values.get("special_years") or values.get("special_last_day"):
        Period(values.get("special_years"), values.get("special_last_day"))
        values = {"special_years": None, "special_last_day": None, **values}
    for name in values:
        if name not in (*PLAIN, "trigger_text"):
            raise TypeError(f"not a fact of retention: {name}")
    return _change(subject, by, lambda _now: values)


def extend(
    subject: Case | Record, *, by: Principal, years: int | None = None, last_day: dt.date | None = None
) -> Entry:
    """Extend the keeping by whole years or to a last day."""
    policy.require(by, "retention.set", subject.unit)
    Period(years, last_day)
    row = {"years": years, "last_day": last_day.isoformat() if last_day else None}
    return _change(subject, by, lambda entry: {"extensions": [*entry.extensions, row]})


def decide(
    subject: Case | Record, category: str, decided_on: dt.date, *, by: Principal, appraisal: bool = False
) -> Entry:
    """Record a change of category, or the result of an appraisal by the State Archive.

    Raises Invalid for what is no category and for a day to come, NotPermitted.
    """
    policy.require(by, "retention.set", subject.unit)
    _refuse_future("decided_on", decided_on)
    row = {"category": str(parse(category)), "decided_on": decided_on.isoformat(), "appraisal": appraisal}
    return _change(subject, by, lambda entry: {"decisions": [*entry.decisions, row]})


def _refuse_future(field: str, day: dt.date) -> None:
    """Refuse as a fact what has not happened: so the due day never depends on the day on which it is asked for."""
    if day > today():
        raise Invalid({field: _("This day is still to come: enter it when it has happened.")})


def _change(subject: Case | Record, by: Principal, make: Callable[[Entry], dict[str, Any]]) -> Entry:
    """Change the entry as it is now, not as it was on somebody's page; without a change there is no event."""
    kind = "case" if isinstance(subject, Case) else "record"
    with transaction.atomic():
        Entry.objects.bulk_create([Entry(subject_kind=kind, subject_id=subject.pk)], ignore_conflicts=True)
        entry = Entry.objects.select_for_update().get(subject_kind=kind, subject_id=subject.pk)
        values = make(entry)
        changed = sorted(name for name, value in values.items() if getattr(entry, name) != value)
        for name in changed:
            setattr(entry, name, values[name])
        if changed:
            entry.save(update_fields=changed)
            log.record("retention.entered", (kind, subject.pk), by.actor, {"fields": changed})
    return entry
