"""What can be done to cases: open, describe, file records in, close, reopen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dms.access import policy
from dms.access.guards import guard_for
from dms.access.models import Level, Unit, User
from dms.access.system import Principal
from dms.audit import log
from dms.cases.lifecycle import LIFECYCLE
from dms.cases.models import Case, CaseMention, Filing
from dms.cases.numbering import next_number
from dms.cases.reference import CaseReference
from dms.days import day_of, today
from dms.errors import Conflict, Invalid
from dms.records import actions as records
from dms.records.models import Record, RecordClass

DESCRIBED = ("title", "description", "deadline", "handler")


class CaseClosed(Conflict):
    """Nothing goes into a closed case."""

    code = "case.closed"
    message = gettext_noop("Case %(reference)s is closed. Reopen it first.")


class FiledHere(Conflict):
    """A case need not refer to what is filed in it."""

    code = "case.filed_here"
    message = gettext_noop("The document is already filed in case %(reference)s.")


class WrongMove(Conflict):
    """The state of the case does not allow the verb."""

    code = "case.wrong_state"
    message = gettext_noop("Case %(reference)s is already in this state.")


class ClosedTooEarly(Invalid):
    """A case cannot end before it began, nor in the future."""

    code = "case.closed_too_early"
    message = gettext_noop("The day of closing lies between %(first)s (the case was opened) and today.")


def open_case(
    unit: Unit,
    record_class: RecordClass,
    title: str,
    *,
    by: Principal,
    handler: User | None = None,
    group: int = 0,
    level: str = Level.UNIT,
    description: str = "",
    deadline: dt.date | None = None,
    opened_at: dt.datetime | None = None,
) -> Case:
    """Found a case: number, sign and category are given in the same transaction and never change.

    The year is the year of founding in Warsaw (instrukcja kancelaryjna, znak sprawy). `opened_at` (aware, not in the
    future) is for cases brought over from elsewhere; without it a case begins now. Raises records.NotFinalClass,
    Invalid.
    """
    policy.require(by, "case.open", unit)
    if not record_class.is_final:
        raise records.NotFinalClass(symbol=record_class.symbol)
    if not title.strip():
        raise Invalid({"title": _("Give a title.")})
    now = dt.datetime.now(dt.UTC)
    opened_at = opened_at or now
    if opened_at > now:
        raise Invalid({"opened_at": _("A case cannot begin in the future.")})
    year = day_of(opened_at).year
    with transaction.atomic():
        number = next_number(unit.symbol, record_class.symbol, group, year)
        reference = CaseReference(unit.symbol, record_class.symbol, group, number, year)
        case = Case.objects.create(
            unit=unit, unit_symbol=unit.symbol, record_class=record_class, symbol=record_class.symbol, group=group,
            number=number, year=year, reference=str(reference), category=record_class.category_own,
            title=title.strip()[:500], description=description, opened_at=opened_at, opened_on=day_of(opened_at),
            opened_by_name=by.actor.name, handler=handler, deadline=deadline, level=level, guard=guard_for(unit, level),
        )  # fmt: skip
        data = {"reference": case.reference, "class": record_class.reference}
        log.record("case.opened", ("case", case.pk), by.actor, data)
    return case


def describe(case: Case, *, by: Principal, **fields: Any) -> Case:
    """Change title, description, deadline or handler of an open case."""
    policy.require(by, "case.describe", case.unit)
    if "title" in fields and not fields["title"].strip():
        raise Invalid({"title": _("Give a title.")})
    with transaction.atomic():
        case.refresh_from_db(from_queryset=Case.objects.select_for_update())
        must_be_open(case)
        changed = sorted(name for name in fields if name in DESCRIBED and getattr(case, name) != fields[name])
        if not changed:
            return case
        for name in changed:
            setattr(case, name, fields[name])
        case.save(update_fields=changed)
        log.record("case.described", ("case", case.pk), by.actor, {"fields": changed})
    return case


def file_record(case: Case, record: Record, *, by: Principal) -> Filing:
    """File a record in a case: its home from now on; it takes the case's class, unit and guard.

    A record that has a home in another case is moved (the event names both), so the right is asked for where it was
    too. Raises CaseClosed, records.Locked, NotPermitted.
    """
    policy.require(by, "case.file", case.unit)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("record_class", "unit").get(pk=case.pk)
        record.refresh_from_db(from_queryset=Record.objects.select_for_update())
        policy.require(by, "case.file", record.unit)
        must_be_open(case)
        old = Filing.objects.filter(record=record).select_related("case").first()
        if old is not None and old.case_id == case.pk:
            return old
        if record.locked:
            raise records.Locked
        if old is not None:
            old.delete()
        filing = Filing.objects.create(case=case, record=record, filed_at=dt.datetime.now(dt.UTC))
        mentioned, _models = CaseMention.objects.filter(case=case, record=record).delete()
        was = _place(record) | {"mentioned": bool(mentioned)}
        records.set_class(record, case.record_class)
        records.set_guard(record, case.unit, case.level)
        data = {"case": str(case.pk), "reference": case.reference, "from": None, "was": was}
        if old is not None:
            data |= {"from": old.case.reference, "from_case": str(old.case_id)}
            moved = {"record": str(record.pk), "to": case.reference}
            log.record("case.record_moved", ("case", old.case_id), by.actor, moved)
        log.record("record.filed", ("record", record.pk), by.actor, data)
        log.record("case.record_filed", ("case", case.pk), by.actor, {"record": str(record.pk)})
    forget_home(record)
    return filing


def forget_home(record: Record) -> None:
    """Let the object in hand ask for its filing anew."""
    record.__dict__.pop("filing", None)
    record._state.fields_cache.pop("filing", None)


def _place(record: Record) -> dict[str, Any]:
    """Return where a record stands and who may see it, for the way back."""
    return {
        "class": record.record_class.reference if record.record_class else None,
        "unit": record.unit.symbol if record.unit else None,
        "level": record.level,
    }


def mention(case: Case, record: Record, *, by: Principal) -> CaseMention:
    """Let an open case refer to a record whose home is elsewhere. Raises CaseClosed, FiledHere."""
    policy.require(by, "case.file", case.unit)
    with transaction.atomic():
        must_be_open(Case.objects.select_for_update().get(pk=case.pk))
        if Filing.objects.filter(case=case, record=record).exists():
            raise FiledHere(reference=case.reference)
        found, made = CaseMention.objects.get_or_create(case=case, record=record)
        if made:
            log.record("case.record_mentioned", ("case", case.pk), by.actor, {"record": str(record.pk)})
    return found


def close(case: Case, *, by: Principal, on: dt.date | None = None, settlement: str = "") -> Case:
    """Close a case on a day (today when none is given) and lock its records: documents of settled cases do not change.

    Raises ClosedTooEarly, WrongMove.
    """
    policy.require(by, "case.close", case.unit)
    day = on or today()
    if not case.opened_on <= day <= today():
        raise ClosedTooEarly(first=case.opened_on.isoformat())
    with transaction.atomic():
        case = _move(case, "close", closed_on=day, settlement=settlement)
        _lock_records(case, True)
        log.record("case.closed", ("case", case.pk), by.actor, {"closed_on": day.isoformat()})
    return case


def reopen(case: Case, *, by: Principal, reason: str = "") -> Case:
    """Reopen a case under its own sign (wznowienie): it is open again, the period counts from its last closing."""
    policy.require(by, "case.reopen", case.unit)
    with transaction.atomic():
        before = Case.objects.values_list("closed_on", flat=True).get(pk=case.pk)
        case = _move(case, "reopen", closed_on=None)
        _lock_records(case, False)
        data = {"was_closed_on": before.isoformat() if before else None, "reason": reason}
        log.record("case.reopened", ("case", case.pk), by.actor, data)
    return case


def _move(case: Case, verb: str, **fields: Any) -> Case:
    case = Case.objects.select_for_update().get(pk=case.pk)
    if verb not in LIFECYCLE[case.state]:
        raise WrongMove(reference=case.reference)
    case.state = LIFECYCLE[case.state][verb]
    for name, value in fields.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *fields])
    return case


def _lock_records(case: Case, locked: bool) -> None:
    for filing in case.filings.select_related("record"):
        records.lock(filing.record, locked)


def must_be_open(case: Case) -> None:
    """Raise CaseClosed unless the case goes on."""
    if not case.is_open:
        raise CaseClosed(reference=case.reference)
