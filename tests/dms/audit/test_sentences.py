"""Every verb that the code writes has its sentence, and every sentence takes the data that the code gives."""

from __future__ import annotations

import re

from django.utils import translation

from dms.audit import sentences
from dms.audit.models import AuditEvent
from tests.tools import ROOT


def test_every_verb_of_the_code_has_a_sentence():
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for app in ("dms", "ingest", "search", "retention")
        for path in (ROOT / app).rglob("*.py")
    )
    written = set(re.findall(r'log\.record\(\s*"([a-z_.]+)"', source))
    assert len(written) > 25 and written <= set(sentences.MESSAGES)


def say(verb: str, language: str = "en", **data: object) -> str:
    with translation.override(language):
        return sentences.sentence_of(AuditEvent(verb=verb, data=data)).replace("\u00a0", " ")


def test_sentences_in_both_languages():
    assert say("record.described", fields=["title", "date_text"]) == "Description changed: title, date on the letter"
    assert say("record.described", "pl", fields=["title", "kind"]) == "Zmieniono opis: tytuł, rodzaj"
    assert say("record.classified", **{"class": ["scheme-id", "051"]}) == "Given the class 051"
    assert say("record.filed", reference="KPM.051.1.2026", **{"from": None}) == "Filed in case KPM.051.1.2026"
    moved = say("record.filed", reference="KPM.051.2.2026", **{"from": "KPM.051.1.2026"})
    assert moved == "Moved from case KPM.051.1.2026 to case KPM.051.2.2026"
    assert say("case.closed", "pl", closed_on="2024-11-08") == "Sprawę zakończono 8 listopada 2024"
    assert say("arrival.received", name="a.pdf", size=212_000) == "File “a.pdf” received, 212 KB"


def test_odd_data_of_old_events_never_breaks_a_page():
    for verb in [*sentences.MESSAGES, "never.heard_of"]:
        assert say(verb)
        assert say(verb, fields=None, size="x", problem=7, unit=None, level=3, **{"class": None})
