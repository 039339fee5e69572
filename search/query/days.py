"""Dates as people type them, each a span of days: a year, a month or one day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_POLISH = re.compile(r"(?:(\d{1,2})[./])?(\d{1,2})[./](\d{4})(?:r\.?)?")
_TODAY = {"dziś", "dzis", "dzisiaj", "today"}
_YESTERDAY = {"wczoraj", "yesterday"}


def span(text: str, today: date) -> tuple[date, date] | None:
    """Return first and last day of `2024`, `2024-05`, `2024-05-31`, `31.05.2024`, `dziś`; else None."""
    word = text.strip().lower()
    if word in _TODAY:
        return today, today
    if word in _YESTERDAY:
        return today - timedelta(days=1), today - timedelta(days=1)
    if match := _ISO.fullmatch(word):
        year, month, day = match.groups()
    elif match := _POLISH.fullmatch(word):
        day, month, year = match.groups()
    else:
        return None
    return _days(int(year), int(month) if month else None, int(day) if day else None)


def _days(year: int, month: int | None, day: int | None) -> tuple[date, date] | None:
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except (ValueError, OverflowError):  # month 13, 30 February, year 0
        return None
