"""How a document lies in a tantivy index.

Text is not stored and there is no document store to read: the id comes back from two number columns, so a
page of hits costs no decompression.
"""

from __future__ import annotations

from uuid import UUID

import tantivy

from search.index.base import Document
from search.index.prepare import Field, key, order_keys, prepare, recency
from search.index.ranking import GAP

FORMAT = "1"
"""Raise it with every change of this module: an index of another format is rebuilt, not read."""

_POSITIONED = ("lem", "title_lem", "sender_lem")
_WORDS = ("exact", "title_exact", "sender_exact", "reference")
_KEYS = ("id", "kind_key", "category_key", "unit_key", "class_prefix", "case", "suggest", "often")
_COUNTED = ("kind", "cls", "category", "unit")
_HALF = (1 << 64) - 1


def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    for name in _POSITIONED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="position")
    for name in _WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in _KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _COUNTED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("guard", indexed=True)
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_unsigned_field("day", indexed=True, fast=True)
    for name in ("id_high", "id_low", "newest", "oldest"):
        builder.add_unsigned_field(name, fast=True)
    builder.add_float_field("recency", fast=True)
    return builder.build()


def as_tantivy(document: Document) -> tantivy.Document:
    """Return a document in the engine's form."""
    found = prepare(document)
    made = tantivy.Document()
    for section in found.sections:
        made.add_pre_tokenized_text("lem", _tokens(section))
        made.add_text("exact", " ".join(section.folded))
    for name, part in (("title", found.title), ("sender", found.sender)):
        if part.folded:
            made.add_pre_tokenized_text(f"{name}_lem", _tokens(part))
            made.add_text(f"{name}_exact", " ".join(part.folded))
    made.add_text("reference", " ".join(found.reference))
    made.add_pre_tokenized_text(
        "often", tantivy.PreTokenizedString("", [tantivy.Token(term, 0, 0, 0) for term in found.often])
    )
    for symbol in found.class_prefixes:
        made.add_text("class_prefix", symbol)
    for suggestion in found.suggestions:
        made.add_text("suggest", suggestion)
    _add_values(made, document)
    return made


def _add_values(made: tantivy.Document, document: Document) -> None:
    identifier = UUID(document.id).int
    made.add_text("id", document.id)
    made.add_unsigned("id_high", identifier >> 64)
    made.add_unsigned("id_low", identifier & _HALF)
    made.add_unsigned("guard", document.guard)
    for name in _COUNTED:
        if value := getattr(document, name):
            made.add_text(name, value)
    for name in ("kind", "category", "unit"):
        if value := getattr(document, name):
            made.add_text(f"{name}_key", key(value))
    if document.case:
        made.add_text("case", document.case)
    if document.year is not None:
        made.add_unsigned("year", document.year)
    if document.date is not None:
        made.add_unsigned("day", document.date.toordinal())
    newest, oldest = order_keys(document)
    made.add_unsigned("newest", newest)
    made.add_unsigned("oldest", oldest)
    made.add_float("recency", recency(document))


def _tokens(part: Field) -> tantivy.PreTokenizedString:
    token = tantivy.Token
    return tantivy.PreTokenizedString(
        "", [token(term, at, 0, 0) for at, terms in enumerate(part.lemmas, GAP) for term in terms]
    )


def identifiers(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[str]:
    """Return the ids of documents, in the order of their addresses."""
    high = searcher.fast_field_values("id_high", addresses)
    low = searcher.fast_field_values("id_low", addresses)
    return [str(UUID(int=int(a or 0) << 64 | int(b or 0))) for a, b in zip(high, low, strict=True)]
