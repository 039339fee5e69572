"""Days of the office: a day is a day in Europe/Warsaw, an instant is UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


def today() -> dt.date:
    """Return the present day in the office."""
    return dt.datetime.now(WARSAW).date()


def day_of(instant: dt.datetime) -> dt.date:
    """Return the office's day of an instant."""
    return instant.astimezone(WARSAW).date()
