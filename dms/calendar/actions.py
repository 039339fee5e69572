"""Writing the calendar: add, change, cancel an appointment, attach records and cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dms.access import policy
from dms.access.guards import guard_for
from dms.access.models import Level, Unit
from dms.access.system import Principal
from dms.audit import log
from dms.calendar.models import Appointment, Attendee
from dms.cases.models import Case
from dms.errors import Invalid
from dms.people.models import Person
from dms.records.models import Record

DESCRIBED = ("title", "starts_at", "ends_at", "whole_day", "place", "description", "private", "principal")


def add(
    principal: Person,
    title: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    *,
    by: Principal,
    unit: Unit | None = None,
    level: str = Level.OFFICE,
    attendees: Sequence[str] = (),
    **details: Any,
) -> Appointment:
    """Add an appointment; instants must be aware. Raises Invalid for an empty title or an end before the start."""
    policy.require(by, "appointment.write", unit)
    level = Level.CONFIDENTIAL if details.get("private") and unit else level
    appointment = Appointment(principal=principal, unit=unit, level=level, guard=guard_for(unit, level))
    with transaction.atomic():
        _set(appointment, {"title": title, "starts_at": starts_at, "ends_at": ends_at, **details})
        appointment.save(force_insert=True)
        _set_attendees(appointment, attendees)
        log.record("appointment.added", ("appointment", appointment.pk), by.actor)
    return appointment


def change(
    appointment: Appointment, *, by: Principal, attendees: Sequence[str] | None = None, **details: Any
) -> Appointment:
    """Change an appointment; the event names the fields. What becomes private is guarded as what began so."""
    policy.require(by, "appointment.write", appointment.unit)
    with transaction.atomic():
        appointment.refresh_from_db(from_queryset=Appointment.objects.select_for_update())
        before = {name: getattr(appointment, name) for name in DESCRIBED}
        _set(appointment, details)
        changed = sorted(name for name in DESCRIBED if getattr(appointment, name) != before[name])
        if attendees is not None and list(attendees) != [row.name for row in appointment.attendees.all()]:
            _set_attendees(appointment, attendees)
            changed.append("attendees")
        if "private" in changed and appointment.private and appointment.unit:
            appointment.level = Level.CONFIDENTIAL
            appointment.guard = guard_for(appointment.unit, appointment.level)
        if changed:
            appointment.save()
            log.record("appointment.changed", ("appointment", appointment.pk), by.actor, {"fields": changed})
    return appointment


def cancel(appointment: Appointment, *, by: Principal, cancelled: bool = True) -> Appointment:
    """Cancel an appointment, or take the cancellation back."""
    policy.require(by, "appointment.write", appointment.unit)
    with transaction.atomic():
        appointment.cancelled = cancelled
        appointment.save(update_fields=["cancelled", "changed_at"])
        verb = "appointment.cancelled" if cancelled else "appointment.restored"
        log.record(verb, ("appointment", appointment.pk), by.actor)
    return appointment


def attach(
    appointment: Appointment,
    *,
    by: Principal,
    record: Record | None = None,
    case: Case | None = None,
    remove: bool = False,
) -> None:
    """Attach a record or a case to an appointment (or take it off); both pages show it."""
    policy.require(by, "appointment.write", appointment.unit)
    with transaction.atomic():
        data: dict[str, Any] = {"removed": remove}
        if record is not None:
            (appointment.records.remove if remove else appointment.records.add)(record)
            data["record"] = str(record.pk)
        if case is not None:
            (appointment.cases.remove if remove else appointment.cases.add)(case)
            data["case"] = str(case.pk)
        log.record("appointment.attached", ("appointment", appointment.pk), by.actor, data)


def _set(appointment: Appointment, details: dict[str, Any]) -> None:
    for name, value in details.items():
        if name not in DESCRIBED:
            raise TypeError(f"not a field of an appointment: {name}")
        setattr(appointment, name, value)
    errors = {}
    if not appointment.title.strip():
        errors["title"] = _("Give a title.")
    if appointment.ends_at < appointment.starts_at:
        errors["ends_at"] = _("The end lies before the start.")
    if errors:
        raise Invalid(errors)


def _set_attendees(appointment: Appointment, names: Sequence[str]) -> None:
    appointment.attendees.all().delete()
    kept = [name.strip()[:250] for name in names if name.strip()]
    Attendee.objects.bulk_create([Attendee(appointment=appointment, name=name) for name in kept])
