"""Polish order and capitals for names, on both databases alike: `InPolish("name")` in an ordering.

PostgreSQL has them from its locale (dms/database.py insists on it). SQLite compares bytes, so that Łukasz stands behind
Zenon, and knows no capitals but A to Z; its connections are taught both here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.db.models import Func

ALPHABET = "0123456789aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_PLACE = {letter: place for place, letter in enumerate(ALPHABET, start=2)}


class InPolish(Func):
    """A column in the order of the Polish alphabet."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Name the order where it is not that of the whole database."""
        return self.as_sql(compiler, connection, template="%(expressions)s COLLATE polish", **more)


@lru_cache(maxsize=20_000)
def key(text: str) -> tuple[list[int], str]:
    """Return what texts are compared by: spaces, other signs, digits, letters; where these are equal the text itself,
    small letters first."""
    places = []
    for letter in unicodedata.normalize("NFC", text).lower():
        known = letter if letter in _PLACE else unicodedata.normalize("NFD", letter)[0]
        if known in _PLACE:
            places.append(_PLACE[known])
        elif letter.isalpha():
            places.append(len(ALPHABET) + ord(letter))
        else:
            places.append(0 if letter.isspace() else 1)
    return places, text.swapcase()


def compare(one: str, other: str) -> int:
    """Return -1, 0 or 1, as a collation of SQLite does."""
    first, second = key(one), key(other)
    return (first > second) - (first < second)


@lru_cache(maxsize=500)
def _pattern(like: str, escape: str) -> re.Pattern[str]:
    made, letters = [], iter(like)
    for letter in letters:
        if letter == escape:
            made.append(re.escape(next(letters, "")))
        else:
            made.append({"%": ".*", "_": "."}.get(letter) or re.escape(letter))
    return re.compile("".join(made), re.DOTALL | re.IGNORECASE)


def like(wanted: Any, value: Any, escape: str = "") -> bool | None:
    """Return what `value LIKE wanted ESCAPE escape` is, with the capitals of all letters."""
    if wanted is None or value is None:
        return None
    return _pattern(str(wanted), escape).fullmatch(str(value)) is not None
