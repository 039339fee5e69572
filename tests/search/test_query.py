"""The query language: what people type, what it means, and that nothing typed can break it."""

from __future__ import annotations

import random
import time
from datetime import date

import pytest

from search.query import parse
from search.query.notices import MESSAGES
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

TODAY = date(2026, 8, 1)


def shape(node: Node) -> object:
    """Return a tree in short: words by their letters, `?` after an optional one."""
    match node:
        case Word():
            field = "" if node.field == "text" else f"{node.field}:"
            return f"{field}{node.literal}{'?' if node.optional else ''}"
        case Phrase():
            return ("phrase", *(word.literal for word in node.words), *([node.slop] if node.slop else []))
        case Exact():
            return ("exact", *([] if node.field == "text" else [node.field]), *node.words)
        case Prefix():
            return f"{node.start}*"
        case Filter():
            return (node.field, *node.values)
        case DateRange():
            return (str(node.first or ""), str(node.last or ""))
        case YearRange():
            return ("year", node.first, node.last)
        case Not():
            return ("not", shape(node.part))
        case And():
            return ["and", *(shape(part) for part in node.parts)]
        case Or():
            return ["or", *(shape(part) for part in node.parts)]
        case All():
            return "all"
        case Nothing():
            return "nothing"


CASES: list[tuple[str, object, list[str]]] = [
    ("uchwała", "uchwala", []),
    ("uchwała rady", ["and", "uchwala", "rady"], []),
    ("  uchwała \t\n rady ", ["and", "uchwala", "rady"], []),
    ('class:0003 uchwała "park śląski" after:2023-01-01',
     ["and", "uchwala", ("exact", "park", "slaski"), ("2023-01-01", ""), ("class", "0003")], []),
    ("w sprawie parku", ["and", "w?", "sprawie", "parku"], []),
    ("w na", ["and", "w", "na"], []),
    ("w klasa:0003", ["and", "w", ("class", "0003")], []),
    ("§ 3 ust. 2", ["and", "3", "ust", "2"], ["ignored"]),
    ("ul. Wolności 3/5", ["and", "ul", "wolnosci", ("phrase", "3", "5")], []),
    ('"otwarty cudzysłów', ("exact", "otwarty", "cudzyslow"), ["mended"]),
    ("„cudzysłów polski”", ("exact", "cudzyslow", "polski"), []),
    ("(nawias otwarty", ["and", "nawias", "otwarty"], ["mended"]),
    ("zamknięty) nawias", ["and", "zamkniety", "nawias"], []),
    ("AND", "and", []),
    ("OR", "or", []),
    ("NOT", "not", []),
    ("-", "all", []),
    ("~", "all", []),
    (":", "all", ["ignored"]),
    ("", "all", []),
    ("*", "all", []),
    ('"', "all", ["mended"]),
    ("()", "all", []),
    ("a*", "a", ["prefix_short"]),
    ("C++ [x", ["and", "c", "x"], []),
    ("a^2", ["and", "a?", "2"], []),
    ("KPM.0005.3.2024", ("phrase", "kpm", "0005", "3", "2024"), []),
    ("KPM 0005 3 2024", ("phrase", "kpm", "0005", "3", "2024"), []),
    ("OR 0050 114 2026", ("phrase", "or", "0050", "114", "2026"), []),
    ("pilne OR 0050 114 2026", ["and", "pilne", ("phrase", "or", "0050", "114", "2026")], []),
    ("114/2026", ("phrase", "114", "2026"), []),
    ("12:30 spotkanie", ["and", ("phrase", "12", "30"), "spotkanie"], []),
    ("jan@example.org", ("phrase", "jan", "example", "org"), []),
    ("http://example.org/a?b=c", ("phrase", "http", "example", "org", "a", "b", "c"), []),
    ("/etc/passwd", ("phrase", "etc", "passwd"), []),
    ("O'Brien", ["and", "o?", "brien"], []),
    ("Bielsko-Biała", ("phrase", "bielsko", "biala"), []),
    ("park OR most", ["or", "park", "most"], []),
    ("park LUB most", ["or", "park", "most"], []),
    ("park || most", ["or", "park", "most"], []),
    ("park lub most", ["and", "park", "lub?", "most"], []),
    ("park AND (most OR ulica)", ["and", "park", ["or", "most", "ulica"]], []),
    ("park -most", ["and", "park", ("not", "most")], []),
    ("park NOT most", ["and", "park", ("not", "most")], []),
    ("-park", ["and", ("not", "park")], []),
    ("-(park most)", ["and", ("not", ["and", "park", "most"])], []),
    ("+park most", ["and", "park", "most"], []),
    ("uchw*", "uchw*", []),
    ('"uchw"*', "uchw*", []),
    ('"rada miasta"~3', ("phrase", "rada", "miasta", 3), []),
    ("tytuł:most", "title:most", []),
    ('tytuł:"most nowy"', ("exact", "title", "most", "nowy"), []),
    ("tytul:(most park)", ["and", "title:most", "title:park"], []),
    ("nieznane:słowo", ("phrase", "nieznane", "slowo"), ["field_unknown"]),
    ("klasa:", "all", []),
    ("klasa: 0003", ("class", "0003"), []),
    ("KLASA:0003", ("class", "0003"), []),
    ("klasa:0003 klasa:0004", ("class", "0003", "0004"), []),
    ("klasa:IN [0003 0004]", ("class", "0003", "0004"), []),
    ("klasa:>0003", "all", ["range_not_possible"]),
    ("-klasa:00", ["and", ("not", ("class", "00"))], []),
    ("rodzaj:pismo", ("kind", "letter*"), []),
    ("rodzaj:wychodzące", ("kind", "letter_out"), []),
    ("typ:zdjęcie", ("kind", "photo"), []),
    ("kind:video", ("kind", "video"), []),
    ("kategoria:B5", ("category", "b5"), []),
    ("kat:b*", ("category", "b*"), []),
    ("komórka:OR", ("unit", "or"), []),
    ("znak:KPM.0005.3", ("exact", "reference", "kpm", "0005", "3"), []),
    ("sprawa:0192F0C0-0000-7000-8000-000000000001", ("case", "0192f0c0-0000-7000-8000-000000000001"), []),
    ("nadawca:Kowalski", "sender:kowalski", []),
    ("od:Kowalskiego", "sender:kowalskiego", []),
    ("rok:2024", ("year", 2024, 2024), []),
    ("rok:2020..2023", ("year", 2020, 2023), []),
    ("rok:2020..", ("year", 2020, None), []),
    ("rok:[2020 TO 2023}", ("year", 2020, 2022), []),
    ("rok:2023..2020", "nothing", []),
    ("rok:abc", "all", ["year_not_understood"]),
    ("od:2024", ("2024-01-01", ""), []),
    ("od:>=2023-02", ("2023-02-01", ""), []),
    ("do:2023-02", ("", "2023-02-28"), []),
    ("before:2024-02", ("", "2024-02-29"), []),
    ("data:31.12.2024", ("2024-12-31", "2024-12-31"), []),
    ("data:2024-05-01..2024-06", ("2024-05-01", "2024-06-30"), []),
    ("data:[2023-01-01 TO 2024]", ("2023-01-01", "2024-12-31"), []),
    ("data:{2020 TO *}", ("2021-01-01", ""), []),
    ("data:dziś", ("2026-08-01", "2026-08-01"), []),
    ("od:wczoraj", ("2026-07-31", ""), []),
    ("data:2024-13-45", "all", ["date_not_understood"]),
    ("data:[9999-12-31 TO 0001-01-01]", "nothing", []),
    ("data:{9999-12-31 TO *}", "nothing", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "codes"), CASES, ids=[text or "empty" for text, _, _ in CASES])
def test_meaning(text: str, expected: object, codes: list[str]) -> None:
    query = parse(text, today=TODAY)
    assert shape(query.tree) == expected
    assert [notice.code for notice in query.notices] == codes


def test_letters_are_restored_only_where_the_whole_query_has_none() -> None:
    bare, mixed = parse("uchwaly rady", today=TODAY).tree, parse("uchwaly śląskie", today=TODAY).tree
    assert isinstance(bare, And) and isinstance(mixed, And)
    assert bare.parts[0].restored == ("uchwala",)  # type: ignore[union-attr]
    assert mixed.parts[0].restored == ()  # type: ignore[union-attr]


ATTACKS = [
    "(" * 1000,
    ")" * 1000,
    "a OR " * 200,
    "NOT " * 250,
    "-" * 1000,
    '"' * 999,
    "a:" * 500,
    "data:[" * 160,
    "klasa:IN [" + "0001 " * 190 + "]",
    "(a OR b) " * 110,
    "aaaaaaaaaaaaaaaaaaaaaaaa " * 40,
    "sosocosocosocosocososococosoc " * 30,
    "A 0 " * 250,
    "A." * 300 + " 0050 1 2024",
    "\\" * 1000,
    "~1" * 500,
    '"a b"~999999999',
    "x" * 1_000_000,
    "\x00\ud800\u202e\U0001f600",
    "rok:99999999999999999999",
    "data:0000-00-00",
    "*" * 1000,
    "/" * 999,
    "𝒰𝒸𝒽𝓌𝒶𝓁𝒶",
]


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_no_input_is_slow_or_breaks_it(text: str) -> None:
    parse("rozgrzewka", today=TODAY)
    begun = time.process_time()
    query = parse(text, today=TODAY)
    assert time.process_time() - begun < 0.5
    assert len(shape_text := repr(shape(query.tree))) < 10_000, shape_text


def test_random_input_never_raises() -> None:
    chance = random.Random(1)
    pieces = [
        "klasa:",
        "rok:",
        "data:",
        "[",
        "]",
        "{",
        "}",
        " TO ",
        "..",
        '"',
        "(",
        ")",
        "-",
        "OR ",
        "NOT ",
        "*",
        "~",
    ]
    pieces += [
        "2024",
        "uchwała",
        "KPM",
        " ",
        " ",
        "/",
        "\\",
        ":",
        "^",
        ">=",
        "IN ",
        "'",
        "ą",
        "\x00",
        "+",
        "AND ",
        "|",
    ]
    for _ in range(3000):
        text = "".join(chance.choices(pieces, k=chance.randint(1, 14)))
        for notice in parse(text, today=TODAY).notices:
            assert MESSAGES[notice.code] % notice.params, text


def test_long_queries_are_cut_and_say_so() -> None:
    assert [n.code for n in parse(" ".join(f"w{n}" for n in range(400)), today=TODAY).notices] == ["cut", "too_many"]
