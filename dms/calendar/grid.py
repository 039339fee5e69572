"""Where the appointments of a day stand in a table of hours: rows of a quarter, side by side where they overlap.

Pure: spans in quarters of the day in, places out. The page has no inline styles, so a place is made of few numbers that
the style sheet has classes for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

QUARTERS = 96
LEAST = 2
"""Rows of the shortest appointment: a target of 24 pixels, and room for one line."""
LANES = (1, 2, 3, 4, 6)
"""Into how many columns a day may be cut: what divides twelve."""
FIRST_HOUR, LAST_HOUR = 7, 18
"""Hours that are always shown; earlier and later ones only when something stands there."""


@dataclass(frozen=True)
class Place:
    """Where one appointment stands: first quarter of the day, number of quarters, lane (from 1) of how many."""

    start: int
    length: int
    lane: int = 1
    lanes: int = 1

    @property
    def hour(self) -> int:
        """Return the hour in which it begins."""
        return self.start // 4

    @property
    def quarter(self) -> int:
        """Return the quarter of that hour, from 0."""
        return self.start % 4

    @property
    def hours(self) -> int:
        """Return the whole hours it lasts."""
        return self.length // 4

    @property
    def quarters(self) -> int:
        """Return the quarters beyond them."""
        return self.length % 4


def span(starts: dt.time, ends: dt.time | None) -> tuple[int, int]:
    """Return the first quarter and the quarter after the last; `ends` is None for an end at midnight."""
    first = (starts.hour * 60 + starts.minute) // 15
    after = QUARTERS if ends is None else -(-(ends.hour * 60 + ends.minute) // 15)
    after = min(max(after, first + LEAST), QUARTERS)
    return min(first, after - LEAST), after


def places(spans: Sequence[tuple[int, int]]) -> list[Place]:
    """Return the place of each span, in the order given (that of their beginnings)."""
    found: list[Place] = [Place(0, 0)] * len(spans)
    group: list[int] = []
    ends: list[int] = []  # where each lane of the group is free again

    def settle() -> None:
        lanes = next((one for one in LANES if one >= len(ends)), LANES[-1])
        for number in group:
            one = found[number]
            found[number] = Place(one.start, one.length, min(one.lane, lanes), lanes)
        group.clear()
        ends.clear()

    for number, (start, after) in enumerate(spans):
        if ends and start >= max(ends):
            settle()
        lane = next((index for index, end in enumerate(ends) if end <= start), len(ends))
        ends[lane : lane + 1] = [after]
        group.append(number)
        found[number] = Place(start, after - start, lane + 1)
    settle()
    return found


def hours(spans: Iterable[tuple[int, int]]) -> range:
    """Return the hours that a table with these spans shows."""
    known = list(spans)
    first = min([FIRST_HOUR, *(start // 4 for start, _after in known)])
    last = max([LAST_HOUR, *(-(-after // 4) for _start, after in known)])
    return range(first, last)
