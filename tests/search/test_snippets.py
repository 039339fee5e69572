"""The passage that answers a query: hits in any form marked, nothing unescaped, long texts quick."""

from __future__ import annotations

import time
from datetime import date
from itertools import islice

import pytest

from search.query import parse
from search.snippets import Snippet, snippet
from tests.bench.generate import documents

TODAY = date(2026, 8, 1)


def passage(text: str, query: str, limit: int = 240) -> Snippet:
    return snippet(text, parse(query, today=TODAY), limit)


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("Radni podjęli uchwałę i dwie UCHWAŁY.", "uchwałami radnego", ["Radni", "uchwałę", "UCHWAŁY"]),
        ("Podjęto uchwałę.", "uchwaly", ["uchwałę"]),
        ("Przy ul. Wolności 3/5", "ulica wolność 5", ["ul", "Wolności", "5"]),
        ("Park i parki", '"parki"', ["parki"]),
        ("Uchwalono uchwałę", "uchwal*", ["Uchwalono", "uchwałę"]),
        ("Znak OR.0005.3.2024 z dnia", "OR 0005 3 2024", ["OR", "0005", "3", "2024"]),
        ("Park bez mostu", "park -most", ["Park"]),
        ("Most w parku", "w parku", ["parku"]),
        ("Zdjęcie mostu", "fotografia", ["Zdjęcie"]),
        ("Wielu ludzi", "człowiek", ["ludzi"]),
        ("łódź ŁÓDŹ Łodzi", "lodz", ["łódź", "ŁÓDŹ", "Łodzi"]),
        ("Nic takiego", "uchwała", []),
        ("Nic takiego", "rok:2024", []),
        ("", "uchwała", []),
        ("uchwa\u00adłami", "uchwała", ["uchwa\u00adłami"]),
        ("pies (kot) pies", "kot", ["kot"]),
    ],
)
def test_marks(text: str, query: str, hits: list[str]) -> None:
    found = passage(text, query)
    assert found.hits == hits
    assert str(found) == text


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("<script>alert('park')</script>", "park", "&lt;script&gt;alert(&#x27;<mark>park</mark>&#x27;)&lt;/script&gt;"),
        ("<b>park</b> & \"las\"", "las", "&lt;b&gt;park&lt;/b&gt; &amp; &quot;<mark>las</mark>&quot;"),
        ("<script", "script", "&lt;<mark>script</mark>"),
        ("&lt;park&gt;", "lt", "&amp;<mark>lt</mark>;park&amp;gt;"),
    ],
)  # fmt: skip
def test_html_is_escaped(text: str, query: str, html: str) -> None:
    assert passage(text, query).as_html() == html


def test_the_passage_with_most_words_is_chosen_and_bounded() -> None:
    text = "park " + "słowo " * 200 + "uchwała o parku miejskim " + "słowo " * 200 + "uchwała"
    found = passage(text, "uchwała park", 100)
    assert found.hits == ["uchwała", "parku"]
    assert len(str(found)) <= 100 + 30 + 2
    assert str(found).startswith("…") and str(found).endswith("…")
    assert "słow " not in str(found), "words are not cut"


def test_without_a_hit_it_is_the_beginning() -> None:
    assert str(passage("Pierwsze   zdanie\n\npisma. " * 40, "", 60)).startswith("Pierwsze zdanie pisma. Pierwsze")


def test_a_hit_deep_in_a_long_text_is_found() -> None:
    body = " ".join(paper.text for paper in documents(1200, seed=5))
    assert len(body) > 2_000_000
    begun = time.process_time()
    found = passage(body + " Rzeczoznawczyniom wypłacono.", "rzeczoznawczyni")
    assert found.hits == ["Rzeczoznawczyniom"]
    assert time.process_time() - begun < 3.0


def test_twenty_snippets_of_pages_are_quick() -> None:
    texts = [paper.text + " " + paper.text for paper in islice(documents(20, seed=6), 20)]
    query = parse("uchwała miasto wniosek", today=TODAY)
    for text in texts:
        snippet(text, query)
    begun = time.process_time()
    for text in texts:
        snippet(text, query)
    spent = time.process_time() - begun
    print(f"\n20 snippets of {sum(map(len, texts)) // 20} letters: {1000 * spent:.1f} ms")
    assert spent < 0.1, "measured 5 ms; the rest is room for slow machines"


@pytest.mark.parametrize("limit", [0, 1, 20, 50, 10_000])
@pytest.mark.parametrize("text", ["x" * 5000, "park" * 500, "park\n" * 500, "a-" * 500 + "park", "—park—" * 99])
def test_odd_texts(text: str, limit: int) -> None:
    found = passage(text, "park", limit)
    plain = " ".join(text.split())
    assert str(found).strip("…").strip() in plain
