"""Compile the query tree for tantivy.

Two forms are made: one that only says which documents match (facets, totals, order by date) and one that
also scores, by the constants of `ranking`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import tantivy
from tantivy import FieldType, Occur

from search.index.base import Everything, Guards
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


def guarded(schema: tantivy.Schema, guards: Guards) -> tantivy.Query:
    """Return the query of all documents within the guards."""
    if isinstance(guards, Everything):
        return tantivy.Query.all_query()
    return tantivy.Query.term_set_query(schema, "guard", sorted(guards))


def both(query: tantivy.Query, limits: tantivy.Query) -> tantivy.Query:
    """Return a query limited to the documents of another, whose score does not count."""
    return tantivy.Query.boolean_query(
        [(Occur.Must, query), (Occur.Must, tantivy.Query.const_score_query(limits, 0.0))]
    )


class Compiler:
    """Compiles for one schema. Without `weigh` the result only matches; with it, it also scores.

    `limits` are the documents that count at all; dear parts of the query are limited to them at once. The
    whole has to be limited by the caller nevertheless.
    """

    def __init__(self, schema: tantivy.Schema, weigh: Weigh | None = None, limits: tantivy.Query | None = None) -> None:
        self.schema = schema
        self.weigh = weigh
        self.limits = limits

    def compile(self, node: Node) -> tantivy.Query:
        """Return the engine's query of a node."""
        match node:
            case And():
                return self._and(node)
            case Or():
                return self._any([self.compile(part) for part in node.parts])
            case Not():
                return self._and(And((node,)))
            case Word():
                return self._word(node)
            case Phrase():
                return self._const(self._phrase(node), TOGETHER)
            case Exact():
                return self._const(self._exact(node), TOGETHER)
            case Prefix():
                return self._const(self._starting(EXACT[node.field], node.start), 1.0)
            case Filter():
                return self._const(self._filter(node), 0.0)
            case DateRange():
                first = node.first.toordinal() if node.first else None
                last = node.last.toordinal() if node.last else None
                return self._const(self._between("day", first, last), 0.0)
            case YearRange():
                return self._const(self._between("year", node.first, node.last), 0.0)
            case Nothing():
                return tantivy.Query.empty_query()
            case All():
                return self._const(tantivy.Query.all_query(), 0.0)

    def _const(self, query: tantivy.Query, score: float) -> tantivy.Query:
        return tantivy.Query.const_score_query(query, score) if self.weigh else query

    def _and(self, node: And) -> tantivy.Query:
        clauses = []
        for part in node.parts:
            if isinstance(part, Not):
                matching = Compiler(self.schema, limits=self.limits).compile(part.part)
                clauses.append((Occur.MustNot, matching))
            elif not (isinstance(part, Word) and part.optional):
                clauses.append((Occur.Must, self.compile(part)))
            elif self.weigh:
                clauses.append((Occur.Should, self._word(part)))
        if not any(occur == Occur.Must for occur, _ in clauses):
            clauses.append((Occur.Must, self._const(tantivy.Query.all_query(), 0.0)))
        if self.weigh and (together := self._together(node)):
            clauses.append((Occur.Should, tantivy.Query.const_score_query(together, TOGETHER)))
        return tantivy.Query.boolean_query(clauses)

    def _together(self, node: And) -> tantivy.Query | None:
        """Return the phrase that the words of a query as typed make, whose documents rank higher."""
        words = together(node)
        return self._in_order("exact", words) if words else None

    def _term(self, field: str, value: str | int) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, field, value, "basic")

    def _any(self, queries: list[tantivy.Query]) -> tantivy.Query:
        if len(queries) == 1:
            return queries[0]
        return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])

    def _terms(self, field: str, terms: Iterable[str]) -> tantivy.Query:
        return self._any([self._term(field, term) for term in terms])

    def _word(self, word: Word) -> tantivy.Query:
        field = LEMMAS[word.field]
        if self.weigh is None:
            return self._terms(field, word.terms + word.restored)
        weight = self.weigh(word)
        const = tantivy.Query.const_score_query
        readings = [const(self._terms(field, word.terms), weight)]
        if word.restored:
            readings.append(const(self._terms(field, word.restored), weight * RESTORED))
        clauses = [
            (Occur.Must, tantivy.Query.disjunction_max_query(readings) if word.restored else readings[0]),
            (Occur.Should, const(self._term(EXACT[word.field], word.literal), weight * LITERAL)),
        ]
        if word.field == "text":
            every = word.terms + word.restored
            clauses.append((Occur.Should, const(self._terms("title_lem", every), weight * TITLE)))
            clauses.append((Occur.Should, const(self._terms("often", every), weight * OFTEN)))
        return tantivy.Query.boolean_query(clauses)

    def _phrase(self, phrase: Phrase) -> tantivy.Query:
        """Return the phrase in all readings of its words: at each place any of the word's terms."""
        field = LEMMAS[phrase.field]
        places = [word.terms + word.restored for word in phrase.words]
        return self._every([self._run(field, part, phrase.slop) for part in near(places, phrase.slop)])

    def _run(self, field: str, places: Sequence[Sequence[str]], slop: int) -> tantivy.Query:
        if all(len(terms) == 1 for terms in places):
            return self._in_order(field, [terms[0] for terms in places], slop)
        patterns: list[str | tuple[int, str]] = ["|".join(map(re.escape, terms)) for terms in places]
        return self._limited(tantivy.Query.regex_phrase_query(self.schema, field, patterns, slop))

    def _exact(self, exact: Exact) -> tantivy.Query:
        field = EXACT[exact.field]
        return self._every([self._in_order(field, part, exact.slop) for part in near(exact.words, exact.slop)])

    def _every(self, queries: list[tantivy.Query]) -> tantivy.Query:
        return queries[0] if len(queries) == 1 else tantivy.Query.boolean_query([(Occur.Must, one) for one in queries])

    def _in_order(self, field: str, words: Sequence[str], slop: int = 0) -> tantivy.Query:
        if len(words) == 1:
            return self._term(field, words[0])
        return self._limited(tantivy.Query.phrase_query(self.schema, field, list(words), slop))

    def _limited(self, query: tantivy.Query) -> tantivy.Query:
        """Return a phrase limited where it stands: positions are then compared in visible documents only."""
        return query if self.limits is None else both(query, self.limits)

    def _starting(self, field: str, start: str) -> tantivy.Query:
        return tantivy.Query.regex_query(self.schema, field, re.escape(start) + ".*")

    def _between(self, field: str, first: int | None, last: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(self.schema, field, FieldType.Unsigned, *bounds(first, last))

    def _filter(self, node: Filter) -> tantivy.Query:
        if node.field == "class":
            return self._terms("class_prefix", [(prefixes(value) or [""])[-1] for value in node.values])
        if node.field.startswith("="):
            return self._terms(node.field[1:], node.values)
        field = FILTERS[node.field]
        return self._any(
            [
                self._starting(field, value[:-1]) if value.endswith("*") else self._term(field, value)
                for value in node.values
            ]
        )
