"""Any form of a word finds the others, typed with Polish letters or without; signs stay findable."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import defaultdict
from typing import NamedTuple

import pytest

from search import analysis
from search.analysis import morphology, tokens
from tests.tools import shared


class Form(NamedTuple):
    """A form of the treebanks with its lemma and how often it occurs."""

    form: str
    lemma: str
    count: int


@pytest.fixture(scope="module")
def forms() -> list[Form]:
    with shared("corpus", "polish", "forms-dev.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [Form(analysis.normal(row["form"]), row["lemma"], int(row["count"])) for row in rows]


def figures(forms: list[Form], bare: bool) -> tuple[float, float]:
    """Return recall and precision of a search for a form drawn by frequency among tokens of all forms."""
    having: dict[str, set[int]] = defaultdict(set)
    family: dict[str, set[int]] = defaultdict(set)
    for number, form in enumerate(forms):
        family[form.lemma].add(number)
        for term in analysis.terms(form.form):
            having[term].add(number)
    recall = precision = weight = 0.0
    for form in forms:
        typed = analysis.fold(form.form) if bare else form.form
        if bare and typed == form.form:
            continue
        terms = set(analysis.terms(typed)) | set(analysis.restored(typed) if bare else ())
        terms |= set(analysis.others(tuple(terms)))
        found = set().union(*(having[term] for term in terms))
        right = sum(forms[n].count for n in found & family[form.lemma])
        recall += form.count * right / sum(forms[n].count for n in family[form.lemma])
        precision += form.count * right / max(1, sum(forms[n].count for n in found))
        weight += form.count
    return recall / weight, precision / weight


@pytest.mark.parametrize("bare", [False, True], ids=["typed properly", "typed without Polish letters"])
def test_a_form_finds_the_others(forms: list[Form], bare: bool) -> None:
    recall, precision = figures(forms, bare)
    print(f"\nrecall {recall:.4f}, precision {precision:.4f}, {len(forms)} forms, bare: {bare}")
    assert recall >= 0.98
    assert precision >= 0.93


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("uchwałami", "uchwała"),
        ("uchwał", "uchwałę"),
        ("chorzowie", "chorzów"),
        ("gołębia", "gołąb"),
        ("kowalskiej", "kowalska"),
        ("ludzie", "człowieka"),
        ("lat", "roku"),
        ("najlepszy", "dobrego"),
        ("ul", "ulicami"),
        ("ust", "ustępu"),
        ("godz", "godziny"),
        ("zał", "załącznikiem"),
        ("zrobiłbym", "zrobić"),
        ("Wąchodzkiego", "Wąchodzki"),
    ],
)
def test_two_words_share_a_term(one: str, other: str) -> None:
    assert set(analysis.terms(analysis.normal(one))) & set(analysis.terms(analysis.normal(other)))


@pytest.mark.parametrize(
    ("one", "other"), [("rada", "radio"), ("park", "parkiet"), ("ulica", "ulotka"), ("0005", "005")]
)
def test_two_words_share_nothing(one: str, other: str) -> None:
    assert not set(analysis.terms(one)) & set(analysis.terms(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KPM.0005.3.2024", ["kpm", "0005", "3", "2024"]),
        ("nr 114/2026", ["nr", "114", "2026"]),
        ("jan.nowak@example.org", ["jan", "nowak", "example", "org"]),
        ("Bielsko-Biała", ["bielsko", "biała"]),
        ("1 234,56 zł", ["1", "234", "56", "zł"]),
        ("uchwa\u00adła", ["uchwała"]),
        ("z\u0307o\u0301ł\u0107", ["żółć"]),
        ("\ufb01nanse", ["finanse"]),
        ("a_b §!", ["a", "b"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert analysis.words(text) == expected


def test_offsets_point_into_the_text() -> None:
    text = "Żółć – uchwa\u00adła nr 3/5"
    assert [(word, text[a:b]) for word, a, b in analysis.spans(text)] == [
        ("żółć", "Żółć"),
        ("uchwała", "uchwa\u00adła"),
        ("nr", "nr"),
        ("3", "3"),
        ("5", "5"),
    ]


def test_long_runs_are_cut() -> None:
    assert analysis.words("x" * 10_000) == ["x" * tokens.MAX_WORD]


def test_folding() -> None:
    assert analysis.fold("zażółć gęślą jaźń ß ñ") == "zazolc gesla jazn ss n"


def test_restoring_leaves_words_with_polish_letters_and_numbers_alone() -> None:
    assert "uchwala" in analysis.restored("uchwaly")
    assert analysis.restored("żaba") == analysis.restored("0005") == analysis.restored("a" * 40) == ()


def test_without_the_dictionary_the_stemmer_works_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(morphology, "_dictionary", None)
    monkeypatch.setattr(morphology, "_loaded", True)
    morphology.terms.cache_clear()
    try:
        assert not analysis.has_dictionary()
        assert analysis.version().endswith("snowball")
        assert set(analysis.terms("parkiem")) & set(analysis.terms("parku"))
    finally:
        morphology.terms.cache_clear()


def test_the_dictionary_is_loaded_only_when_a_word_is_analysed() -> None:
    code = "import sys, search.analysis, search.query; sys.exit('morfeusz2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
