"""The comparer: numbers with tolerance, dates across formats, text folded; and the real files where they are."""

from __future__ import annotations

import pytest

from tests import corpus
from tests.tools import shared

AGREE: list[tuple[str, str, object, bool]] = [
    ("pdf_pages", "3", 3, True),
    ("pdf_pages", "3", 4, False),
    ("pdf_encrypted", "false", False, True),
    ("pdf_encrypted", "true", False, False),
    ("video_duration_s", "1.29", 1.34, True),
    ("video_duration_s", "1.29", 1.5, False),
    ("pdf_creation_date", "2019-09-03T22:05:46+02", "2019-09-03T20:05:46+00:00", True),
    ("pdf_creation_date", "2019-09-03T22:05:46+02", "2019-09-03T22:05:46+00:00", False),
    ("exif_datetime_original", "2019:03:21 11:04:22", "2019-03-21T11:04:22", True),
    ("doc_title", "A  title", "A title", True),
    ("doc_title", "A title", "Another", False),
]


@pytest.mark.parametrize(("fact", "value", "ours", "agrees"), AGREE)
def test_facts_agree(fact: str, value: str, ours: object, agrees: bool) -> None:
    assert corpus.meets(fact, value, {"facts": {fact: ours}}) is agrees


def test_a_missing_fact_is_missed_and_a_password_skipped() -> None:
    rows = [
        {"path": "a", "fact": "pdf_pages", "value": "1", "tool": "t"},
        {"path": "b", "fact": "text_contains", "value": "one  two", "tool": "t"},
        {"path": "b", "fact": "password", "value": "x", "tool": "t"},
        {"path": "b", "fact": "ocr_contains", "value": "nothing", "tool": "t"},
    ]
    report = corpus.compare(rows, {"b": {"facts": {}, "text": "one\ntwo"}}, {"a": "pdf", "b": "text"})
    assert (report["pdf"].met, report["pdf"].total) == (0, 1)
    assert (report["text"].met, report["text"].total, len(report["text"].hints_missed)) == (1, 1, 1)
    assert sum(report["text"].skipped.values()) == 1


def test_real_files_of_every_kind() -> None:
    folder = shared("corpus")
    expected, kinds = corpus.load(folder)
    report = corpus.compare(expected, corpus.by_readers(folder, kinds, ocr=set()), kinds)
    shares = {kind: tally.met / tally.total for kind, tally in report.items() if tally.total}
    assert min(shares.values()) >= 0.95, shares
