"""Partial dates: what is read, what it spans, what is refused."""

import datetime as dt

import pytest

from dms.records.partial_dates import BadPartialDate, PartialDate, parse

READ = [
    ("2024", "2024", "2024-01-01", "2024-12-31"),
    ("2024-02", "2024-02", "2024-02-01", "2024-02-29"),
    ("2023-02", "2023-02", "2023-02-01", "2023-02-28"),
    ("2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29"),
    ("12.03.2024", "2024-03-12", "2024-03-12", "2024-03-12"),
    ("1.3.2024", "2024-03-01", "2024-03-01", "2024-03-01"),
    ("3.2024", "2024-03", "2024-03-01", "2024-03-31"),
    ("12.2024", "2024-12", "2024-12-01", "2024-12-31"),
    (" 12.03.2024 r. ", "2024-03-12", "2024-03-12", "2024-03-12"),
    ("2024r.", "2024", "2024-01-01", "2024-12-31"),
    ("1900-02", "1900-02", "1900-02-01", "1900-02-28"),
]


@pytest.mark.parametrize(("typed", "text", "earliest", "latest"), READ)
def test_it_reads_what_people_write(typed, text, earliest, latest):
    date = parse(typed)
    assert (date.text, date.earliest, date.latest) == (
        text,
        dt.date.fromisoformat(earliest),
        dt.date.fromisoformat(latest),
    )
    assert parse(str(date)) == date


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "r.",
        "24",
        "0999",
        "3000",
        "2024-3",
        "2024-00",
        "2024-13",
        "2024-02-30",
        "2023-02-29",
        "29.02.2023",
        "13.2024",
        "0.2024",
        "32.01.2024",
        "2024.03.12",
        "12/03/2024",
        "12-03-2024",
        "2024-03-12T00:00",
        "2024-",
        "ok. 2024",
        "٢٠٢٤",
        "-2024",
        "2024-03-12-01",
        "12.03.24",
        "marzec 2024",
    ],
)
def test_it_refuses_what_is_no_date(typed):
    with pytest.raises(BadPartialDate) as caught:
        parse(typed)
    assert caught.value.params == {"value": typed}


def test_a_known_day_is_told_from_a_span():
    assert parse("2024-03-12").day == dt.date(2024, 3, 12)
    assert parse("2024-03").day is None
    assert parse("2024").year == 2024
    assert PartialDate.of(dt.date(2024, 3, 12)) == parse("12.03.2024")
