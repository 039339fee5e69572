"""What no dictionary conflates: abbreviations of office language and a few words of the same meaning.

Abbreviations belong to the analysis, so `ul.` and `ulica` share a term in the index. Words of the same
meaning are added to queries only, so that list may grow without indexing anew.
"""

from __future__ import annotations

ABBREVIATIONS = {
    "al": "aleja",
    "art": "artykul",
    "dr": "doktor",
    "ds": "sprawa",
    "dyr": "dyrektor",
    "dz": "dziennik",
    "gm": "gmina",
    "godz": "godzina",
    "inż": "inzynier",
    "kier": "kierownik",
    "mgr": "magister",
    "mld": "miliard",
    "mln": "milion",
    "nr": "numer",
    "os": "osiedle",
    "pkt": "punkt",
    "pl": "plac",
    "pow": "powiat",
    "poz": "pozycja",
    "prof": "profesor",
    "rozp": "rozporzadzenie",
    "str": "strona",
    "św": "swiety",
    "tel": "telefon",
    "tys": "tysiac",
    "ul": "ulica",
    "ust": "ustep",
    "woj": "wojewodztwo",
    "wydz": "wydzial",
    "zał": "zalacznik",
    "zł": "zloty",
}
"""Abbreviation (lower case, without the full stop) → folded lemma of what it stands for."""

_GROUPS = (
    "fotografia zdjecie foto",
    "film wideo video nagranie",
    "email mail",
    "lata rok",
)
_OTHERS: dict[str, frozenset[str]] = {}
for _group in _GROUPS:
    _members = frozenset(_group.split())
    for _member in _members:
        _OTHERS[_member] = _OTHERS.get(_member, frozenset()) | (_members - {_member})


def others(terms: tuple[str, ...]) -> tuple[str, ...]:
    """Return index terms of the same meaning as one of these and not among them, sorted."""
    found: set[str] = set()
    for term in terms:
        found |= _OTHERS.get(term, frozenset())
    return tuple(sorted(found - set(terms)))
