"""The leaves of a query made of words: a word with its lemmas, phrases, words as typed."""

from __future__ import annotations

from dataclasses import replace

from search import analysis
from search.query.tree import Exact, Node, Phrase, Word

MAX_PHRASE = 24

# Words that nearly every text has: they must not decide which documents are found.
_SMALL = """
    a aby albo ale bo by co czy dla do i ich jak jako je jest już lub ma na nad nie niech o od oraz po pod
    przez przy są się ta tak te tego tej ten to tym u w we z za ze że the of and in for
"""
SMALL = frozenset(analysis.fold(word) for word in _SMALL.split())


def word(typed: str, field: str, *, restoring: bool) -> Word:
    """Return one normalised word with its lemmas, synonyms and, if `restoring`, Polish letters put back."""
    terms = analysis.terms(typed)
    restored = analysis.restored(typed) if restoring else ()
    literal = analysis.fold(typed)
    synonyms = analysis.others(terms)
    return Word(
        literal,
        terms + synonyms,
        tuple(term for term in restored if term not in synonyms),
        field,
        optional=field == "text" and literal in SMALL,
    )


def required(found: Word) -> Word:
    """Return the same word, no longer optional."""
    return replace(found, optional=False)


def folded_words(typed: str) -> tuple[str, ...]:
    """Return the folded words of a text."""
    return tuple(analysis.fold(one) for one in analysis.words(typed))[:MAX_PHRASE]


def words(typed: str, field: str, *, restoring: bool) -> Node | None:
    """Return the word typed, or the phrase of its parts (`Bielsko-Biała`); None if it has no letters."""
    found = [word(one, field, restoring=restoring) for one in analysis.words(typed)[:MAX_PHRASE]]
    if len(found) == 1:
        return found[0]
    return Phrase(tuple(required(one) for one in found), 0, field) if found else None


def quoted(typed: str, field: str, slop: int, *, restoring: bool) -> Node | None:
    """Return words exactly as typed; with a slop, the words in any form near one another."""
    if slop:
        found = words(typed, field, restoring=restoring)
        return replace(found, slop=slop) if isinstance(found, Phrase) else found
    exact = folded_words(typed)
    return Exact(exact, 0, field) if exact else None
