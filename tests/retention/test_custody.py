"""Custody: the day on which the office's archive takes over."""

import datetime as dt

import pytest

from dms.records.partial_dates import parse
from retention.custody import Holding, custody


@pytest.mark.parametrize(
    ("holding", "counts_from", "from_day", "latest"),
    [
        (Holding.ELECTRONIC, "2024-06-30", "2027-01-01", None),
        (Holding.ELECTRONIC, "2024-12-31", "2027-01-01", None),
        (Holding.ELECTRONIC, "2025-01-01", "2028-01-01", None),
        (Holding.ELECTRONIC, "2024", "2027-01-01", None),
        (Holding.CHRONOLOGICAL_STORE, "2024", "2027-01-01", None),
        (Holding.PAPER_CASE, "2024-02-29", None, "2026-12-31"),
    ],
)
def test_after_two_full_calendar_years(holding, counts_from, from_day, latest):
    found = custody(holding, parse(counts_from))
    expected = tuple(dt.date.fromisoformat(text) if text else None for text in (from_day, latest))
    assert (found.from_day, found.latest) == expected
    assert len(found.reasons) == 1
