"""Classification schemes from CSV: the tree, the categories, the encodings, and our own sample."""

from collections import Counter
from pathlib import Path

import pytest

from dms.records import scheme_csv
from dms.records.category import parse as parse_category
from dms.records.scheme_csv import BadSchemeFile, Code
from tests.tools import shared

HEADER = "symbol,title,category_parent,category_other,note\n"
SMALL = (
    HEADER
    + "0,ZARZĄDZANIE,,,\n00,Narady,A,Bc,\n01,Skargi,be 5,B2,z rejestrem\n"
    + "1,KADRY,,,\n10,Akta,B50,,\n11,Urlopy,B2,,\n"
)
SAMPLE = Path(scheme_csv.__file__).parent / "samples" / "jrwa-sample.csv"


def codes(table):
    return [(str(finding.code), finding.params["symbol"]) for finding in table.findings]


def test_a_right_scheme_is_read_without_findings():
    table = scheme_csv.parse(SMALL.encode())
    assert table.findings == ()
    assert table.importable
    assert table.depth == 2
    assert [row.symbol for row in table.finals] == ["00", "01", "10", "11"]
    row = table.rows[2]
    assert (row.line, row.title, row.category_parent, row.category_other) == (4, "Skargi", "BE5", "B2")
    assert (row.parent, row.note, row.final) == ("0", "z rejestrem", True)
    assert table.rows[0].parent == ""


@pytest.mark.parametrize(
    "data",
    [
        SMALL.encode("utf-8-sig"),
        SMALL.encode("cp1250"),
        SMALL.replace(",", ";").encode("cp1250"),
        SMALL.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"),
        SMALL.replace("symbol", " Symbol ").encode(),
        b"\n\n" + SMALL.encode(),
        SMALL.replace("\n1,", "\n,,,,\n1,").encode(),
    ],
)
def test_files_as_spreadsheets_save_them_mean_the_same(data):
    def meaning(rows):
        return [(r.symbol, r.title, r.category_parent, r.category_other, r.note, r.final) for r in rows]

    assert meaning(scheme_csv.parse(data).rows) == meaning(scheme_csv.parse(SMALL.encode()).rows)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("0,Z,,,\n00,a,A,,\n00,b,A,,\n01,c,A,,\n", [("duplicate", "00")]),
        ("0,Z,,,\n00,a,A,,\n01,b,A,,\n123,c,A,,\n", [("orphan", "123")]),
        ("0,Z,B5,,\n00,a,A,,\n01,b,A,,\n", [("category_on_parent", "0")]),
        ("0,Z,,Bc,\n00,a,A,,\n01,b,A,,\n", [("category_on_parent", "0")]),
        ("0,Z,,,\n00,a,A,,\n01,b,,,\n", [("final_without_category", "01")]),
        ("0,Z,,,\n00,a,A,,\n01,b,,,B*) okres z innej ustawy\n", [("special_period", "01")]),
        ("0,Z,,,\n00,a,A,,\n01,b,,B2,\n", [("final_without_category", "01")]),
        ("0,Z,,,\n00,a,A,,\n", [("only_child", "0")]),
        ("0,Z,,,\n00,a,A,,\n01,b,B5 lat,,\n", [("bad_category", "01")]),
        ("0,Z,,,\n00,a,A,,\n01,b,A,C,\n", [("bad_category", "01")]),
        ("0,Z,,,\n00,a,A,,\n01,,A,,\n", [("no_title", "01")]),
        ("0,Z,,,\n00,a,A,,\n01,b,A,,\n0a,c,A,,\n", [("bad_symbol", "0a")]),
        (",x,A,,\n0,Z,A,,\n1,Y,A,,\n", [("bad_symbol", "")]),
        ("0,Z,A,,\n12345678901,c,A,,\n", [("bad_symbol", "12345678901")]),
    ],
)
def test_every_rule_is_reported_by_class(rows, expected):
    table = scheme_csv.parse((HEADER + rows).encode())
    assert codes(table) == expected
    warning = expected[0][0] in ("final_without_category", "special_period", "only_child")
    assert table.importable == warning
    assert {finding.is_error for finding in table.findings} == {not warning}


def test_findings_speak_and_can_be_stored():
    (finding,) = scheme_csv.parse((HEADER + "0,Z,A,,\n1,Y,,,\n").encode()).findings
    assert finding.as_data() == {
        "code": "final_without_category", "line": 3, "params": {"symbol": "1"}, "error": False,
    }  # fmt: skip
    assert "1" in str(finding)
    assert set(scheme_csv.MESSAGES) == set(Code)


def test_a_cell_over_two_lines_keeps_the_count_of_lines():
    table = scheme_csv.parse((HEADER + '0,Z,A,,"a\nb"\n1,Y,,,\n').encode())
    assert [row.line for row in table.rows] == [2, 4]
    assert table.rows[0].note == "a b"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"symbol;title\n0;x\n",
        b"a,b,c\n1,2,3\n",
        b'symbol,title,category_parent\n0,"open',
        "symbol,title,category_parent\n0,x,A\n".encode("utf-16"),
        b"symbol,title,category_parent,symbol\n0,x,A,0\n",
        b"PK\x03\x04\x00\x00\x81\x83",
    ],
)
def test_what_is_no_scheme_is_refused(data):
    with pytest.raises(BadSchemeFile):
        scheme_csv.parse(data)


def test_a_header_alone_has_nothing_to_import():
    assert not scheme_csv.parse(HEADER.encode()).importable


def test_a_real_scheme_of_a_ministry():
    table = scheme_csv.parse(shared("jrwa", "jrwa-mc-2024.csv").read_bytes())
    assert (len(table.rows), len(table.finals), table.depth) == (592, 467, 4)
    assert codes(table) == [("special_period", symbol) for symbol in ("1124", "1164", "1165", "3134")]
    assert {row.symbol for row in table.rows if row.category_parent == "B*"} == {
        "1124",
        "1164",
        "1165",
        "3134",
    }
    assert table.importable


def test_the_upper_classes_of_the_regulation():
    table = scheme_csv.parse(shared("jrwa", "jrwa-scheme-2015-classes-0-3.csv").read_bytes())
    assert (len(table.rows), len(table.finals), table.depth) == (36, 32, 2)
    assert Counter(finding.code for finding in table.findings) == {Code.FINAL_WITHOUT_CATEGORY: 32}


def test_our_sample_follows_every_rule_and_says_it_is_a_sample():
    table = scheme_csv.parse(SAMPLE.read_bytes())
    assert 60 <= len(table.rows) <= 120
    assert table.findings == ()
    assert (table.depth, max(row.symbol[0] for row in table.rows)) == (4, "5")
    for row in table.finals:
        assert parse_category(row.category_parent) and parse_category(row.category_other), row.symbol
    for row in table.rows:
        if not row.parent:
            assert "PRZYKŁAD" in row.note
    assert "przykład" in (SAMPLE.parent / "README.md").read_text(encoding="utf-8").lower()
