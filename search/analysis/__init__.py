"""Polish analysis, the same for documents, queries and snippets, whatever index holds the terms.

A word becomes all its lemmas (Morfeusz 2 / SGJP) at one position, or its Snowball stem when the dictionary
lacks it; diacritics are folded last. The terms are made here and sent ready-made, so no engine needs a
Polish plugin and two engines cannot disagree.
"""

from __future__ import annotations

from search.analysis.morphology import has_dictionary, terms
from search.analysis.restore import restored
from search.analysis.synonyms import others
from search.analysis.tokens import fold, has_polish_letter, normal, spans, words

RULES = 1
"""Raise it when the same text gives other terms than before: the index is then rebuilt."""


def version() -> str:
    """Return what made the terms: rules and method. Another dictionary of the same kind is no new version.

    Yearly editions of SGJP change one word's lemmas in 40,000, which does not justify indexing anew.
    """
    return f"{RULES}-{'sgjp' if has_dictionary() else 'snowball'}"


__all__ = [
    "RULES",
    "fold",
    "has_dictionary",
    "has_polish_letter",
    "normal",
    "others",
    "restored",
    "spans",
    "terms",
    "version",
    "words",
]
