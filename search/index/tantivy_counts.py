"""Counting in tantivy: totals, facets and how rare words are, always among the documents the user may see."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy

from search.index.base import FACETS
from search.index.ranking import MAX_FACET_VALUES, rarity, weighed
from search.index.tantivy_compile import Compiler, both
from search.query.tree import All, Query, Word


def count_of(found: tantivy.SearchResult) -> int:
    """Return how many documents a search matched."""
    return int(found.count)  # type: ignore[attr-defined]  # missing in the package's stubs


def count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """Return how many documents match."""
    return count_of(searcher.search(query, 1))


class Weights:
    """How much each word of a query weighs: its rarity among the visible documents, counted once a word."""

    def __init__(self, fields: tantivy.Schema, searcher: tantivy.Searcher, limits: tantivy.Query, query: Query) -> None:
        self._fields, self._searcher, self._limits = fields, searcher, limits
        self._known: dict[Word, float] = {}
        self._total = self._count(All()) if weighed(query.tree) else None

    def __call__(self, word: Word) -> float:
        """Return the weight of a word."""
        if self._total is None:
            return 1.0
        if word not in self._known:
            self._known[word] = rarity(self._total, self._count(word))
        return self._known[word]

    def _count(self, node: Word | All) -> int:
        return count(self._searcher, both(Compiler(self._fields).compile(node), self._limits))


def facet_counts(
    searcher: tantivy.Searcher, matching: tantivy.Query, names: Sequence[str]
) -> dict[str, list[tuple[str, int]]]:
    """Return the values of each named facet with exact counts: most frequent first, then by value."""
    known = [name for name in names if name in FACETS]
    if not known:
        return {}
    terms = {"size": MAX_FACET_VALUES, "segment_size": MAX_FACET_VALUES}
    counted = searcher.aggregate(matching, {name: {"terms": {"field": name, **terms}} for name in known})
    return {
        name: sorted(
            ((str(bucket["key"]), int(bucket["doc_count"])) for bucket in counted[name]["buckets"]),
            key=lambda value: (-value[1], value[0]),
        )
        for name in known
    }
