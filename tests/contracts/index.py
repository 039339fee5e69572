"""What every search index must do: a backend's tests subclass `IndexContract` and give its fixtures."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from search.index.base import ALL, MAX_HITS, Document, Index, Results
from search.query import chosen, parse, restrict
from search.query.tree import Filter
from tests.bench.generate import documents

TODAY = date(2026, 8, 1)
FACETS = ["kind", "cls", "category", "year", "unit"]


def identifier(number: int) -> str:
    """Return the id of the n-th invented document."""
    return str(UUID(int=number + 1))


def document(number: int, **values: object) -> Document:
    """Return a small document of guard 1."""
    plain = Document(identifier(number), "letter", 1, title="Pismo", date=date(2024, 5, 1), year=2024)
    return replace(plain, **values)  # type: ignore[arg-type]


def found(index: Index, text: str, **options: object) -> set[int]:
    """Return the numbers of the documents that a query finds."""
    options = {"guards": ALL, "limit": 1000, **options}
    results = index.search(parse(text, today=TODAY), **options)  # type: ignore[arg-type]
    assert results.total == len(results.hits)
    return {(UUID(one).int & 0xFFFF_FFFF) - 1 for one, _ in results.hits}


PAPERS = [
    document(
        0,
        title="Uchwała w sprawie Parku Śląskiego",
        text="Rada miasta podjęła uchwałę.",
        cls="0005",
        unit="OR",
        reference="OR.0005.30.2024",
        category="B5",
        sender="Jan Gołąb",
    ),
    document(
        1,
        kind="photo",
        title="Zdjęcie mostu",
        text="Most przy ul. Wolności 3/5 w Bielsku-Białej",
        cls="0006",
        unit="KPM",
        date=date(2023, 2, 28),
        year=2023,
        category="A",
        sender="Anna Kowalska",
    ),
    document(
        2,
        kind="note",
        title="Notatka ze spotkania",
        text="Radny prosił o remont ulicy Wolności.",
        cls="1431",
        reference="KPM.1431.3.2024",
        date=None,
        year=None,
        sender="Spółka Żółta Łódź",
        unit="KPM",
        keywords=("skarga",),
    ),
    document(
        3,
        title="Odpowiedź",
        text="Państwa pismo nr 114/2026, jan.nowak@example.org, § 12 ust. 2",
        cls="1432",
        case="0192f0c0-0000-7000-8000-000000000001",
        date=date(2026, 1, 1),
        year=2026,
        category="B50",
        reference="OR.0005.3.2024",
    ),
]

QUERIES: list[tuple[str, set[int]]] = [
    ("uchwałami", {0}),
    ("uchwala rady", {0}),
    ("UCHWAŁY", {0}),
    ("park śląski", {0}),
    ("parki śląskie miasto", {0}),
    ('"parku śląskiego"', {0}),
    ('"park śląski"', set()),
    ('"park śląski"~1', {0}),
    ('"rada uchwała podjąć"~2', {0}),
    ('"rada uchwała podjąć"~1', set()),
    ("tytuł:most", {1}),
    ("tytuł:wolność", set()),
    ("ulica wolności", {1, 2}),
    ("ul. Wolności 3/5", {1}),
    ("Bielsko-Biała", {1}),
    ("bielsko", {1}),
    ("OR 0005 3 2024", {3}),
    ("or.0005.3.2024", {3}),
    ("znak:OR.0005", {0, 3}),
    ("znak:0005.30", {0}),
    ("114/2026", {3}),
    ("jan.nowak@example.org", {3}),
    ("ustęp 2", {3}),
    ("klasa:00", {0, 1}),
    ("klasa:14 klasa:0005", {0, 2, 3}),
    ("-klasa:00", {2, 3}),
    ("rodzaj:zdjęcie", {1}),
    ("typ:notatka OR typ:foto", {1, 2}),
    ("rok:2023..2024", {0, 1}),
    ("rok:2026", {3}),
    ("od:2024", {0, 3}),
    ("do:2023", {1}),
    ("data:28.02.2023", {1}),
    ("data:[2023-03 TO 2024-05-01]", {0}),
    ("data:{2024-05-01 TO 2026]", {3}),
    ("kategoria:b*", {0, 3}),
    ("kategoria:B5", {0}),
    ("komórka:kpm", {1, 2}),
    ("nadawca:Gołębia", {0}),
    ("od:Kowalskiej", {1}),
    ("nadawca:zolta", {2}),
    ("sprawa:0192f0c0-0000-7000-8000-000000000001", {3}),
    ("skargi", {2}),
    ("uchw*", {0}),
    ("park OR most", {0, 1}),
    ("(park LUB most) -śląski", {1}),
    ("wolność NOT remont", {1}),
    ("w parku", {0}),
    ("fotografia", {1}),
    ("", {0, 1, 2, 3}),
    ("nieistniejące", set()),
]


class IndexContract:
    """The suite. The fixture `index` is an empty index, `other` a second one, `shelf` one that a class shares."""

    @pytest.fixture(scope="class")
    @classmethod
    def papers(cls, shelf: Index) -> Index:
        """An index of the papers above, for tests that only ask."""
        shelf.index(PAPERS)
        return shelf

    @pytest.mark.parametrize(("text", "expected"), QUERIES, ids=[text or "everything" for text, _ in QUERIES])
    def test_query_finds(self, papers: Index, text: str, expected: set[int]) -> None:
        assert found(papers, text) == expected

    def test_documents_are_replaced_and_deleted(self, index: Index) -> None:
        assert index.index(PAPERS) == 4
        index.index([replace(PAPERS[0], title="Zarządzenie", text="")], [PAPERS[1].id])
        assert index.count() == 3
        assert set(index.ids()) == {PAPERS[0].id, PAPERS[2].id, PAPERS[3].id}
        assert (found(index, "uchwała"), found(index, "zarządzenia"), found(index, "most")) == (
            set(),
            {0},
            set(),
        )

    def test_nobody_sees_anything_without_guards(self, index: Index) -> None:
        index.index(PAPERS)
        empty = index.search(parse("", today=TODAY), guards=frozenset(), facets=["cls"])
        assert empty == Results(0, [], {"cls": []})
        assert index.suggest("par", guards=frozenset()) == []

    def test_order_and_pages(self, index: Index) -> None:
        index.index([document(n, date=date(2024, 1, 1 + n % 7) if n % 5 else None) for n in range(40)])
        for sort in ("relevance", "date", "date_asc"):
            query = parse("pismo", today=TODAY)
            whole = index.search(query, guards=ALL, limit=100, sort=sort).hits
            pages = [index.search(query, guards=ALL, limit=7, offset=at, sort=sort).hits for at in range(0, 42, 7)]
            assert [hit for page in pages for hit in page] == whole
            assert len({one for one, _ in whole}) == 40
        numbers = [(UUID(one).int & 0xFFFF_FFFF) - 1 for one, _ in whole]
        assert [n % 7 for n in numbers[:32]] == sorted(n % 7 for n in numbers[:32])
        assert all(n % 5 == 0 for n in numbers[32:]), "undated documents come last"

    def test_pages_beyond_the_deepest_are_empty_but_counted(self, index: Index) -> None:
        index.index(PAPERS)
        query = parse("", today=TODAY)
        for offset, limit in ((0, 0), (4, 10), (MAX_HITS, 10), (-5, -1)):
            assert index.search(query, guards=ALL, offset=offset, limit=limit) == Results(4, [], {})

    def test_rank(self, index: Index) -> None:
        index.index([
            document(0, text="W mieście budują szkołę i most."),
            document(1, title="Szkoły", text="Rozbudowa"),
            document(2, text="Wydatki na szkoły w mieście"),
            document(3, text="Plan"),
            document(4, text="szkoły szkołom szkołami szkole szkoła w mieście, most"),
        ])  # fmt: skip
        hits = index.search(parse("szkoły", today=TODAY), guards=ALL).hits
        order = [(UUID(one).int & 0xFFFF_FFFF) - 1 for one, _ in hits]
        assert order[:2] == [1, 4], "in the title first, then often"
        assert order[2:] == [2, 0], "as typed before another form"
        assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)

    def test_restored_letters_rank_below_the_word_as_typed(self, index: Index) -> None:
        index.index([document(0, text="robię"), document(1, text="roba"), document(2, text="robie")])
        hits = index.search(parse("robie", today=TODAY), guards=ALL).hits
        assert [(UUID(one).int & 0xFFFF_FFFF) - 1 for one, _ in hits] == [2, 1, 0]

    def test_facets_are_exact(self, index: Index) -> None:
        papers = list(documents(300, seed=3))
        index.index(papers)
        guards = frozenset(range(0, 400, 2))
        counted = index.search(parse("", today=TODAY), guards=guards, facets=FACETS, limit=0)
        seen = [paper for paper in papers if paper.guard in guards]
        assert counted.total == len(seen) and counted.hits == []
        for name in FACETS:
            for value, number in counted.facets[name][:5]:
                query = restrict(parse("", today=TODAY), chosen(name, [value]))
                assert index.search(query, guards=guards).total == number
            values = [str(getattr(paper, name)) for paper in seen]
            expected = sorted(((value, values.count(value)) for value in set(values)), key=lambda v: (-v[1], v[0]))
            assert counted.facets[name] == expected

    def test_suggestions_come_from_visible_titles(self, index: Index) -> None:
        index.index([
            document(0, title="Uchwała budżetowa"),
            document(1, title="Uchwała o parku"),
            document(2, title="Uchwyt tajny", guard=2),
        ])  # fmt: skip
        assert index.suggest("uchwal", guards=frozenset({1})) == ["uchwała"]
        assert index.suggest("UCHW", guards=ALL) == ["uchwała", "uchwyt"]
        assert index.suggest("uchw", guards=frozenset({2})) == ["uchwyt"]
        index.index([], [identifier(2)])
        assert index.suggest("uchw", guards=ALL) == ["uchwała"]
        assert index.suggest("", guards=ALL) == index.suggest("dwa słowa", guards=ALL) == []

    def test_restricted_query(self, index: Index) -> None:
        index.index(PAPERS)
        query = restrict(parse("wolności", today=TODAY), Filter("kind", ("note",)))
        assert index.search(query, guards=ALL).total == 1

    def test_hidden_documents_change_nothing(self, index: Index, other: Index) -> None:
        """Hits, scores, totals, facets, suggestions equal those of an index of the visible documents."""
        chance = random.Random(5)
        papers = [replace(paper, guard=paper.guard % 12) for paper in documents(600, seed=9)]
        guards = frozenset({1, 4, 7})
        for start in range(0, 600, 150):
            index.index(papers[start : start + 150])
        other.index([paper for paper in papers if paper.guard in guards])
        for text in drawn(papers, chance, 200):
            query = parse(text, today=TODAY)
            for sort in ("relevance", "date"):
                options = {"guards": guards, "limit": 600, "facets": FACETS, "sort": sort}
                a, b = index.search(query, **options), other.search(query, **options)  # type: ignore[arg-type]
                assert (a.total, a.facets) == (b.total, b.facets), text
                assert sorted(a.hits) == sorted(b.hits), text
                assert [score for _, score in a.hits] == [score for _, score in b.hits], text
                if sort == "date":
                    assert a.hits == b.hits, text
        for paper in papers[:50]:
            start = paper.title[:3]
            assert index.suggest(start, guards=guards) == other.suggest(start, guards=guards)

    def test_words_of_hidden_documents_show_nowhere(self, index: Index) -> None:
        """1,000 words that only hidden documents have: no hit, no count, no suggestion, by any way to ask."""
        canaries = [f"kanarek{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}{n:03d}x" for n in range(1000)]
        hidden = [
            document(n, guard=2, title=word[:9] + "owy", text=word, sender=word, unit=word, reference=word, cls="99")
            for n, word in enumerate(canaries)
        ]
        index.index([*hidden, document(5000, title="Jawne")])
        shown = []
        for n, word in enumerate(canaries):
            text = [word, f'"{word}"', f"{word[:11]}*", f"nadawca:{word}", f"komórka:{word}", f"znak:{word}"][n % 6]
            results = index.search(parse(text, today=TODAY), guards=frozenset({1}), facets=FACETS)
            shown.append((results.total, results.hits, *results.facets.values()))
        assert set(map(repr, shown)) == {repr((0, [], [], [], [], [], []))}
        assert index.suggest("kanarek", guards=frozenset({1})) == []
        everything = index.search(parse("", today=TODAY), guards=frozenset({1}), facets=FACETS)
        assert (everything.total, everything.facets["cls"], everything.facets["unit"]) == (1, [], [])

    def test_rebuild_replaces_everything(self, index: Index) -> None:
        index.index(PAPERS)
        assert index.rebuild(PAPERS[2:]) == 2
        assert index.is_current()
        assert found(index, "") == {2, 3}
        index.index(PAPERS[:1])
        index.optimize()
        assert found(index, "") == {0, 2, 3}
        state = index.state()
        assert (state.documents, state.orphans, state.is_current) == (3, 0, True)


def drawn(papers: list[Document], chance: random.Random, count: int) -> list[str]:
    """Return random queries of every shape, their words from any document, hidden ones too."""

    def word() -> str:
        text = chance.choice(papers).text
        return chance.choice([one.strip(".") for one in text.split() if len(one) > 3])

    def run(count: int = 2) -> str:
        words = chance.choice(papers).text.replace(".", "").split()
        at = chance.randrange(len(words) - count)
        return f'"{" ".join(words[at : at + count])}"'

    shapes = [
        lambda: word(),
        lambda: f"{word()} {word()}",
        lambda: f"{word()} OR {word()} OR {word()}",
        lambda: f"{word()} -{word()}",
        lambda: run(),
        lambda: run() + "~2",
        lambda: run(3) + "~3",
        lambda: word()[:3] + "*",
        lambda: f"klasa:{chance.choice(papers).cls[:2]} {word()}",
        lambda: f"od:{chance.randint(2011, 2025)} komórka:{chance.choice(papers).unit}",
        lambda: f"nadawca:{chance.choice(papers).sender.split()[1]}",
        lambda: chance.choice(papers).reference,
        lambda: f"tytuł:{chance.choice(papers).title.split()[0]}",
    ]
    return [chance.choice(shapes)() for _ in range(count)]
