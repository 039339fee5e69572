"""Fields with closed values: class, kind, category, year, unit, dates, references."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

from search.analysis import fold
from search.query import leaves
from search.query.days import span
from search.query.fields import KIND_OF, canonical
from search.query.tree import DateRange, Exact, Filter, Node, Nothing, YearRange


class Note(Protocol):
    """Remembers a notice."""

    def __call__(self, code: str, **params: Any) -> None: ...


class Filters:
    """Reads the values of named fields; tells `note` what it does not understand."""

    def __init__(self, today: date, note: Note) -> None:
        self.today = today
        self.note = note
        self._readers: dict[str, Callable[[str], Node | None]] = {
            "class": self._class,
            "kind": self._kind,
            "category": lambda typed: Filter("category", (_value(typed),)),
            "unit": lambda typed: Filter("unit", (_value(typed),)),
            "year": self._year,
            "reference": self._reference,
            "case": self._case,
            "date": lambda typed: self._dates(typed, typed),
            "after": lambda typed: self._dates(typed, ""),
            "before": lambda typed: self._dates("", typed),
            "since": self._since,
            "from": self._since,
        }

    def value(self, field: str, typed: str) -> Node | None:
        """Return the filter of a canonical field and its value as typed; None after a notice."""
        return self._readers[field](typed)

    def range(self, syntax: dict[str, Any]) -> Node | None:
        """Return the filter of a range `[a TO b]`, `>=a`; a bound that excludes its value is moved by one."""
        name = syntax["field"] or ""
        field = canonical(name)
        first, last = _bound(syntax["lower"]), _bound(syntax["upper"])
        beyond = (syntax["lower"]["type"] == "exclusive", syntax["upper"]["type"] == "exclusive")
        if field == "year":
            return self._years(first, last, beyond)
        if field in ("date", "after", "before", "since", "from"):
            return self._dates(first, last, beyond)
        self.note("range_not_possible", field=name)
        return None

    def _class(self, typed: str) -> Node:
        """A class symbol stands for its subclasses too: `klasa:00` finds 0005."""
        return Filter("class", (re.sub(r"[^0-9a-z]", "", _value(typed)) or _value(typed),))

    def _kind(self, typed: str) -> Node:
        value = _value(typed)
        return Filter("kind", (KIND_OF.get(value, value),))

    def _reference(self, typed: str) -> Node | None:
        exact = leaves.folded_words(typed)
        if not exact:
            self.note("ignored", text=typed[:40])
            return None
        return Exact(exact, 0, "reference")

    def _case(self, typed: str) -> Node | None:
        try:
            return Filter("case", (str(UUID(typed)),))
        except ValueError:
            return self._reference(typed)

    def _since(self, typed: str) -> Node | None:
        """`od:2024` is a date, `od:Kowalskiego` a sender."""
        if _looks_like_date(typed, self.today):
            return self._dates(typed, "")
        return leaves.words(typed, "sender", restoring=typed.isascii())

    def _year(self, typed: str) -> Node | None:
        first, dots, last = typed.partition("..")
        return self._years(first, last if dots else first, (False, False))

    def _years(self, first: str, last: str, beyond: tuple[bool, bool]) -> Node | None:
        years: list[int | None] = []
        for typed, shift in zip((first, last), (int(beyond[0]), -int(beyond[1])), strict=True):
            if typed and not re.fullmatch(r"[0-9]{1,4}", typed):
                self.note("year_not_understood", text=typed[:40])
                return None
            years.append(int(typed) + shift if typed else None)
        low, high = years
        if low is None and high is None:
            self.note("year_not_understood", text="")
            return None
        return Nothing() if low is not None and high is not None and low > high else YearRange(low, high)

    def _dates(self, first: str, last: str, beyond: tuple[bool, bool] = (False, False)) -> Node | None:
        if first == last and ".." in first:
            first, _, last = first.partition("..")
        low = self._span(first) if first else None
        high = self._span(last) if last else None
        if (first and low is None) or (last and high is None) or not (first or last):
            return None
        try:
            start = None if low is None else (low[1] + timedelta(days=1) if beyond[0] else low[0])
            end = None if high is None else (high[0] - timedelta(days=1) if beyond[1] else high[1])
        except OverflowError:  # beyond the last day that there is
            return Nothing()
        return Nothing() if start and end and start > end else DateRange(start, end)

    def _span(self, typed: str) -> tuple[date, date] | None:
        found = span(typed, self.today)
        if found is None:
            self.note("date_not_understood", text=typed[:40])
        return found


def _value(typed: str) -> str:
    return fold(typed.strip().lower())


def _bound(bound: dict[str, Any]) -> str:
    return "" if bound["type"] == "unbounded" else str(bound["value"])


def _looks_like_date(typed: str, today: date) -> bool:
    return any(letter.isdigit() for letter in typed) or span(typed, today) is not None
