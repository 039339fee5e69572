"""Read a word typed without Polish letters: `uchwaly` may be `uchwały`.

Folding both sides would not help, since an inflected word without its letters is no word of the dictionary.
So the spellings with letters put back are tried, those the dictionary knows are kept and their lemmas are
looked for as well. This happens to queries only; the index is unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, islice, product

from search.analysis import morphology

MAX_SPELLINGS = 768
MAX_LENGTH = 24

_LETTERS = {"a": "ą", "c": "ć", "e": "ę", "l": "ł", "n": "ń", "o": "ó", "s": "ś", "z": "żź"}


def _spellings(word: str) -> Iterator[str]:
    """Yield the spellings of a word with 1, 2, … letters put back: the likely ones first."""
    choices = {i: possible for i in range(len(word)) if (possible := _possible(word, i))}
    for count in range(1, len(choices) + 1):
        for chosen in combinations(choices, count):
            for letters in product(*(choices[i] for i in chosen)):
                spelling = list(word)
                for at, letter in zip(chosen, letters, strict=True):
                    spelling[at] = letter
                yield "".join(spelling)


def _possible(word: str, at: int) -> str:
    """Return the Polish letters that may stand at one place; spelling rules leave few before a vowel."""
    letters = _LETTERS.get(word[at], "")
    following = word[at + 1 : at + 2]
    if following and following in "aeiouy":
        letters = letters.strip("ćńśź")  # written ci, ni, si, zi there
    if following == "i":
        letters = letters.strip("łż")
    if at == 0:
        letters = letters.strip("ąęń")
    return letters if following else letters.strip("ó")


@lru_cache(maxsize=8_192)
def restored(word: str) -> tuple[str, ...]:
    """Return the terms of all known spellings of an ASCII word with Polish letters put back.

    Terms of the word as typed are left out; they are the literal reading. At most `MAX_SPELLINGS` spellings
    are tried, so a long word costs a few milliseconds at most, once.
    """
    if not (2 <= len(word) <= MAX_LENGTH and word.isascii() and word.isalpha()):
        return ()
    found = morphology.known_of_any(list(islice(_spellings(word), MAX_SPELLINGS)))
    return tuple(sorted(found - set(morphology.terms(word))))
