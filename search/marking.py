"""A whole text with the words that answer a query marked, for the page of a record."""

from __future__ import annotations

from dms.days import today
from search.query import parse
from search.snippets import _marks, _wanted

Pieces = list[tuple[str, bool]]


def pieces(text: str, typed: str) -> Pieces:
    """Return the text as pieces (text, is it a hit); joined they are the text again, unescaped."""
    marks = sorted(_marks(text, _wanted(parse(typed, today=today())), len(text)))
    found: Pieces = []
    at = 0
    for start, end, _number in marks:
        if start < at:
            continue
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [*found, (text[at:], False)]
