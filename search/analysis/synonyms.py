"""What no dictionary conflates: abbreviations of office language and a few words with two stems.

Applied to queries, never to the index, so the list may grow without indexing anew. Groups hold index terms
(folded lemmas); a member finds the others.
"""

from __future__ import annotations

_GROUPS = (
    "al aleja",
    "art artykul",
    "ds sprawa",
    "dr doktor",
    "dyr dyrektor",
    "dz dziennik",
    "gm gmina",
    "godz godzina",
    "inz inzynier",
    "jst samorzad",
    "kier kierownik",
    "lek lekarz",
    "mgr magister",
    "min minuta",
    "mld miliard",
    "mln milion",
    "nr numer",
    "os osiedle",
    "par paragraf",
    "pkt punkt",
    "pl plac",
    "pow powiat",
    "poz pozycja",
    "prof profesor",
    "ref referat",
    "rozp rozporzadzenie",
    "rej rejon",
    "sekr sekretarz",
    "str strona",
    "sw swiety",
    "tel telefon",
    "tys tysiac",
    "ul ulica",
    "um urzad",
    "ust ustep",
    "woj wojewodztwo",
    "wydz wydzial",
    "zal zalacznik",
    "zl zloty",
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
    """Return the synonyms of the terms that are not among them, sorted."""
    found: set[str] = set()
    for term in terms:
        found |= _OTHERS.get(term, frozenset())
    return tuple(sorted(found - set(terms)))
