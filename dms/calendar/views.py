"""The calendar: month, week, day and agenda of one or several people, and the whole of it as iCalendar."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dms.access import policy
from dms.calendar import ical, showing, spans, tables
from dms.calendar.showing import Entry, midnight
from dms.days import WARSAW, today
from dms.errors import NotFound
from dms.forms import day_or
from dms.http import page
from dms.people.models import Person

KINDS = ("", "deputy", "room")
FEED_BEFORE, FEED_AFTER = dt.timedelta(days=120), dt.timedelta(days=400)


@page("signed_in")
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month, a week, a day or the next weeks of the chosen calendars (`view`, `day`, `principal`)."""
    user: Any = request.user
    shown = request.GET.get("view", "month")
    shown = shown if shown in spans.VIEWS else "month"
    day = day_or(request.GET.get("day"), today())
    everyone = showing.principals()
    chosen = [one for one in everyone if str(one.pk) in request.GET.getlist("principal")] or everyone
    span = spans.span(shown, day)
    found = showing.entries(chosen, midnight(span.first), midnight(span.last + spans.ONE_DAY), user)
    kinds = {one.pk: KINDS[min(number, len(KINDS) - 1)] for number, one in enumerate(everyone)}
    for entry in found:
        entry.kind = " ".join(
            filter(None, ["private" if entry.busy else kinds[entry.principal.pk], "clash" if entry.clash else ""])
        )
    query = request.GET.copy()
    query.pop("day", None), query.pop("view", None)
    context = {
        "view": shown,
        "views": [("day", _("Day")), ("week", _("Week")), ("month", _("Month")), ("agenda", _("Agenda"))],
        "day": day,
        "span": span,
        "heading": span.heading,
        "principals": [{"person": one, "chosen": one in chosen, "kind": kinds[one.pk]} for one in everyone],
        "several": len(chosen) > 1,
        "clashes": showing.clashes(found, today()),
        "today": today(),
        "kept": f"&{query.urlencode()}" if query else "",
        "whose": f"&principal={chosen[0].pk}" if len(chosen) == 1 else "",
        "may_write": policy.can(user, "appointment.write"),
        **_table(shown, span, found, day),
    }
    return render(request, "calendar/calendar.html", context)


def _table(shown: str, span: spans.Span, found: list[Entry], day: dt.date) -> dict[str, Any]:
    """Return what the table of the view shows."""
    if shown in ("day", "week"):
        return {"hours": tables.hours(span, found, dt.datetime.now(WARSAW))}
    weeks = tables.month(span, found, day.month, today()) if shown == "month" else []
    return {"weeks": weeks, "agenda": tables.agenda(span, found, shown, day, today())}


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
