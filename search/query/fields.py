"""The fields a user may name, in Polish and English, and the words for kinds of documents."""

from __future__ import annotations

from search.analysis import fold

FIELDS = {
    "class": "klasa class jrwa symbol",
    "kind": "rodzaj typ kind type",
    "reference": "znak ref reference",
    "case": "sprawa case",
    "category": "kategoria kat category",
    "year": "rok year",
    "unit": "komórka unit wydział",
    "sender": "nadawca sender",
    "from": "from",
    "since": "od",
    "after": "after since",
    "before": "do before until",
    "date": "data date dnia",
    "title": "tytuł title temat",
}
"""Canonical name → names as typed. `od:` and `from:` take a date or, failing that, a sender."""

NAMES: dict[str, str] = {}
for _canonical, _typed in FIELDS.items():
    for _name in _typed.split():
        NAMES[_name] = NAMES[fold(_name)] = _canonical

KINDS = {
    "letter*": "letter pismo list korespondencja",
    "letter_in": "incoming przychodzące wpływ",
    "letter_out": "outgoing wychodzące wysłane",
    "letter_internal": "internal wewnętrzne",
    "translation": "translation tłumaczenie przekład",
    "note": "note notatka protokół",
    "photo": "photo zdjęcie fotografia foto",
    "video": "video film wideo nagranie",
    "audio": "audio sound dźwięk",
    "other": "other inne",
    "case": "case sprawa",
    "appointment": "appointment spotkanie termin wydarzenie event meeting",
    "decision": "decision decyzja rozstrzygnięcie",
    "person": "person osoba",
}
# `*` stands for any ending: incoming, outgoing and internal letters.
KIND_OF: dict[str, str] = {fold(_word): _kind for _kind, _words in KINDS.items() for _word in _words.split()}


def canonical(name: str) -> str | None:
    """Return the canonical field of a name as typed, or None."""
    return NAMES.get(name.lower())
