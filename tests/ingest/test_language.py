"""The language of a text, guessed only when it is clear."""

from __future__ import annotations

import pytest

from ingest.readers.language import guess
from tests.tools import shared

TEXTS = [
    ("Rada miejska na sesji w dniu dzisiejszym nie podjęła uchwały, która jest potrzebna do budowy mostu i drogi "
     "oraz dla mieszkańców, a burmistrz jest za tym, że należy się spotkać.", "pl"),
    ("The council met on Monday and it was agreed that the bridge is to be built by the end of the year.", "en"),
    ("Faktura 12/2024", ""),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), TEXTS)
def test_guess(text: str, language: str) -> None:
    assert guess(text) == language


@pytest.mark.parametrize("language", ["de", "en", "fr", "pl", "uk"])
def test_one_text_in_five_languages(language: str) -> None:
    path = shared("corpus", "translations", f"code-of-conduct-1.4.{language}.md")
    assert guess(path.read_text(encoding="utf-8")) == language
