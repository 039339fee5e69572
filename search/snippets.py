"""The passage of a text that answers a query, with the words found marked in whatever form they stand.

One highlighter for every index, since the texts are in the database and the terms are ours. A long text is
not analysed as a whole: inflection hardly ever changes the first letter of a Polish word, so only words that
begin like one of the query's words are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from search.analysis import fold, normal, terms
from search.analysis.tokens import WORD, WORD_REST
from search.query.tree import Exact, Phrase, Prefix, Query, Word, wanted

MAX_MARKS = 2_000
"""Words marked in one text before a passage is chosen; a text with more has good ones among the first."""

FALLBACK = 20_000
"""Letters analysed word by word where no word begins like the query's (człowiek – ludzie)."""

_SPACE = re.compile(r"\s")
_VARIANTS = {"a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zźż"}


@dataclass(frozen=True)
class Snippet:
    """A passage as pieces (text, is it a hit). The text is raw: escape it, or use `as_html`."""

    pieces: tuple[tuple[str, bool], ...]

    def as_html(self) -> str:
        """Return the passage escaped, hits in <mark>; safe to insert into a page."""
        return "".join(f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in self.pieces)

    def __str__(self) -> str:
        return "".join(text for text, _ in self.pieces)

    @property
    def hits(self) -> list[str]:
        """Return the marked pieces."""
        return [text for text, hit in self.pieces if hit]


@dataclass(frozen=True)
class _Wanted:
    """What to mark: terms and words as typed, each with the number of the query's word, and beginnings."""

    terms: dict[str, int]
    literals: dict[str, int]
    starts: tuple[tuple[str, int], ...]
    first_letters: str
    count: int

    def number(self, word: str) -> int | None:
        """Return which word of the query a normalised word of the text answers, or None."""
        folded = fold(word)
        if (number := self.literals.get(folded)) is not None:
            return number
        for start, number in self.starts:
            if folded.startswith(start):
                return number
        for term in terms(word) if self.terms else ():
            if (number := self.terms.get(term)) is not None:
                return number
        return None


@lru_cache(maxsize=64)
def _wanted(query: Query) -> _Wanted:
    lemmas: dict[str, int] = {}
    literals: dict[str, int] = {}
    starts: list[tuple[str, int]] = []
    number = 0
    for leaf in wanted(query.tree):
        if isinstance(leaf, Word | Phrase):
            for word in (leaf,) if isinstance(leaf, Word) else leaf.words:
                if isinstance(leaf, Word) and leaf.optional:
                    continue
                number += 1
                literals.setdefault(word.literal, number)
                for term in word.terms + word.restored:
                    lemmas.setdefault(term, number)
        elif isinstance(leaf, Exact):
            for typed in leaf.words:
                number += 1
                literals.setdefault(typed, number)
        elif isinstance(leaf, Prefix):
            number += 1
            starts.append((leaf.start, number))
    letters = {word[0] for word in (*lemmas, *literals, *(start for start, _ in starts)) if word}
    return _Wanted(lemmas, literals, tuple(starts), "".join(sorted(letters)), number)


@lru_cache(maxsize=256)
def _beginning_with(letters: str) -> re.Pattern[str]:
    every = "".join(variant + variant.upper() for letter in letters for variant in _VARIANTS.get(letter, letter))
    # The letter comes first, so that the search jumps from one to the next and only there looks back.
    first = f"[{re.escape(every)}]"
    return re.compile(rf"{first}(?<![^\W_]{first}){WORD_REST}")


Mark = tuple[int, int, int]
"""First offset, offset after the last letter, number of the query's word."""


def _marks(text: str, sought: _Wanted, limit: int) -> list[Mark]:
    if not sought.first_letters:
        return []
    found = list(_matching(text, _beginning_with(sought.first_letters), sought, limit))
    return found or list(_matching(text[:FALLBACK], WORD, sought, limit))


def _matching(text: str, pattern: re.Pattern[str], sought: _Wanted, limit: int) -> Iterator[Mark]:
    """Yield the marks in order, up to a passage of `limit` letters that has all the query's words."""
    known: dict[str, int | None] = {}
    latest: dict[int, int] = {}
    count = 0
    enough = len(text)
    for match in pattern.finditer(text):
        if match.start() > enough:
            return
        raw = match.group()
        if raw not in known:
            known[raw] = sought.number(normal(raw))
        number = known[raw]
        if number is not None:
            yield match.start(), match.end(), number
            latest[number] = match.start()
            if enough == len(text) and len(latest) == sought.count:
                together = match.end() - min(latest.values()) <= limit
                enough = match.end() + limit if together else enough
            count += 1
            if count >= MAX_MARKS:
                return


def _best(marks: list[Mark], limit: int) -> tuple[int, int]:
    """Return the run of marks within `limit` letters with most different words, then most marks."""
    best, chosen = (0, 0), (0, 1)
    counts: dict[int, int] = {}
    last = 0
    for first in range(len(marks)):
        while last < len(marks) and marks[last][1] - marks[first][0] <= limit:
            counts[marks[last][2]] = counts.get(marks[last][2], 0) + 1
            last += 1
        if last == first:  # one word longer than the limit
            return first, first + 1
        value = (len(counts), last - first)
        if value > best:
            best, chosen = value, (first, last)
        number = marks[first][2]
        counts[number] -= 1
        if not counts[number]:
            del counts[number]
    return chosen


def snippet(text: str, query: Query, limit: int = 240) -> Snippet:
    """Return the passage of at most about `limit` letters with the most words of the query, hits marked.

    Without a hit it is the beginning of the text. White space is folded to single spaces; `…` stands where
    the text goes on.
    """
    limit = max(limit, 20)
    marks = _marks(text, _wanted(query), limit)
    if not marks:
        return _cut(text, [], 0, limit)
    first, last = _best(marks, limit)
    start, end = marks[first][0], marks[last - 1][1]
    # A third of what is left goes before the hit: the reader wants to see what follows.
    begin = max(0, min(start, start - (limit - (end - start)) // 3))
    return _cut(text, marks[first:], begin, max(begin + limit, end))


def _cut(text: str, marks: list[Mark], begin: int, end: int) -> Snippet:
    begin, end = _at_words(text, begin, min(end, len(text)), marks[0][0] if marks else len(text))
    pieces: list[tuple[str, bool]] = [("…", False)] if begin > 0 else []
    at = begin
    for start, stop, _ in marks:
        if stop > end:
            break
        pieces += [(text[at:start], False), (text[start:stop], True)]
        at = stop
    pieces.append((text[at:end], False))
    if text[end : end + 100].strip():
        pieces.append(("…", False))
    return Snippet(tuple(_tidy(pieces)))


def _at_words(text: str, begin: int, end: int, first_hit: int) -> tuple[int, int]:
    """Return the bounds moved inward to a space, at most 30 letters and not past the first hit."""
    if begin > 0 and not text[begin - 1].isspace():
        space = _SPACE.search(text, begin, min(begin + 30, first_hit, end))
        begin = space.end() if space else begin
    if end < len(text) and not text[end].isspace():
        cut = max(text.rfind(" ", end - 30, end), text.rfind("\n", end - 30, end))
        end = cut if cut > begin else end
    return begin, end


def _tidy(pieces: list[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    for number, (piece, hit) in enumerate(pieces):
        shown = re.sub(r"\s+", " ", piece)
        if number == 0:
            shown = shown.lstrip()
        if shown:
            yield shown, hit
