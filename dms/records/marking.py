"""Marking the words of a search in a record's text. The record's page knows no search: search names its marker here."""

from __future__ import annotations

from collections.abc import Callable

Pieces = list[tuple[str, bool]]
Marker = Callable[[str, str], Pieces]

_markers: list[Marker] = []


def use(marker: Marker) -> None:
    """Let `marker(text, typed)` divide texts into pieces (text, is it a hit) from now on."""
    _markers[:] = [marker]


def pieces(text: str, typed: str) -> Pieces:
    """Return the text as pieces (text, is it a hit); without a marker or a query it is one piece."""
    return _markers[0](text, typed) if _markers and typed.strip() else [(text, False)]
