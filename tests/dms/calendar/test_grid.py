"""Where appointments stand in a table of hours: rows of quarters, lanes beside one another."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from dms.calendar import grid
from tests.tools import ROOT


def at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


@pytest.mark.parametrize(
    ("starts", "ends", "span"),
    [
        ("09:00", "10:00", (36, 40)),
        ("09:10", "09:50", (36, 40)),
        ("09:00", "09:05", (36, 38)),
        ("09:00", "09:00", (36, 38)),
        ("23:50", "23:55", (94, 96)),
        ("22:00", None, (88, 96)),
        ("00:00", "00:30", (0, 2)),
    ],
)
def test_spans_are_whole_quarters_and_never_too_low_to_hit(starts, ends, span):
    assert grid.span(at(starts), at(ends) if ends else None) == span


@pytest.mark.parametrize(
    ("spans", "lanes"),
    [
        ([], []),
        ([(36, 40), (40, 44)], [(1, 1), (1, 1)]),
        ([(36, 40), (38, 44)], [(1, 2), (2, 2)]),
        ([(36, 48), (38, 40), (40, 44), (48, 50)], [(1, 2), (2, 2), (2, 2), (1, 1)]),
        ([(36, 40), (36, 40), (36, 40)], [(1, 3), (2, 3), (3, 3)]),
        ([(36, 40)] * 5, [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6)]),
        ([(36, 40)] * 8, [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6), (6, 6), (6, 6), (6, 6)]),
    ],
)
def test_what_overlaps_stands_side_by_side(spans, lanes):
    assert [(one.lane, one.lanes) for one in grid.places(spans)] == lanes


def test_places_keep_time_and_length():
    one = grid.places([(37, 46)])[0]
    assert (one.hour, one.quarter, one.hours, one.quarters) == (9, 1, 2, 1)


@pytest.mark.parametrize(
    ("spans", "hours"),
    [([], (7, 18)), ([(36, 40)], (7, 18)), ([(22, 24), (88, 93)], (5, 24)), ([(70, 74)], (7, 19))],
)
def test_hours_grow_only_where_something_stands(spans, hours):
    assert grid.hours(spans) == range(*hours)


def test_the_style_sheet_has_a_class_for_every_place():
    css = (ROOT / "dms/static/akta/views.css").read_text()
    wanted = {"h": range(24), "q": range(4), "n": range(25), "m": range(4), "lane": range(1, 7), "of": grid.LANES}
    wanted["z"] = range(grid.FIRST_HOUR + 1)
    for name, numbers in wanted.items():
        assert {int(one) for one in re.findall(rf"\.{name}(\d+) {{ --", css)} == set(numbers), name
