"""The query language: from what was typed to a small tree that every index backend compiles."""

from __future__ import annotations

from search.query.parse import parse
from search.query.tree import (
    All,
    And,
    DateRange,
    Exact,
    Filter,
    Node,
    Not,
    Nothing,
    Notice,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    YearRange,
    chosen,
    restrict,
    wanted,
)

__all__ = [
    "All",
    "And",
    "DateRange",
    "Exact",
    "Filter",
    "Node",
    "Not",
    "Nothing",
    "Notice",
    "Or",
    "Phrase",
    "Prefix",
    "Query",
    "Word",
    "YearRange",
    "chosen",
    "parse",
    "restrict",
    "wanted",
]
