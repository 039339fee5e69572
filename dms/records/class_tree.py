"""The classification scheme as a tree: one flat walk with its changes of depth, so any size takes three queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import Count

from dms.access.system import Principal
from dms.records.models import ClassificationScheme, Record, RecordClass


@dataclass
class Node:
    """One class in the walk: `opens` children below it, or `closes` that many levels after it."""

    record_class: RecordClass
    cases: int = 0
    records: int = 0
    opens: bool = False
    closes: int = 0
    found: bool = False

    @property
    def closing(self) -> range:
        """Return as many steps as levels end here, for the template's loop."""
        return range(self.closes)


def walk(scheme: ClassificationScheme, user: Principal, text: str = "") -> list[Node]:
    """Return the classes in order with the counts of what the user may see; with `text` only what matches, and the
    classes above it."""
    classes = list(RecordClass.objects.filter(scheme=scheme).order_by("symbol"))
    matching = {one.symbol for one in classes if _fits(one, text)} if text else set()
    if text:
        kept = {symbol[:size] for symbol in matching for size in range(1, len(symbol) + 1)}
        classes = [one for one in classes if one.symbol in kept]
    cases, records = _counts(scheme, user)
    nodes = [Node(one, cases[one.pk], records[one.pk], found=one.symbol in matching) for one in classes]
    _mark_levels(nodes)
    return nodes


def _fits(one: RecordClass, text: str) -> bool:
    return one.symbol.startswith(text.strip()) or text.strip().casefold() in f"{one.title} {one.note}".casefold()


def _counts(scheme: ClassificationScheme, user: Principal) -> tuple[Counter[Any], Counter[Any]]:
    """Return by class: cases, and records outside cases."""
    from dms.records import class_counts

    outside = Record.objects.visible_to(user).filter(record_class__scheme=scheme, filing__isnull=True)
    rows = outside.order_by().values_list("record_class").annotate(Count("pk"))
    return Counter(class_counts.cases(scheme, user)), Counter(dict(rows))


def _mark_levels(nodes: list[Node]) -> None:
    """Say after each node how many levels begin or end; a symbol is its parent's and one digit."""
    for here, following in zip_longest(nodes, nodes[1:]):
        symbol = here.record_class.symbol
        after = len(following.record_class.symbol) if following else 1
        here.opens = following is not None and following.record_class.symbol.startswith(symbol)
        here.closes = 0 if here.opens else len(symbol) - after
