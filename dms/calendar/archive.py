"""How appointments are kept in the archive."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dms.access.guards import guard_for
from dms.access.models import Unit
from dms.archive import kinds
from dms.calendar.models import Appointment, Attendee
from dms.cases.models import Case
from dms.records.models import Record

PLAIN = ("title", "starts_at", "ends_at", "whole_day", "place", "description", "private", "cancelled", "level")


def describe(noun_id: str) -> dict[str, Any] | None:
    """Return an appointment as data."""
    appointment = Appointment.objects.filter(pk=noun_id).first()
    if appointment is None:
        return None
    data: dict[str, Any] = {name: getattr(appointment, name) for name in PLAIN}
    data["principal"] = str(appointment.principal_id)
    data["unit"] = str(appointment.unit_id) if appointment.unit_id else None
    data["attendees"] = list(appointment.attendees.values_list("name", flat=True))
    data["records"] = sorted(str(pk) for pk in appointment.records.values_list("pk", flat=True))
    data["cases"] = sorted(str(pk) for pk in appointment.cases.values_list("pk", flat=True))
    return data


def restore(noun_id: str, data: dict[str, Any]) -> None:
    """Put an appointment back."""
    fields = {name: data[name] for name in PLAIN}
    for name in ("starts_at", "ends_at"):
        fields[name] = dt.datetime.fromisoformat(data[name])
    unit = Unit.objects.get(pk=data["unit"]) if data["unit"] else None
    fields |= {"principal_id": data["principal"], "unit": unit, "guard": guard_for(unit, data["level"])}
    appointment, _made = Appointment.objects.update_or_create(pk=noun_id, defaults=fields)
    appointment.attendees.all().delete()
    Attendee.objects.bulk_create([Attendee(appointment=appointment, name=name) for name in data["attendees"]])
    # What was destroyed meanwhile is not there any more; the appointment is.
    appointment.records.set(Record.objects.filter(pk__in=data["records"]))
    appointment.cases.set(Case.objects.filter(pk__in=data["cases"]))


def register() -> None:
    """Make the kind known."""
    ids = Appointment.objects.order_by("pk").values_list("pk", flat=True)
    kind = kinds.Kind("appointment", 60, lambda: map(str, ids.all()))
    kinds.register(kind, kinds.Part("appointment", describe, restore))
