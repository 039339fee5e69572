"""What every index makes of the query tree in the same way: fields, weights, nearness.

A score is a sum of constants per word, weighted by how rare the word is among the documents the user may see, times
the recency of the document. An engine's own BM25 would use statistics of all documents (and of the shard they lie in),
so the order of hits would tell about hidden ones, and two engines would disagree; frequency inside a document counts in
two levels (`often`) instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from search.query.tree import And, Exact, Node, Phrase, Prefix, Word, wanted

LITERAL, TITLE, OFTEN, RESTORED, TOGETHER = 0.5, 1.5, 0.4, 0.4, 2.0
"""Beside 1 for any form: as typed, in the title, frequent; letters put back; all words as a phrase."""

LEMMAS = {"text": "lem", "title": "title_lem", "sender": "sender_lem"}
EXACT = {"text": "exact", "title": "title_exact", "sender": "sender_exact", "reference": "reference"}
FILTERS = {"kind": "kind_key", "category": "category_key", "unit": "unit_key", "case": "case"}
"""Field of the query tree → field of the index: any form of a word, words as written, closed values."""

GAP = 20
"""Positions between two sections, so that no phrase reaches from the title into the text."""

MAX_FACET_VALUES = 5_000
"""More distinct values than any facet has; below it the counts of all segments and shards are merged exactly."""

T = TypeVar("T")
Weigh = Callable[[Word], float]


def rarity(total: int, having: int) -> float:
    """Return the weight of a word that `having` of `total` visible documents have (BM25's idf)."""
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def scores(node: Node) -> bool:
    """Say whether a query has words to rank by; without any the newest come first."""
    return any(isinstance(leaf, Word | Phrase | Exact | Prefix) for leaf in wanted(node))


def weighed(node: Node) -> list[Word]:
    """Return the words whose rarity counts. One word alone has nothing to be weighed against: then none."""
    words = list(dict.fromkeys(leaf for leaf in wanted(node) if isinstance(leaf, Word)))
    return words if len(words) > 1 else []


def together(node: And) -> list[str]:
    """Return the words as typed that rank higher as a phrase; empty where they make none."""
    words = [part.literal for part in node.parts if isinstance(part, Word) and part.field == "text"]
    return words if 2 <= len(words) <= 8 else []


def near(places: Sequence[T], slop: int) -> Iterator[Sequence[T]]:
    """Yield the phrases that all have to match so that the words of a phrase are near one another.

    With a slop and three or more words each two neighbours have to be near: engines disagree about what the slop of
    a longer phrase allows, and agree about two words (the second at most `slop` places from where it should be).
    """
    if slop and len(places) > 2:
        yield from pairwise(places)
    else:
        yield places


def bounds(first: int | None, last: int | None) -> tuple[int, int]:
    """Return the bounds of a range of numbers; documents without a value have none and are never found."""
    return max(first or 0, 0), 1 << 40 if last is None else max(last, 0)
