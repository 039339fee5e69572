"""Base forms of a Polish word: every lemma the dictionary knows, else a stem.

Polish forms are ambiguous (*mam*: mieć, mama, mamić), so all readings are given; keeping only the first
loses a seventh of the matches. Morfeusz 2 with the SGJP dictionary is loaded at first use, so that a process
that never searches does not pay for it. Where there is no Morfeusz for the machine, Snowball's Polish
stemmer does all the work: search still answers, but finds about a quarter fewer inflected forms.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import Stemmer

from search.analysis.synonyms import ABBREVIATIONS
from search.analysis.tokens import fold

CACHED_WORDS = 65_536

_lock = threading.Lock()
_dictionary: Any = None
_loaded = False
_stemmer: Any = None


def dictionary() -> Any | None:
    """Return the Morfeusz analyser, loading it once; None where the package cannot be imported."""
    global _dictionary, _loaded
    if not _loaded:
        with _lock:
            if not _loaded:
                _dictionary = _open_dictionary()
                _loaded = True
    return _dictionary


def _open_dictionary() -> Any | None:
    try:
        import morfeusz2
    except ImportError:
        return None
    # People type names in lower case, so case decides nothing; "composite" keeps zrobiłbym one word.
    return morfeusz2.Morfeusz(generate=False, praet="composite", case_handling=morfeusz2.IGNORE_CASE, expand_tags=False)


def has_dictionary() -> bool:
    """Say whether the dictionary is there; without it conflation is Snowball's alone."""
    return dictionary() is not None


def known_of_any(spellings: Sequence[str]) -> set[str]:
    """Return the folded lemmas of all given spellings that the dictionary knows, in one call of it."""
    analyser = dictionary()
    if analyser is None or not spellings:
        return set()
    whole = frozenset(spellings)
    with _lock:
        found = analyser.analyse(" ".join(spellings))
    return {lemma for edge in found if edge[2][0] in whole for lemma in _lemma(edge[2])}


def _lemma(interpretation: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folded lemma of one interpretation; none for an unknown word or the title of a work."""
    lemma = interpretation[1]
    if interpretation[2] == "ign" or "_" in lemma:
        return ()
    return (fold(lemma.partition(":")[0].lower()),)


def _readings(word: str) -> frozenset[str]:
    """Return the folded lemmas of a normalised word; empty when the dictionary lacks it."""
    analyser = dictionary()
    if analyser is None:
        return frozenset()
    with _lock:  # one Morfeusz object must not be used by two threads at a time
        found = analyser.analyse(word)
    last = max((edge[1] for edge in found), default=0)
    # Only readings of the whole word; "com" is also co + m, which nobody looks for.
    whole = [edge[2] for edge in found if edge[0] == 0 and edge[1] == last]
    return frozenset(lemma for interpretation in whole for lemma in _lemma(interpretation))


def _stem(word: str) -> str:
    global _stemmer
    with _lock:
        if _stemmer is None:
            _stemmer = Stemmer.Stemmer("polish", 0)
        return str(_stemmer.stemWord(word))


def known(word: str) -> tuple[str, ...]:
    """Return the folded lemmas of a normalised word, sorted; empty when the dictionary lacks the word."""
    return tuple(sorted(_readings(word)))


@lru_cache(maxsize=CACHED_WORDS)
def terms(word: str) -> tuple[str, ...]:
    """Return the index terms of a normalised word: folded lemmas, or the folded stem of an unknown word.

    Never empty. Words with digits and single letters stand for themselves; an abbreviation of office
    language has what it stands for beside it.
    """
    if len(word) < 2 or not word.isalpha():
        return (fold(word),)
    found = known(word) or (fold(_stem(word)),)
    full = ABBREVIATIONS.get(word)
    return tuple(sorted({*found, full})) if full else found
