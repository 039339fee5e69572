"""What a reader may know of a calendar: whole entries, or only that somebody is busy.

An entry is whole to whoever may see it by its guard; a private one besides only to those whose duty is to write
appointments of its unit. Of any other private entry the times alone are told, so that nobody arranges against it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from dms.access import policy
from dms.access.system import Principal
from dms.calendar.models import Appointment
from dms.days import WARSAW, day_of
from dms.errors import NotFound
from dms.people.models import Person


@dataclass(eq=False)
class Entry:
    """One entry as the reader may know it; `appointment` is None when only the times may be told."""

    principal: Person
    starts_at: dt.datetime
    ends_at: dt.datetime
    whole_day: bool
    appointment: Appointment | None
    clash: bool = False
    kind: str = ""

    @property
    def busy(self) -> bool:
        """Tell whether only the times may be told."""
        return self.appointment is None

    @property
    def first_day(self) -> dt.date:
        """Return the office's day on which it begins."""
        return day_of(self.starts_at)

    @property
    def last_day(self) -> dt.date:
        """Return the office's day on which it ends; an end at midnight belongs to the day before."""
        return max(self.first_day, day_of(self.ends_at - dt.timedelta(microseconds=1)))

    def days(self) -> Iterable[dt.date]:
        """Return every day it touches."""
        return (self.first_day + dt.timedelta(days=n) for n in range((self.last_day - self.first_day).days + 1))


def get(appointment_id: UUID | str, user: Principal) -> Appointment:
    """Return an appointment that the user may know wholly; raises NotFound."""
    seen = Appointment.objects.visible_to(user).select_related("principal", "unit")
    found: Appointment | None = seen.filter(pk=appointment_id).first()
    if found is None or not may_know(found, user):
        raise NotFound(what=str(appointment_id))
    return found


def may_know(appointment: Appointment, user: Principal) -> bool:
    """Tell whether a user who sees the entry may know more of it than its times."""
    return not appointment.private or policy.can(user, "appointment.write", appointment.unit)


def known(appointments: Any, user: Principal, limit: int) -> list[Appointment]:
    """Return the first of a query set that the user may know wholly."""
    found = appointments.filter(pk__in=Appointment.objects.visible_to(user).values("pk")).select_related(
        "principal", "unit"
    )
    return [one for one in found[:limit] if may_know(one, user)]


def principals() -> list[Person]:
    """Return the people who have a calendar kept by the office, in the order in which they were entered."""
    return list(Person.objects.filter(principal=True).order_by("id"))


def entries(people: Sequence[Person], start: dt.datetime, end: dt.datetime, user: Principal) -> list[Entry]:
    """Return the entries of these calendars between two instants, in order, each as the user may know it."""
    by_id = {person.pk: person for person in people}
    held = Appointment.objects.filter(principal__in=by_id, starts_at__lt=end, ends_at__gte=start, cancelled=False)
    seen = set(held.filter(pk__in=Appointment.objects.visible_to(user).values("pk")).values_list("pk", flat=True))
    told = held.filter(Q(pk__in=seen) | Q(private=True)).select_related("unit").prefetch_related("attendees")
    found = []
    for one in told.order_by("starts_at", "id"):
        whole = one.pk in seen and may_know(one, user)
        person = by_id[one.principal_id]
        found.append(Entry(person, one.starts_at, one.ends_at, one.whole_day, one if whole else None))
    _mark_clashes(found)
    return found


def overlapping(appointment: Appointment, user: Principal) -> list[Entry]:
    """Return the other entries of the same person at the same time."""
    start, end = appointment.starts_at, appointment.ends_at
    near = entries([appointment.principal], start, end, user)
    return [
        one for one in near
        if not one.whole_day and one.starts_at < end and one.ends_at > start
        and (one.appointment is None or one.appointment.pk != appointment.pk)
    ]  # fmt: skip


def by_day(found: Iterable[Entry]) -> dict[dt.date, list[Entry]]:
    """Return the entries of each day; one of several days stands on each of them."""
    result: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in found:
        for day in entry.days():
            result[day].append(entry)
    return result


def clashes(found: Iterable[Entry], since: dt.date) -> list[list[Entry]]:
    """Return the groups of one person's entries that overlap, from a day on: each clash is told once."""
    groups: list[list[Entry]] = []
    running: dict[UUID, tuple[list[Entry], dt.datetime]] = {}
    for entry in found:
        if not entry.clash or entry.last_day < since:
            continue
        group, until = running.get(entry.principal.pk, ([], entry.starts_at))
        if not group or entry.starts_at >= until:
            group, until = [], entry.ends_at
            groups.append(group)
        group.append(entry)
        running[entry.principal.pk] = group, max(until, entry.ends_at)
    return groups


def midnight(day: dt.date) -> dt.datetime:
    """Return the instant at which a day begins in the office."""
    return dt.datetime.combine(day, dt.time(), tzinfo=WARSAW)


def _mark_clashes(found: list[Entry]) -> None:
    """Mark entries of one person that overlap; `found` is in order of the start."""
    running: dict[UUID, Entry] = {}
    for entry in found:
        if entry.whole_day:
            continue
        before = running.get(entry.principal.pk)
        if before is not None and entry.starts_at < before.ends_at:
            entry.clash = before.clash = True
        if before is None or entry.ends_at > before.ends_at:
            running[entry.principal.pk] = entry
