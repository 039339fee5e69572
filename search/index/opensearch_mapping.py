"""How a document lies in an OpenSearch index.

The terms are made here, so the server needs no Polish plugin: the lemmas of a word are sent as `rada|rado`, a tokenizer
cuts at white space and a filter at the bars, which leaves all lemmas at one position. Nothing is kept but what is
searched: no source, no stored text. Hence an update is a new document, and a rebuild comes from the database.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from search import analysis
from search.index.base import Document
from search.index.prepare import Field, key, order_keys, prepare, recency
from search.index.ranking import GAP

FORMAT = "1"
"""Raise it with every change of this module: an index of another format is rebuilt, not read."""

SHARDS = 1
"""One shard answers for a million documents; scores, counts and order do not depend on how many there are."""

NODE_LEFT = "5s"
"""How long the cluster waits for a lost node before it copies what that node held."""

_LEMMAS = ("lem", "title_lem", "sender_lem")
_WORDS = ("exact", "title_exact", "sender_exact", "reference")
_KEYS = ("kind_key", "category_key", "unit_key", "class_prefix", "case", "often")
_COUNTED = ("kind", "cls", "category", "unit", "suggest")

_ANALYSIS = {
    # A word has at most 64 letters; the longest token is all lemmas of one.
    "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 10_000}},
    "filter": {"bars": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]}},
    "analyzer": {
        "lemmas": {"type": "custom", "tokenizer": "spaces", "filter": ["bars"]},
        "words": {"type": "custom", "tokenizer": "spaces"},
    },
}


def made_by(prefix: str) -> dict[str, str]:
    """Return what is noted in an index: whose it is, and the format and analysis that made it."""
    return {"prefix": prefix, "format": FORMAT, "analysis": analysis.version()}


def body(prefix: str, replicas: int, aliases: Iterable[str]) -> dict[str, Any]:
    """Return the request that makes an index."""
    return {
        "settings": {
            "index": {
                "number_of_shards": SHARDS,
                "number_of_replicas": replicas,
                "refresh_interval": "-1",  # what is written shows when its writer is done, all at once
                "unassigned.node_left.delayed_timeout": NODE_LEFT,
            },
            "analysis": _ANALYSIS,
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"enabled": False},
            "_meta": made_by(prefix),
            "properties": _properties(),
        },
        "aliases": {alias: {} for alias in aliases},
    }


def _properties() -> dict[str, dict[str, Any]]:
    text = {"type": "text", "norms": False, "position_increment_gap": GAP}
    number = {"type": "long"}
    order = {"type": "long", "index": False}
    return {
        **{name: {**text, "analyzer": "lemmas"} for name in _LEMMAS},
        **{name: {**text, "analyzer": "words"} for name in _WORDS},
        **{name: {"type": "keyword", "doc_values": False} for name in _KEYS},
        **{name: {"type": "keyword"} for name in _COUNTED},
        **dict.fromkeys(("guard", "year", "day"), number),
        **dict.fromkeys(("newest", "oldest"), order),
        "recency": {"type": "double", "index": False},
    }


def as_body(document: Document) -> dict[str, Any]:
    """Return a document in the server's form, without its id."""
    found = prepare(document)
    newest, oldest = order_keys(document)
    made: dict[str, Any] = {
        "lem": [places(section.lemmas) for section in found.sections],
        "exact": [" ".join(section.folded) for section in found.sections],
        "reference": " ".join(found.reference),
        "often": [token(term) for term in found.often],
        "class_prefix": found.class_prefixes,
        "suggest": found.suggestions,
        "guard": document.guard,
        "newest": newest,
        "oldest": oldest,
        "recency": math.log2(2 + recency(document)),
        "year": document.year,
        "day": document.date.toordinal() if document.date else None,
        "case": document.case or None,
    }
    for name, part in (("title", found.title), ("sender", found.sender)):
        made |= _named(name, part)
    for name in ("kind", "cls", "category", "unit"):
        made[name] = getattr(document, name) or None
    for name in ("kind", "category", "unit"):
        made[f"{name}_key"] = key(getattr(document, name)) or None
    return {name: value for name, value in made.items() if value not in (None, "", [])}


def _named(name: str, part: Field) -> dict[str, str]:
    return {f"{name}_lem": places(part.lemmas), f"{name}_exact": " ".join(part.folded)}


def places(words: Iterable[Iterable[str]]) -> str:
    """Return the terms of neighbouring words as the analyser `lemmas` takes them apart again."""
    return " ".join("|".join(map(token, terms)) for terms in words)


def token(term: str) -> str:
    """Return a term without white space, which some letters get when they are folded; never empty."""
    return "_".join(term.split()) or "_"
