"""Do two indexes say the same? Hits, counts and facets exactly; order and scores up to ties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from search.index.base import FACETS, Index, Results
from search.query import chosen, parse, restrict
from tests.search.questions import Question

TODAY = date(2026, 8, 1)
TIE = 1e-4
"""Scores whose relative difference is at most this are a tie: engines add the same numbers with different precision."""


def answers(question: Question, *indexes: Index) -> list[Results]:
    """Return what each index says, with all hits and all facets."""
    query = parse(question.text, today=TODAY)
    query = restrict(query, *(chosen(name, values) for name, values in question.narrow))
    return [
        index.search(query, guards=question.guards, limit=10_000, sort=question.sort, facets=FACETS)
        for index in indexes
    ]


def differences(first: Results, second: Results, *, ranked: bool) -> Iterator[str]:
    """Yield what two answers do not agree about."""
    if first.total != second.total:
        yield f"{first.total} hits, {second.total} hits"
    if first.facets != second.facets:
        yield f"facets {first.facets} {second.facets}"
    if dict(first.hits).keys() != dict(second.hits).keys():
        yield f"only here {sorted(dict(first.hits).keys() ^ dict(second.hits).keys())[:3]}"
        return
    if not ranked:
        if first.hits != second.hits:
            yield "another order by date"
        return
    for (_, score), (_, other) in zip(first.hits, second.hits, strict=True):
        if abs(score - other) > TIE * max(score, other):
            yield f"score {score} {other}"
            return
    place = 0
    for run in _ties(first):
        others = {one for one, _ in second.hits[place : place + len(run)]}
        if set(run) != others:
            yield f"another order from place {place}"
            return
        place += len(run)


def _ties(results: Results) -> Iterator[list[str]]:
    """Yield runs of hits each of which is in a tie with the next."""
    run: list[str] = []
    last = 0.0
    for one, score in results.hits:
        if run and last - score > TIE * last:
            yield run
            run = []
        run.append(one)
        last = score
    if run:
        yield run
