"""Compile the query tree for OpenSearch: the same documents and scores as `tantivy_compile`, by the constants of
`ranking`. What does not score is put where the server does not count a score for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from search.index.base import Everything, Guards
from search.index.opensearch_mapping import places, token
from search.index.prepare import prefixes
from search.index.ranking import (
    EXACT,
    FILTERS,
    LEMMAS,
    LITERAL,
    OFTEN,
    RESTORED,
    TITLE,
    TOGETHER,
    Weigh,
    bounds,
    near,
    together,
)
from search.query.tree import (
    All,
    And,
    DateRange,
    Exact,
    Filter,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Word,
    YearRange,
)

Clause = dict[str, Any]

MAX_KEYS = 65_536
"""Values of one `terms` clause that a server takes without being told otherwise."""

EVERYTHING: Clause = {"match_all": {}}
NONE: Clause = {"match_none": {}}
_SCORELESS = (Filter, DateRange, YearRange, All)


def guarded(guards: Guards) -> list[Clause]:
    """Return the clauses, all of which documents within the guards match."""
    if isinstance(guards, Everything):
        return []
    keys = sorted(guards)
    portions = [{"terms": {"guard": keys[at : at + MAX_KEYS]}} for at in range(0, len(keys), MAX_KEYS)]
    return [_any(portions)]


def limited(query: Clause, limits: Sequence[Clause]) -> Clause:
    """Return the documents of a query within limits, without a score."""
    return {"bool": {"filter": [query, *limits]}}


def scored(query: Clause, limits: Sequence[Clause]) -> Clause:
    """Return a scoring query within limits; its score grows with the recency of the document."""
    within = {"bool": {"must": [query], "filter": list(limits)}}
    return {
        "function_score": {
            "query": within,
            "field_value_factor": {"field": "recency", "missing": 1},
            "boost_mode": "multiply",
        }
    }


class Compiler:
    """Without `weigh` the result only matches; with it, it also scores."""

    def __init__(self, weigh: Weigh | None = None) -> None:
        self.weigh = weigh

    def compile(self, node: Node) -> Clause:
        """Return the server's query of a node."""
        match node:
            case And():
                return self._and(node)
            case Or():
                return _any([self.compile(part) for part in node.parts])
            case Not():
                return self._and(And((node,)))
            case Word():
                return self._word(node)
            case Phrase():
                return self._const(_phrase(node), TOGETHER)
            case Exact():
                return self._const(_exact(node), TOGETHER)
            case Prefix():
                return self._const({"prefix": {EXACT[node.field]: node.start}}, 1.0)
            case Filter() | DateRange() | YearRange() | All():
                return self._const(_choice(node), 0.0)
            case Nothing():
                return NONE

    def _const(self, query: Clause, score: float) -> Clause:
        return _const(query, score) if self.weigh else query

    def _and(self, node: And) -> Clause:
        clauses: dict[str, list[Clause]] = {"must": [], "filter": [], "must_not": [], "should": []}
        for part in node.parts:
            if isinstance(part, Not):
                clauses["must_not"].append(Compiler().compile(part.part))
            elif isinstance(part, Word) and part.optional:
                clauses["should"] += [self._word(part)] if self.weigh else []
            elif isinstance(part, _SCORELESS):
                clauses["filter"].append(_choice(part))
            else:
                clauses["must"].append(self.compile(part))
        if self.weigh and (words := together(node)):
            clauses["should"].append(_const(_in_order("exact", words, 0), TOGETHER))
        if not clauses["must"]:
            clauses["filter"].append(EVERYTHING)  # else one of `should` would have to match
        return {"bool": {occur: found for occur, found in clauses.items() if found}}

    def _word(self, word: Word) -> Clause:
        field, every = LEMMAS[word.field], word.terms + word.restored
        if self.weigh is None:
            return _terms(field, every)
        weight = self.weigh(word)
        readings = [_const(_terms(field, word.terms), weight)]
        if word.restored:
            readings.append(_const(_terms(field, word.restored), weight * RESTORED))
        more = [_const({"term": {EXACT[word.field]: word.literal}}, weight * LITERAL)]
        if word.field == "text":
            more.append(_const(_terms("title_lem", every), weight * TITLE))
            more.append(_const(_terms("often", every), weight * OFTEN))
        return {"bool": {"must": [_best(readings)], "should": more}}


def _const(query: Clause, score: float) -> Clause:
    return {"constant_score": {"filter": query, "boost": score}}


def _any(queries: Sequence[Clause]) -> Clause:
    if not queries:
        return NONE
    return queries[0] if len(queries) == 1 else {"bool": {"should": list(queries), "minimum_should_match": 1}}


def _all(queries: Sequence[Clause]) -> Clause:
    return queries[0] if len(queries) == 1 else {"bool": {"filter": list(queries)}}


def _best(queries: Sequence[Clause]) -> Clause:
    return queries[0] if len(queries) == 1 else {"dis_max": {"queries": list(queries), "tie_breaker": 0}}


def _terms(field: str, terms: Iterable[str]) -> Clause:
    return {"terms": {field: [token(term) for term in terms]}}


def _phrase(phrase: Phrase) -> Clause:
    """Return the phrase in all readings of its words: at each place any of the word's terms."""
    alternatives = [word.terms + word.restored for word in phrase.words]
    field = LEMMAS[phrase.field]
    return _all([_run(field, part, phrase.slop) for part in near(alternatives, phrase.slop)])


def _exact(exact: Exact) -> Clause:
    return _all([_in_order(EXACT[exact.field], part, exact.slop) for part in near(exact.words, exact.slop)])


def _in_order(field: str, words: Sequence[str], slop: int) -> Clause:
    return _run(field, [(word,) for word in words], slop)


def _run(field: str, alternatives: Sequence[Sequence[str]], slop: int) -> Clause:
    if len(alternatives) == 1:
        return _terms(field, alternatives[0])
    if not slop:
        return {"match_phrase": {field: places(alternatives)}}
    first, second = ({"match": {"query": places([terms])}} for terms in alternatives)
    return {"intervals": {field: {"any_of": {"intervals": _near(first, second, slop)}}}}


def _near(first: Clause, second: Clause, slop: int) -> list[Clause]:
    """Return the ways in which the second of two words is at most `slop` places from where it should be.

    After the first with so many words between; before it, which itself costs two; or one word that is both.
    """
    pair = [first, second]
    ways: list[Clause] = [
        {"all_of": {"intervals": pair, "mode": "ordered", "max_gaps": slop}},
        {"match": {**first["match"], "filter": {"contained_by": second}}},
    ]
    if slop >= 2:
        ways.append({"all_of": {"intervals": [second, first], "mode": "ordered", "max_gaps": slop - 2}})
    return ways


def _choice(node: Filter | DateRange | YearRange | All) -> Clause:
    match node:
        case Filter():
            return _filter(node)
        case DateRange():
            first = node.first.toordinal() if node.first else None
            return _between("day", first, node.last.toordinal() if node.last else None)
        case YearRange():
            return _between("year", node.first, node.last)
        case All():
            return EVERYTHING


def _between(field: str, first: int | None, last: int | None) -> Clause:
    low, high = bounds(first, last)
    return {"range": {field: {"gte": low, "lte": high}}}


def _filter(node: Filter) -> Clause:
    if node.field == "class":
        return {"terms": {"class_prefix": [(prefixes(value) or [""])[-1] for value in node.values]}}
    if node.field.startswith("="):
        return {"terms": {node.field[1:]: list(node.values)}}
    field = FILTERS[node.field]
    starts = [value[:-1] for value in node.values if value.endswith("*")]
    whole = [value for value in node.values if not value.endswith("*")]
    clauses: list[Clause] = [{"prefix": {field: start}} for start in starts]
    if whole:
        clauses.append({"terms": {field: whole}})
    return _any(clauses)
