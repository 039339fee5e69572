"""Dates of which only the year, or the year and month, may be known.

A letter may carry no day ("marzec 2024"); the office instruction allows such dates on letters (annex of the
Prime Minister's regulation of 18.01.2011, A3 and A4: `RRRR`, `RRRR-MM`, `RRRR-MM-DD`). Kept as text plus
the earliest and the latest day it can mean, so that lists can sort and filter by plain dates.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from dms.errors import Invalid

YEARS = range(1000, 3000)
"""Years that are believed; anything else is a slip of the hand."""

_ISO = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?")
_TYPED = re.compile(r"((?P<day>[0-9]{1,2})\.)?(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
_YEAR_WORD = re.compile(r"\s*r\.?$")


class BadPartialDate(Invalid):
    """The text is no date, or a day that the calendar does not have."""

    code = "record.bad_partial_date"
    message = _(
        "“%(value)s” is not a date. Write a year, a month with a year, or a whole day: 2024, 3.2024, 12.03.2024."
    )


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, month or day. `text` is `YYYY[-MM[-DD]]`; `earliest` and `latest` are the days it may mean."""

    text: str
    earliest: dt.date
    latest: dt.date

    def __str__(self) -> str:
        """Return the text `YYYY[-MM[-DD]]`."""
        return self.text

    @property
    def year(self) -> int:
        """Return the year, which is always known."""
        return self.earliest.year

    @property
    def day(self) -> dt.date | None:
        """Return the day when it is known, else None."""
        return self.earliest if self.earliest == self.latest else None

    @classmethod
    def of(cls, day: dt.date) -> PartialDate:
        """Return the partial date of a known day."""
        return cls(f"{day:%Y-%m-%d}", day, day)


def parse(value: str) -> PartialDate:
    """Return the date that a text means.

    Reads the stored form `YYYY[-MM[-DD]]` and the forms typed in Poland, `12.03.2024`, `3.2024`, `2024`,
    each also with `r.` after it. Raises BadPartialDate for anything else, including days that do not exist.
    """
    text = _YEAR_WORD.sub("", value.strip())
    found = _ISO.fullmatch(text) or _TYPED.fullmatch(text)
    if not found:
        raise BadPartialDate(value=value)
    year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
    try:
        return _span(year or 0, month, day)
    except ValueError:
        raise BadPartialDate(value=value) from None


def _span(year: int, month: int | None, day: int | None) -> PartialDate:
    """Return the date of these parts; raises ValueError when there is no such year, month or day."""
    if year not in YEARS:
        raise ValueError(year)
    if month is None:
        return PartialDate(f"{year:04d}", dt.date(year, 1, 1), dt.date(year, 12, 31))
    if day is None:
        first = dt.date(year, month, 1)
        return PartialDate(f"{year:04d}-{month:02d}", first, first.replace(day=calendar.monthrange(year, month)[1]))
    return PartialDate.of(dt.date(year, month, day))
