"""What a view of the calendar covers: its days, where one goes from it, its heading."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

VIEWS = ("day", "week", "month", "agenda")
AGENDA_DAYS = 60
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """What is shown: first and last day of the table, the days before and after it to go to, and the heading."""

    first: dt.date
    last: dt.date
    previous: dt.date
    following: dt.date
    heading: str

    def days(self) -> list[dt.date]:
        """Return every day of it."""
        return [self.first + number * ONE_DAY for number in range((self.last - self.first).days + 1)]


def span(shown: str, day: dt.date) -> Span:
    """Return what a view of a day covers."""
    return {"day": _day, "week": _week, "month": _month, "agenda": _agenda}[shown](day)


def _day(day: dt.date) -> Span:
    return Span(day, day, day - ONE_DAY, day + ONE_DAY, _capital(format_date(day, "l, j E Y")))


def _week(day: dt.date) -> Span:
    monday = day - day.weekday() * ONE_DAY
    sunday = monday + 6 * ONE_DAY
    begins = "j" if monday.month == sunday.month else "j E" if monday.year == sunday.year else "j E Y"
    heading = f"{format_date(monday, begins)} – {format_date(sunday, 'j E Y')}"
    return Span(monday, sunday, monday - 7 * ONE_DAY, monday + 7 * ONE_DAY, heading)


def _month(day: dt.date) -> Span:
    first, last = day.replace(day=1), day.replace(day=months.monthrange(day.year, day.month)[1])
    monday, sunday = first - first.weekday() * ONE_DAY, last + (6 - last.weekday()) * ONE_DAY
    return Span(monday, sunday, (first - ONE_DAY).replace(day=1), last + ONE_DAY, _capital(format_date(day, "F Y")))


def _agenda(day: dt.date) -> Span:
    step = AGENDA_DAYS * ONE_DAY
    heading = _("Agenda from %(first)s") % {"first": format_date(day, "j E Y")}
    return Span(day, day + step - ONE_DAY, day - step, day + step, heading)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
