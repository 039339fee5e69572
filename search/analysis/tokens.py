"""Cut text into words as people type them: runs of letters and digits, nothing else.

A case reference (`KPM.0005.3.2024`), a register number (`114/2026`), an e-mail address and a hyphenated
name are runs of neighbouring words; whoever looks for one gets a phrase, so the separators do not matter.
Text is never normalised as a whole, because offsets have to point into the text as the caller holds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MAX_WORD = 64
"""Longer runs (base64, broken OCR) are cut: they are no words and would swell the index."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
WORD_REST = rf"(?:[^\W_]|[\u0300-\u036f{_INVISIBLE}])*"
WORD = re.compile(rf"[^\W_]{WORD_REST}")

POLISH_LETTERS = frozenset("ąćęłńóśźż")
_STROKES = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_DROP = dict.fromkeys(map(ord, _INVISIBLE))


@lru_cache(maxsize=65_536)
def _normal_other(raw: str) -> str:
    word = unicodedata.normalize("NFKC", raw.translate(_DROP)).lower()
    return word[:MAX_WORD]


def normal(raw: str) -> str:
    """Return the word in lower case, composed (NFKC), without soft hyphens; at most `MAX_WORD` letters."""
    return raw.lower()[:MAX_WORD] if raw.isascii() else _normal_other(raw)


@lru_cache(maxsize=65_536)
def _fold_other(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.translate(_STROKES))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def fold(word: str) -> str:
    """Return a lower-case word without diacritics: `żółć` → `zolc`."""
    return word if word.isascii() else _fold_other(word)


def words(text: str) -> list[str]:
    """Return the normalised words of a text in order."""
    return [normal(raw) for raw in WORD.findall(text)]


def spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int]]:
    """Yield (normalised word, first offset, offset after the last letter) of each word of text[start:end]."""
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        yield normal(match.group()), match.start(), match.end()


def has_polish_letter(text: str) -> bool:
    """Say whether a text has a letter of Polish spelling: then its writer has a Polish keyboard."""
    return any(letter in POLISH_LETTERS for letter in unicodedata.normalize("NFC", text.lower()))
