"""How Polish and English offices write numbers, sizes, dates and hours, and where lines must not break.

Pure functions; the templates reach them through the filters of `dms.templatetags.akta`. The language is
the active one. Office days are written as they are, aware instants are turned into the zone of settings.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language

NBSP = "\u00a0"
WORD_JOINER = "\u2060"

_MONTHS = "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
_MEASURES = "min|s|m|km|cm|mm|m²|ha|kg|g|t|B|KB|MB|GB|TB|%"
_UNITS = f"{_MONTHS}|r\\.|w\\.|zł|gr|proc\\.|tys\\.|mln|mld|szt\\.|godz\\.|{_MEASURES}"
_BEFORE = "nr|pkt|§|(?:poz|art|ust|lit|ul|pl|al|os|pok|tel|str|s|t|ok|godz)\\."
_RULES = (
    # one-letter conjunctions and prepositions stay with the next word
    (re.compile(r"(?<![\w&])([aiouwzAIOUWZ]) (?=\S)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<![\w])({_BEFORE}) (?=[\w„])"), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?![\w]))"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NBSP),
    (re.compile(r"(?<=\w)–(?=\w)"), f"{WORD_JOINER}–{WORD_JOINER}"),
)

_QUOTED = re.compile(r"[„“\"«]([^„“”\"«»]*)[”“\"»]")


def bind(text: str) -> str:
    """Return the text with no-break spaces where a line must not break (after *w*, in *nr 4*, *5 zł*)."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def inner(text: str) -> str:
    """Return a text that will stand between quotation marks: its own marks become those of a quotation in a quotation
    («…»; the English ones ‘…’)."""
    opening, closing = "«»" if _polish() else "‘’"
    return _QUOTED.sub(rf"{opening}\1{closing}", text)


def decimal(number: float, places: int = 0) -> str:
    """Return a number as offices write it: `1 204`, `10 500,5` in Polish, `1,204` in English."""
    text = f"{number:,.{places}f}"
    return text.replace(",", NBSP).replace(".", ",") if _polish() else text


def size(count: int | None) -> str:
    """Return a number of bytes in decimal units: `212 KB`, `1,4 MB`; None is an empty text."""
    if count is None:
        return ""
    value, unit = float(count), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if round(value) < 1000:
            break
        value, unit = value / 1000, larger
    places = 1 if unit != "B" and round(value, 1) < 10 and round(value, 1) % 1 else 0
    return f"{decimal(value, places)}{NBSP}{unit}"


def long_day(value: date | datetime | str | None) -> str:
    """Return a day in words: `12 marca 2024`; partial dates as far as known: `marzec 2024`, `2024`."""
    day, precision = _parts(value)
    if day is None:
        return ""
    return format_date(day, {"year": "Y", "month": "F Y", "day": "j E Y"}[precision]).replace(" ", NBSP)


def short_day(value: date | datetime | str | None) -> str:
    """Return a day in figures: `8.11.2024`, in English `8/11/2024`; partial dates as far as known."""
    day, precision = _parts(value)
    if day is None:
        return ""
    pattern = {"year": "Y", "month": "m.Y", "day": "j.m.Y"}[precision]
    return format_date(day, pattern if _polish() else pattern.replace(".", "/"))


def hour(value: datetime) -> str:
    """Return the time of day in the office's zone: `8.31` in Polish, `08:31` in English."""
    return format_date(_local(value), "G.i" if _polish() else "H:i")


def long_instant(value: datetime | None) -> str:
    """Return a moment in the office's zone: `12 marca 2024, 8.31`."""
    return f"{long_day(value)}, {hour(value)}" if value else ""


def short_instant(value: datetime | None) -> str:
    """Return a moment in figures: `12.03.2024, 8.31`."""
    return f"{short_day(value)}, {hour(value)}" if value else ""


def machine(value: date | datetime | str) -> str:
    """Return the value for `<time datetime>`: ISO 8601, instants with their offset."""
    if isinstance(value, datetime):
        return _local(value).isoformat(timespec="seconds")
    return value if isinstance(value, str) else value.isoformat()


def _polish() -> bool:
    return (get_language() or "pl").startswith("pl")


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _parts(value: date | datetime | str | None) -> tuple[date | None, str]:
    """Return the day and how far it is known; a partial date is a text `YYYY[-MM[-DD]]`."""
    if not value:
        return None, ""
    if isinstance(value, datetime):
        return _local(value).date(), "day"
    if isinstance(value, date):
        return value, "day"
    numbers = [int(part) for part in value.split("-")]
    precision = ("year", "month", "day")[len(numbers) - 1]
    return date(*[*numbers, 1, 1][:3]), precision
