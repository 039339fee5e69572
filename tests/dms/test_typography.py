"""How the office writes: each line is what a Polish typist or an English reader expects."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from dms import typography

N, J = "\u00a0", "\u2060"


@pytest.mark.parametrize(
    ("plain", "bound"),
    [
        ("pismo w sprawie kładki", f"pismo w{N}sprawie kładki"),
        ("a w domu i z nami", f"a{N}w{N}domu i{N}z{N}nami"),
        ("Odpowiedź na wniosek nr 4", f"Odpowiedź na wniosek nr{N}4"),
        ("ul. Flisacka 14", f"ul.{N}Flisacka 14"),
        ("12 marca 2024 r.", f"12{N}marca 2024{N}r."),
        ("kosztuje 5 zł i 20 gr", f"kosztuje 5{N}zł i{N}20{N}gr"),
        ("razem 1 204 500 zł", f"razem 1{N}204{N}500{N}zł"),
        ("strony 1–5", f"strony 1{J}–{J}5"),
        ("kawa", "kawa"),
        ("5 minut", "5 minut"),
    ],
)
def test_lines_do_not_break_where_they_must_not(plain: str, bound: str) -> None:
    assert typography.bind(plain) == bound


@pytest.mark.parametrize(
    ("count", "polish", "english"),
    [
        (None, "", ""),
        (0, f"0{N}B", f"0{N}B"),
        (999, f"999{N}B", f"999{N}B"),
        (1000, f"1{N}KB", f"1{N}KB"),
        (212_000, f"212{N}KB", f"212{N}KB"),
        (1_440_000, f"1,4{N}MB", f"1.4{N}MB"),
        (999_700, f"1{N}MB", f"1{N}MB"),
        (9_960_000, f"10{N}MB", f"10{N}MB"),
        (3_200_000_000_000_000, f"3{N}200{N}TB", f"3,200{N}TB"),
    ],
)
def test_sizes(count: int | None, polish: str, english: str) -> None:
    with translation.override("pl"):
        assert typography.size(count) == polish
    with translation.override("en"):
        assert typography.size(count) == english


@pytest.mark.parametrize(
    ("value", "long", "short"),
    [
        (date(2024, 3, 12), f"12{N}marca{N}2024", "12.03.2024"),
        (date(2024, 11, 8), f"8{N}listopada{N}2024", "8.11.2024"),
        ("2024-03-12", f"12{N}marca{N}2024", "12.03.2024"),
        ("2024-03", f"marzec{N}2024", "03.2024"),
        ("2024", "2024", "2024"),
        (None, "", ""),
        ("", "", ""),
        # one minute before midnight in London is already the next day in Warsaw
        (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), f"1{N}lutego{N}2026", "1.02.2026"),
    ],
)
def test_days(value: date | str | None, long: str, short: str) -> None:
    with translation.override("pl"):
        assert (typography.long_day(value).lower(), typography.short_day(value)) == (long, short)


def test_instants_are_told_in_the_zone_of_the_office() -> None:
    summer = datetime(2026, 7, 1, 6, 31, tzinfo=UTC)
    with translation.override("pl"):
        assert typography.long_instant(summer) == f"1{N}lipca{N}2026, 8.31"
        assert typography.short_instant(summer) == "1.07.2026, 8.31"
    with translation.override("en"):
        assert typography.short_instant(summer) == "1/07/2026, 08:31"
    assert typography.machine(summer) == "2026-07-01T08:31:00+02:00"
    assert typography.long_instant(None) == ""
