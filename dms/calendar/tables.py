"""The tables of the calendar's views: cells of a month, columns of hours, days of an agenda."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dms.calendar import grid, showing
from dms.calendar.showing import Entry
from dms.calendar.spans import Span
from dms.days import WARSAW

IN_CELL = 3
"""Entries of a day in the month when not all fit; one more would take the place of the link that tells of the rest."""


def month(span: Span, found: list[Entry], of: int, now: dt.date) -> list[list[dict[str, Any]]]:
    """Return the weeks of a month; days of other months and the ends of weeks are `off`."""
    days = showing.by_day(found)
    cells = []
    for day in span.days():
        entries = days.get(day, [])
        shown = entries if len(entries) <= IN_CELL + 1 else entries[:IN_CELL]
        cells.append(
            {
                "day": day, "entries": entries, "shown": shown, "more": len(entries) - len(shown),
                "today": day == now, "off": day.weekday() > 4 or day.month != of,
            }
        )  # fmt: skip
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def agenda(span: Span, found: list[Entry], shown: str, day: dt.date, now: dt.date) -> list[tuple[dt.date, list[Entry]]]:
    """Return the days with entries: all of the span; of a month its own days, of the present one only from today."""
    days = showing.by_day(found)
    first, last = span.first, span.last
    if shown == "month":
        first, last = day.replace(day=1), (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
        last -= dt.timedelta(days=1)
        first = max(first, now) if first <= now <= last else first
    return [(one, days[one]) for one in sorted(days) if first <= one <= last]


def hours(span: Span, found: list[Entry], now: dt.datetime) -> dict[str, Any]:
    """Return the columns of a week or day: each with what takes the whole day and what has its hours, in order."""
    days = showing.by_day(found)
    columns = [_column(day, days.get(day, []), now.date()) for day in span.days()]
    shown = grid.hours(one["span"] for column in columns for one in column["timed"])
    inside = span.first <= now.date() <= span.last and now.hour in shown
    return {
        "columns": columns,
        "first": shown[0],
        "axis": [dt.datetime.combine(span.first, dt.time(hour), tzinfo=WARSAW) for hour in shown],
        "now": grid.Place(now.hour * 4 + now.minute // 15, 1) if inside else None,
        "single": len(columns) == 1,
    }


def _column(day: dt.date, entries: list[Entry], now: dt.date) -> dict[str, Any]:
    """Return one day. What goes over midnight stands with the whole days, because it has no end on this one."""
    whole = [one for one in entries if one.whole_day or one.first_day != one.last_day]
    timed = [one for one in entries if one not in whole]
    spans = [_span(one) for one in timed]
    rows = zip(timed, spans, grid.places(spans), strict=True)
    return {
        "day": day, "today": day == now, "off": day.weekday() > 4, "whole": whole,
        "timed": [{"entry": entry, "span": span, "place": place} for entry, span, place in rows],
    }  # fmt: skip


def _span(entry: Entry) -> tuple[int, int]:
    start, end = entry.starts_at.astimezone(WARSAW), entry.ends_at.astimezone(WARSAW)
    return grid.span(start.time(), end.time() if end.date() == start.date() else None)
