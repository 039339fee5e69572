"""The calendar: month, week and agenda of one or several people, and the whole of it as iCalendar."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dms.access import policy
from dms.calendar import ical, showing
from dms.calendar.showing import Entry, midnight
from dms.days import today
from dms.errors import NotFound
from dms.forms import day_or
from dms.http import page
from dms.people.models import Person

VIEWS = ("month", "week", "agenda")
KINDS = ("", "deputy", "room")
AGENDA_DAYS = 60
FEED_BEFORE, FEED_AFTER = dt.timedelta(days=120), dt.timedelta(days=400)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """What is shown: first and last day of the table, the days before and after it to go to, and the heading."""

    first: dt.date
    last: dt.date
    previous: dt.date
    following: dt.date
    heading: str


@page("signed_in")
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month, a week or the next weeks of the chosen calendars (`view`, `day`, `principal` of the address)."""
    user: Any = request.user
    shown = request.GET.get("view", "month")
    shown = shown if shown in VIEWS else "month"
    day = day_or(request.GET.get("day"), today())
    everyone = showing.principals()
    chosen = [one for one in everyone if str(one.pk) in request.GET.getlist("principal")] or everyone
    span = _span(shown, day)
    found = showing.entries(chosen, midnight(span.first), midnight(span.last + ONE_DAY), user)
    kinds = {one.pk: KINDS[min(number, len(KINDS) - 1)] for number, one in enumerate(everyone)}
    for entry in found:
        entry.kind = " ".join(
            filter(None, ["private" if entry.busy else kinds[entry.principal.pk], "clash" if entry.clash else ""])
        )
    query = request.GET.copy()
    query.pop("day", None), query.pop("view", None)
    context = {
        "view": shown,
        "day": day,
        "span": span,
        "heading": span.heading,
        "principals": [{"person": one, "chosen": one in chosen, "kind": kinds[one.pk]} for one in everyone],
        "weeks": _weeks(span, found, day.month if shown == "month" else 0),
        "agenda": _agenda(span, found, shown, day),
        "clashes": [entry for entry in found if entry.clash and entry.last_day >= today()],
        "today": today(),
        "kept": f"&{query.urlencode()}" if query else "",
        "may_write": policy.can(user, "appointment.write"),
    }
    return render(request, "calendar/calendar.html", context)


def _span(shown: str, day: dt.date) -> Span:
    if shown == "month":
        first, last = day.replace(day=1), day.replace(day=months.monthrange(day.year, day.month)[1])
        heading = format_date(day, "F Y")
        monday, sunday = first - first.weekday() * ONE_DAY, last + (6 - last.weekday()) * ONE_DAY
        return Span(monday, sunday, (first - ONE_DAY).replace(day=1), last + ONE_DAY, heading[:1].upper() + heading[1:])
    if shown == "week":
        monday = day - day.weekday() * ONE_DAY
        sunday = monday + 6 * ONE_DAY
        heading = _("Week of %(first)s") % {"first": format_date(monday, "j E Y")}
        return Span(monday, sunday, monday - 7 * ONE_DAY, monday + 7 * ONE_DAY, heading)
    step = AGENDA_DAYS * ONE_DAY
    heading = _("Agenda from %(first)s") % {"first": format_date(day, "j E Y")}
    return Span(day, day + step - ONE_DAY, day - step, day + step, heading)


def _weeks(span: Span, found: list[Entry], month: int) -> list[list[dict[str, Any]]]:
    """Return the weeks of the table; `month` marks the days outside it (0: none is outside)."""
    days = showing.by_day(found)
    cells = []
    for number in range((span.last - span.first).days + 1):
        day = span.first + number * ONE_DAY
        off = day.weekday() > 4 or (month and day.month != month)
        cells.append({"day": day, "entries": days.get(day, []), "today": day == today(), "off": bool(off)})
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _agenda(span: Span, found: list[Entry], shown: str, day: dt.date) -> list[tuple[dt.date, list[Entry]]]:
    """Return the days with entries: all of the span; of the present month only from today."""
    days = showing.by_day(found)
    start = span.first
    if shown == "month":
        start = (
            max(today(), day.replace(day=1))
            if (day.year, day.month) == (today().year, today().month)
            else day.replace(day=1)
        )
    return [(one, days[one]) for one in sorted(days) if start <= one <= span.last]


@page("signed_in")
@require_safe
def feed(request: HttpRequest, principal_id: UUID) -> HttpResponse:
    """Send one person's calendar as iCalendar (RFC 5545); what the reader may not know is only "busy"."""
    person = Person.objects.filter(pk=principal_id, principal=True).first()
    if person is None:
        raise NotFound(what=str(principal_id))
    now = midnight(today())
    found = showing.entries([person], now - FEED_BEFORE, now + FEED_AFTER, request.user)  # type: ignore[arg-type]
    text = ical.calendar_text([_written(entry, request) for entry in found], name=person.name)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kalendarz.ics"'
    return response


def _written(entry: Entry, request: HttpRequest) -> ical.CalendarEntry:
    start: dt.datetime | dt.date = entry.first_day if entry.whole_day else entry.starts_at
    end: dt.datetime | dt.date = entry.last_day if entry.whole_day else entry.ends_at
    one = entry.appointment
    if one is None:
        uid = f"{entry.starts_at:%Y%m%dT%H%M}-{entry.principal.pk}@akta"
        return ical.CalendarEntry(uid, _(ical.BUSY), start, end, entry.starts_at, private=True)
    address = request.build_absolute_uri(reverse("appointment", args=[one.pk]))
    text = "\n".join(filter(None, [one.description, address]))
    return ical.CalendarEntry(
        f"{one.pk}@akta", one.title, start, end, one.changed_at, place=one.place, description=text, private=one.private
    )
