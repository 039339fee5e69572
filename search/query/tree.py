"""What a query means, apart from how it was typed and from the engine that answers it.

Each index backend compiles this tree; the snippets read it to know what to mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Union


@dataclass(frozen=True)
class All:
    """Every document the user may see."""


@dataclass(frozen=True)
class Nothing:
    """No document: a filter whose value cannot exist."""


@dataclass(frozen=True)
class Word:
    """One word in any inflected form.

    `literal` is the folded word as typed, `terms` its lemmas and their synonyms, `restored` the lemmas of
    spellings with Polish letters put back (ranked lower). `optional` words only raise the rank.
    """

    literal: str
    terms: tuple[str, ...]
    restored: tuple[str, ...] = ()
    field: str = "text"
    optional: bool = False


@dataclass(frozen=True)
class Phrase:
    """Neighbouring words in this order, in any form, at most `slop` words between each two or moved."""

    words: tuple[Word, ...]
    slop: int = 0
    field: str = "text"


@dataclass(frozen=True)
class Exact:
    """Neighbouring words as typed, not inflected; case and diacritics do not matter."""

    words: tuple[str, ...]
    slop: int = 0
    field: str = "text"


@dataclass(frozen=True)
class Prefix:
    """A word beginning with these folded letters."""

    start: str
    field: str = "text"


@dataclass(frozen=True)
class Filter:
    """One of the values in a field with closed values; a value ending in `*` stands for its beginnings.

    Values are folded, and a class stands for its subclasses, unless the field begins with `=` (`=cls`).
    """

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class DateRange:
    """Day of the document between two days, both included; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class YearRange:
    """Year of the document between two years, both included; None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True)
class And:
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """At least one of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """Documents that do not have the part."""

    part: Node


Node = Union[All, Nothing, Word, Phrase, Exact, Prefix, Filter, DateRange, YearRange, And, Or, Not]  # noqa: UP007


@dataclass(frozen=True)
class Notice:
    """What was mended or not understood: a stable code and params; `notices.py` has the sentences."""

    code: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Query:
    """A query as understood: the tree and what the user should be told about it."""

    tree: Node
    notices: tuple[Notice, ...] = ()
    text: str = ""


def wanted(node: Node) -> Iterator[Node]:
    """Yield the leaves that a hit has (nothing under a NOT), in the order typed."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from wanted(part)
    elif not isinstance(node, Not):
        yield node


def chosen(facet: str, values: Iterable[str]) -> Node:
    """Return the node of facet values chosen by the user: exactly the documents counted under any of them.

    `facet` is one of `search.index.base.FACETS`; values are as the facet gave them.
    """
    if facet == "year":
        return Or(tuple(YearRange(int(value), int(value)) for value in values))
    return Filter(f"={facet}", tuple(values))


def restrict(query: Query, *extra: Node) -> Query:
    """Return the query narrowed by more nodes, as facet chips and saved filters do."""
    if not extra:
        return query
    return Query(And((query.tree, *extra)), query.notices, query.text)
