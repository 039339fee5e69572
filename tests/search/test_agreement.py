"""The embedded index and OpenSearch give the same answers to 2,000 invented questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.index.opensearch import OpenSearchIndex
from search.index.tantivy import TantivyIndex
from search.query import parse
from search.query.tree import Word
from tests.contracts.test_index_opensearch import made
from tests.search.agreement import TODAY, answers, differences
from tests.search.questions import papers, questions

PAPERS, QUESTIONS = 2_000, 2_000


@pytest.fixture(scope="module")
def server(opensearch: str) -> Iterator[OpenSearchIndex]:
    yield from made(opensearch)


def test_two_thousand_questions_are_answered_alike(server: OpenSearchIndex, tmp_path: Path) -> None:
    embedded = TantivyIndex(tmp_path)
    about = papers(PAPERS)
    for start in range(0, PAPERS, 500):  # several segments in both, and documents that were replaced
        portion = about[start : start + 500]
        for index in (embedded, server):
            index.index(portion[:100])
            index.index(portion)
    wrong, found, ordered, moved = [], 0, 0, 0
    for question in questions(about, QUESTIONS):
        first, second = answers(question, embedded, server)
        tree = parse(question.text, today=TODAY).tree
        ranked = question.sort == "relevance" and any(score for _, score in first.hits)
        wrong += [f"{question.text!r} {tree if isinstance(tree, Word) else ''}: {one}"
                  for one in differences(first, second, ranked=ranked)]  # fmt: skip
        found += bool(first.hits)
        ordered += first.hits == second.hits or [one for one, _ in first.hits] == [one for one, _ in second.hits]
        worst = max((abs(a - b) / a for (_, a), (_, b) in zip(first.hits, second.hits, strict=False) if a), default=0)
        moved = max(moved, worst)
    print(f"{found} of {QUESTIONS} with hits, {ordered} in the very same order, scores within {moved:.1e}")
    assert not wrong, f"{len(wrong)} differences, e.g.\n" + "\n".join(wrong[:20])
    assert found > QUESTIONS * 0.6, "questions that find nothing prove little"
    for paper in about[:200]:
        start = (paper.title or "rada")[:3]
        guards = frozenset(range(0, 400, 3))
        assert embedded.suggest(start, guards=guards, limit=7) == server.suggest(start, guards=guards, limit=7), start
    assert sorted(embedded.ids()) == sorted(server.ids())
