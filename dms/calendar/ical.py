"""Appointments as iCalendar text (RFC 5545), for the mayor's phone and for the guests' calendars.

Times are written in Europe/Warsaw with its VTIMEZONE, so that every program shows the hour on the office's
wall, also across the change of clocks. Pure: plain values in, text out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from dms.errors import Invalid

WARSAW = ZoneInfo("Europe/Warsaw")
PRODID = "-//Akta//Calendar//PL"
BUSY = _("busy")
"""The msgid that callers translate into the title of a hidden private appointment."""

_FIRST_EU_YEAR = 1996
"""Since this year Poland changes its clocks on the last Sundays of March and October."""


class BadAppointmentTimes(Invalid):
    """Start and end are of different kinds, lack a time zone, or are in the wrong order."""

    code = "calendar.bad_times"
    message = _("The appointment ends before it begins, or its times are not complete.")


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One appointment to be written.

    `start` and `end` are aware datetimes (any zone; the end is exclusive), or both dates: whole days, the end
    being the last day itself. `changed_at` (aware) is the last change (DTSTAMP), `sequence` the number of
    changes that guests must notice (RFC 5545 §3.8.7.4).
    """

    uid: str
    title: str
    start: dt.datetime | dt.date
    end: dt.datetime | dt.date
    changed_at: dt.datetime
    place: str = ""
    description: str = ""
    private: bool = False
    cancelled: bool = False
    sequence: int = 0

    def __post_init__(self) -> None:
        """Refuse times that no calendar could show."""
        if not _in_order(self.start, self.end) or self.changed_at.tzinfo is None:
            raise BadAppointmentTimes()


def calendar_text(entries: Iterable[CalendarEntry], *, name: str = "", busy: str | None = None) -> bytes:
    """Return the calendar as UTF-8 bytes of `text/calendar`.

    `name` is shown by calendar programs. With `busy` (the translated word) private entries show only that
    word and their times: no title, place or description leaves the office. Without it they are whole. Both
    ways they are marked CLASS:PRIVATE.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)  # RFC 7986 §5.1
        calendar.add("x-wr-calname", name)  # what most programs read instead
    listed = list(entries)
    if any(isinstance(entry.start, dt.datetime) for entry in listed):
        calendar.add_component(_warsaw())
    for entry in listed:
        calendar.add_component(_event(entry, busy))
    return calendar.to_ical()


def _event(entry: CalendarEntry, busy: str | None) -> Event:
    hidden = entry.private and busy is not None
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", _written(entry.start))
    event.add("dtend", _end(entry))
    event.add("summary", busy if hidden else entry.title)
    event.add("class", "PRIVATE" if entry.private else "PUBLIC")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.place and not hidden:
        event.add("location", entry.place)
    if entry.description and not hidden:
        event.add("description", entry.description)
    return event


def _in_order(start: dt.datetime | dt.date, end: dt.datetime | dt.date) -> bool:
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        return start.tzinfo is not None and end.tzinfo is not None and start <= end
    return not isinstance(start, dt.datetime) and not isinstance(end, dt.datetime) and start <= end


def _written(moment: dt.datetime | dt.date) -> dt.datetime | dt.date:
    return moment.astimezone(WARSAW) if isinstance(moment, dt.datetime) else moment


def _end(entry: CalendarEntry) -> dt.datetime | dt.date:
    """Return DTEND, which is exclusive also for whole days (RFC 5545 §3.6.1)."""
    if isinstance(entry.end, dt.datetime):
        return _written(entry.end)
    return entry.end + dt.timedelta(days=1)


def _warsaw() -> Timezone:
    """Return the VTIMEZONE; each change is written in the local time it leaves (RFC 5545 §3.6.5).

    Own rules, because the library writes the changes in the time they lead to: an hour off in spring.
    """
    zone = Timezone()
    zone.add("tzid", WARSAW.key)
    zone.add_component(_change(TimezoneDaylight(), "CEST", 1, 2, dt.datetime(_FIRST_EU_YEAR, 3, 31, 2)))
    zone.add_component(_change(TimezoneStandard(), "CET", 2, 1, dt.datetime(_FIRST_EU_YEAR, 10, 27, 3)))
    return zone


def _change(
    part: TimezoneDaylight | TimezoneStandard, name: str, before: int, after: int, first: dt.datetime
) -> TimezoneDaylight | TimezoneStandard:
    part.add("tzname", name)
    part.add("dtstart", first)
    part.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": "-1SU"})
    part.add("tzoffsetfrom", dt.timedelta(hours=before))
    part.add("tzoffsetto", dt.timedelta(hours=after))
    return part
