"""From a document to what every backend stores: lemmas at positions, folded words, keys of filters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

from search.analysis import fold, terms, words
from search.index.base import Document

MAX_WORDS = 400_000
"""Words of one document that are indexed; about 800 pages."""

MAX_SYMBOL = 16


@dataclass(frozen=True)
class Field:
    """Words of one piece of text: folded as written, and the terms of each."""

    folded: list[str]
    lemmas: list[tuple[str, ...]]


@dataclass(frozen=True)
class Prepared:
    """A document ready to be written. `often` are terms that the document is about, by their frequency."""

    title: Field
    sender: Field
    reference: list[str]
    sections: list[Field]
    often: list[str]
    suggestions: list[str]
    class_prefixes: list[str]


def analysed(text: str) -> Field:
    """Return the words of a text with their terms."""
    found = words(text)[:MAX_WORDS]
    return Field([fold(word) for word in found], [terms(word) for word in found])


def prepare(document: Document) -> Prepared:
    """Return what is indexed of a document."""
    title, sender = analysed(document.title), analysed(document.sender)
    reference = analysed(document.reference)
    keywords = [analysed(keyword) for keyword in document.keywords]
    sections = [part for part in (title, analysed(document.text), reference, sender, *keywords) if part.folded]
    return Prepared(
        title,
        sender,
        reference.folded,
        sections,
        _often(sections),
        _suggestions(document),
        prefixes(document.cls),
    )


def _often(sections: list[Field]) -> list[str]:
    """Return terms that occur at least three times and once in 250 words: ranking needs no more."""
    counts = Counter(term for section in sections for lemmas in section.lemmas for term in lemmas)
    least = max(3, sum(len(section.folded) for section in sections) // 250)
    return [term for term, count in counts.items() if count >= least]


def _suggestions(document: Document) -> list[str]:
    """Return `folded|word` for the longer words of title and sender: found by the one, shown as the other."""
    shown = {word for word in words(f"{document.title} {document.sender}") if len(word) > 2 and word.isalpha()}
    return sorted(f"{fold(word)}|{word}" for word in shown)


def prefixes(symbol: str) -> list[str]:
    """Return the symbols of a class and of all it belongs to: `0005` → 0, 00, 000, 0005."""
    plain = "".join(letter for letter in fold(symbol.lower()) if letter.isalnum())[:MAX_SYMBOL]
    return [plain[:length] for length in range(1, len(plain) + 1)]


def key(value: str) -> str:
    """Return the key by which a filter's value is compared: folded lower case without spaces around."""
    return fold(value.strip().lower())


def order_keys(document: Document) -> tuple[int, int]:
    """Return two 63-bit keys, one for newest first and one for oldest first; undated documents last in both.

    Documents of one day are ordered by a hash of their id, so pages never overlap and the order does not
    depend on when or beside what a document was indexed.
    """
    tail = int.from_bytes(blake2b(document.id.encode(), digest_size=5).digest(), "big")
    day = document.date.toordinal() if document.date else 0
    return day << 40 | tail, (day or (1 << 22) - 1) << 40 | tail


def recency(document: Document) -> float:
    """Return 0 … 0.05 growing with the date: a tie-break among equal hits, at most 3.6 % of the score."""
    if document.date is None:
        return 0.0
    return min(max(document.date.toordinal() - 711_858, 0) / 36_525, 1.0) * 0.05  # 1950-01-01, 100 years
