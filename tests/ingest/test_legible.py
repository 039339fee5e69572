"""Which texts of pictures are words: a letter photographed, not the leaves of a tree."""

import pytest

from ingest.readers.ocr import legible


@pytest.mark.parametrize(
    "text",
    ["URZĄD MIASTA wniosek o remont chodnika", "Rada Osiedla\nzaprasza mieszkańców", "Sehr geehrte Damen und Herren"],
)
def test_words_are_kept(text):
    assert legible(text)


@pytest.mark.parametrize(
    "text", ["", "| ~ \\ . ,", "a b c d e", "Rv — .: ;|| kżź ,,", "SZT 12 34 56 ||| --- oa", "tak"]
)
def test_specks_are_not(text):
    assert not legible(text)
