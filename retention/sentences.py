"""From a case or record to the facts that the pure module asks for, and the answer back into a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction

from dms.audit.models import AuditEvent
from dms.cases.models import Case
from dms.days import day_of, today
from dms.records import partial_dates
from dms.records.category import Category, parse
from dms.records.models import Record, RecordClass
from dms.records.partial_dates import PartialDate
from dms.records.scheme import in_force
from retention.due import Outcome, compute
from retention.facts import Decision, Facts, Medium, Period, Settings, Subject, TransferCount
from retention.models import Entry, Sentence

_DATED = ("date_text", "received_on", "sent_on", "registered_at", "form")
"""What `_made` and `_medium` look at: a case may have thousands of documents."""


def refresh(kind: str, subject_id: str) -> Sentence | None:
    """Compute and keep the sentence of a case or a record outside cases; a record of a case has none of its own."""
    facts = facts_of(kind, subject_id)
    with transaction.atomic():
        if facts is None:
            Sentence.objects.filter(**{f"{kind}_id": subject_id}).delete()
            return None
        outcome = compute(facts)
        about: dict[str, Any] = {f"{kind}_id": subject_id}
        row = _row(outcome) | {"computed_on": facts.today}
        found, _made = Sentence.objects.update_or_create(defaults=row, **about)
    return found


def present(kind: str, subject_id: object) -> Sentence | None:
    """Compute the sentence as it is now, without keeping it: a page shows no reason that is no longer true."""
    facts = facts_of(kind, str(subject_id))
    return Sentence(computed_on=facts.today, **_row(compute(facts))) if facts else None


class Applying(NamedTuple):
    """What applies to a record: its case (None outside cases) and the sentence as it is now (None without a period)."""

    case: Case | None
    sentence: Sentence | None


def applying_to(record: Record) -> Applying:
    """Return what applies to a record: the sentence of the case in which it is filed, otherwise its own.

    A record has one home, so exactly one period applies: a case is kept and given up as a whole.
    """
    filing = getattr(record, "filing", None)
    if filing is None:
        return Applying(None, present("record", record.pk))
    return Applying(filing.case, present("case", filing.case_id))


def facts_of(kind: str, subject_id: str, on: dt.date | None = None) -> Facts | None:
    """Return the facts of a subject on a day, or None when no period applies (no class, filed in a case, gone)."""
    entry = Entry.objects.filter(subject_kind=kind, subject_id=subject_id).first() or Entry()
    if kind == "case":
        case = Case.objects.select_related("record_class").filter(pk=subject_id).first()
        return _of_case(case, entry, on or today()) if case else None
    record = Record.objects.select_related("record_class").filter(pk=subject_id).first()
    if record is None or record.record_class is None or hasattr(record, "filing"):
        return None
    return _of_record(record, entry, on or today())


def _of_case(case: Case, entry: Entry, on: dt.date) -> Facts:
    documents = list(Record.objects.filter(filing__case=case).only(*_DATED))
    closings = _closings(case)
    made = [_made(one, case.closed_on) for one in documents]
    return Facts(
        category=_category(case.category),
        today=on,
        subject=Subject.CASE,
        medium=_medium(entry, documents),
        closings=closings,
        reopened=case.is_open and bool(closings),
        latest_document_on=max(made, key=lambda day: (day.latest, day.earliest), default=None),
        has_trigger=bool(case.record_class.trigger),
        **_entered(entry),
    )


def _closings(case: Case) -> tuple[PartialDate | None, ...]:
    """Return the days of closing, oldest first: those before a reopening stand in the events of the case only."""
    told = AuditEvent.objects.filter(subject_kind="case", subject_id=str(case.pk), verb="case.closed")
    days = [data.get("closed_on") for data in told.order_by("at", "id").values_list("data", flat=True)]
    if not case.is_open:  # the last event tells of the closing that the case itself knows
        days = [*days[:-1], case.closed_on.isoformat() if case.closed_on else None]
    return tuple(_partial(day) if day else None for day in days)


def _of_record(record: Record, entry: Entry, on: dt.date) -> Facts:
    assert record.record_class is not None
    made = _made(record)
    own = record.record_class
    then = _class_then(own, made)
    return Facts(
        category=_category((then or own).category_own),
        today=on,
        subject=Subject.RECORD,
        scheme_version=then.scheme.version if then else "",
        medium=_medium(entry, [record]),
        record_date=made,
        has_trigger=bool((then or own).trigger),
        **_entered(entry),
    )


def _class_then(own: RecordClass, made: PartialDate) -> RecordClass | None:
    """Return the same class in the version of the scheme in force on the record's day, if that is another version.

    The same is one of the same symbol and title: a symbol may mean something else in another version, and then what
    the person chose stands. Cases need no such look: their category was fixed when they were founded.
    """
    scheme = in_force(made.earliest)
    if scheme is None or scheme.pk == own.scheme_id:
        return None
    found = scheme.classes.filter(symbol=own.symbol, is_final=True).select_related("scheme").first()
    return found if found and found.title.casefold() == own.title.casefold() else None


def _made(record: Record, closed_on: dt.date | None = None) -> PartialDate:
    """Return when a record was made; without a date, the day it came, at the latest that of its case's closing."""
    if record.date_text:
        return partial_dates.parse(record.date_text)
    came = record.received_on or record.sent_on or day_of(record.registered_at)
    return PartialDate.of(min(came, closed_on) if closed_on else came)


def _medium(entry: Entry, documents: Sequence[Record]) -> Medium:
    """Return what somebody said, else paper when every document is paper with an electronic description."""
    if entry.medium:
        return Medium(entry.medium)
    paper = bool(documents) and all(one.form == Record.Form.PAPER for one in documents)
    return Medium.PAPER if paper else Medium.ELECTRONIC


def _category(text: str) -> Category | None:
    return parse(text) if text else None


def _entered(entry: Entry) -> dict[str, Any]:
    return {
        "trigger_on": _partial(entry.trigger_text),
        "decisions": tuple(
            Decision(dt.date.fromisoformat(row["decided_on"]), parse(row["category"]), row.get("appraisal", False))
            for row in entry.decisions
        ),
        "extensions": tuple(_period(row.get("years"), row.get("last_day")) for row in entry.extensions),
        "special": _period(entry.special_years, entry.special_last_day)
        if entry.special_years or entry.special_last_day
        else None,
        "fallback_years": entry.fallback_years,
        "no_other_rule": entry.no_other_rule,
        "used_up_on": entry.used_up_on,
        "is_copy": entry.is_copy,
        "originals_exist": entry.originals_exist,
        "held": entry.held,
        "lent": bool(entry.lent_to),
        "settings": Settings(
            transfer_after_years_electronic=settings.RETENTION_TRANSFER_YEARS_ELECTRONIC,
            transfer_after_years_paper=settings.RETENTION_TRANSFER_YEARS_PAPER,
            transfer_count=TransferCount(settings.RETENTION_TRANSFER_COUNT),
            bc_waits_until_january=settings.RETENTION_BC_WAITS_FOR_JANUARY,
            hold_bars_appraisal=settings.RETENTION_HOLD_BARS_APPRAISAL,
            hold_bars_transfer=settings.RETENTION_HOLD_BARS_TRANSFER,
        ),
    }


def _period(years: int | None, last_day: dt.date | str | None) -> Period:
    day = dt.date.fromisoformat(last_day) if isinstance(last_day, str) else last_day
    return Period(years=years, last_day=day)


def _partial(text: str) -> PartialDate | None:
    return partial_dates.parse(text) if text else None


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "category": str(outcome.category or ""),
        "state": str(outcome.state),
        "action": str(outcome.action),
        "keep_from": outcome.keep_from,
        "keep_until": outcome.keep_until,
        "due_on": outcome.due_on,
        "barred_by": [str(bar) for bar in outcome.barred_by],
        "reasons": [reason.as_data() for reason in outcome.reasons],
    }
