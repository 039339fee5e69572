"""Archival categories: spelling in and out."""

import pytest

from dms.records.category import BadCategory, Category, Kind, parse

SPELLED = [
    ("A", Kind.A, None, "A"),
    ("B2", Kind.B, 2, "B2"),
    ("B50", Kind.B, 50, "B50"),
    ("BE5", Kind.BE, 5, "BE5"),
    (" be 10 ", Kind.BE, 10, "BE10"),
    ("b25", Kind.B, 25, "B25"),
    ("Bc", Kind.BC, None, "Bc"),
    ("BC", Kind.BC, None, "Bc"),
    ("B*", Kind.B_STAR, None, "B*"),
    ("B *)", Kind.B_STAR, None, "B*"),
]


@pytest.mark.parametrize(("text", "kind", "years", "spelled"), SPELLED)
def test_what_is_read(text, kind, years, spelled):
    category = parse(text)
    assert category == Category(kind, years)
    assert str(category) == spelled
    assert parse(spelled) == category


@pytest.mark.parametrize(
    "text",
    ["", "B", "BE", "B0", "B05", "B100", "A5", "Bc5", "BE*", "C", "B5.", "BE-10", "B٥", "B5 lat", "B**"],
)
def test_what_is_refused(text):
    with pytest.raises(BadCategory):
        parse(text)


@pytest.mark.parametrize(("kind", "years"), [(Kind.A, 5), (Kind.B, None), (Kind.BE, 0), (Kind.B, 100), (Kind.BC, 1)])
def test_years_belong_to_b_and_be_only(kind, years):
    with pytest.raises(BadCategory):
        Category(kind, years)


def test_an_appraised_be_becomes_a_b_of_the_same_years():
    assert parse("BE10").as_b() == parse("B10")
    assert parse("B5").as_b() == parse("B5")
    assert parse("A").as_b() == parse("A")
