"""From what was typed to a `Query`; never refuses, tells in notices what it mended or did not understand.

The syntax: words (any form, all must be there), `"exact words"`, `"near words"~3`, `begin*`, `-word` or `NOT
word`, `a OR b` (LUB), brackets, and fields: `klasa:00 rok:2024 od:2024-01 do:2024-05-31 nadawca:Kowalski`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import tantivy

from search.analysis import has_polish_letter
from search.query import leaves
from search.query.clean import clean
from search.query.fields import canonical
from search.query.filters import Filters
from search.query.tree import (
    All,
    And,
    DateRange,
    Filter,
    Node,
    Not,
    Notice,
    Or,
    Prefix,
    Query,
    Word,
    YearRange,
)

MAX_CLAUSES = 64
MIN_PREFIX = 2
MAX_SLOP = 10

_SAY_LITTLE = (Not, Filter, DateRange, YearRange)
_SINGLE_VALUED = ("class", "kind", "category", "unit")


def parse(text: str, *, today: date) -> Query:
    """Return what a query as typed means. `today` is the day in Warsaw, for `dziś` and `wczoraj`."""
    cleaned, notices = clean(text)
    syntax, mended = tantivy.parse_query_lenient(cleaned)
    if any("missing delimiter" in one["message"] or "expected ')'" in one["message"] for one in mended):
        notices.append(Notice("mended"))
    reader = _Reader(today, restoring=not has_polish_letter(text), notices=notices)
    tree = reader.node(syntax) or All()
    if isinstance(tree, Word):
        tree = leaves.required(tree)
    return Query(tree, tuple(notices), text)


class _Reader:
    """Reads the parser's tree. One object per query: it counts clauses and gathers notices."""

    def __init__(self, today: date, *, restoring: bool, notices: list[Notice]) -> None:
        self.restoring = restoring
        self.notices = notices
        self.clauses = 0
        self.filters = Filters(today, self.note)

    def note(self, code: str, **params: Any) -> None:
        """Remember a notice, each only once."""
        notice = Notice(code, params)
        if notice not in self.notices:
            self.notices.append(notice)

    def node(self, syntax: dict[str, Any]) -> Node | None:
        """Return the meaning of one piece of syntax; None if there is nothing in it."""
        kind = syntax["type"]
        if kind == "bool":
            return self._bool(syntax["clauses"])
        if kind == "boost":
            return self.node(syntax["underlying"])
        if self._is_full():
            return None
        if kind == "literal":
            return self._literal(syntax)
        if kind == "set":
            return self._set(syntax)
        if kind == "range":
            return self.filters.range(syntax)
        if kind == "regex":
            return self._words(str(syntax["pattern"]), "text")
        if kind in ("all", "exists"):
            return All()
        self.note("ignored", text=kind)
        return None

    def _is_full(self) -> bool:
        self.clauses += 1
        if self.clauses > MAX_CLAUSES:
            self.note("too_many", limit=MAX_CLAUSES)
        return self.clauses > MAX_CLAUSES

    def _bool(self, clauses: list[Any]) -> Node | None:
        required: list[Node] = []
        alternatives: list[Node] = []
        for occur, syntax in clauses:
            part = self.node(syntax)
            if part is None:
                continue
            if occur == "must_not":
                required.append(Not(part))
            else:
                (alternatives if occur == "should" else required).append(part)
        if alternatives:
            required.insert(0, alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives)))
        return _joined(required)

    def _literal(self, syntax: dict[str, Any]) -> Node | None:
        typed, name = str(syntax["phrase"]), syntax["field_name"]
        quoted = syntax["delimiter"] != "none"
        field = canonical(name) if name else "text"
        if field is None:
            return self._words(f"{name} {typed}", "text")
        if field in ("text", "title", "sender"):
            if quoted and not (syntax["prefix"] and " " not in typed.strip()):
                return self._quoted(typed, field, min(int(syntax["slop"]), MAX_SLOP))
            return self._words(typed + ("*" if syntax["prefix"] else ""), field)
        if not typed.strip():
            self.note("value_missing", field=name)
            return None
        return self.filters.value(field, typed)

    def _set(self, syntax: dict[str, Any]) -> Node | None:
        field = canonical(syntax["field"] or "") or "text"
        parts: list[Node] = []
        for element in syntax["elements"][:MAX_CLAUSES]:
            literal = {"phrase": element, "field_name": syntax["field"], "delimiter": "none", "prefix": False}
            part = self._literal({**literal, "slop": 0}) if field != "text" else self._words(element, "text")
            if part is not None:
                parts.append(part)
        return _either(parts)

    def _words(self, typed: str, field: str) -> Node | None:
        """Return a word, a beginning of one, or the phrase that `Bielsko-Biała` and `114/2026` are."""
        start = typed.rstrip("*")
        if typed != start and start and (prefix := self._prefix(start, field)):
            return prefix
        return self._noted(leaves.words(start, field, restoring=self.restoring), typed)

    def _prefix(self, start: str, field: str) -> Node | None:
        found = leaves.folded_words(start)
        if len(found) != 1 or len(found[0]) < MIN_PREFIX:
            self.note("prefix_short", limit=MIN_PREFIX)
            return None
        return Prefix(found[0], field)

    def _quoted(self, typed: str, field: str, slop: int) -> Node | None:
        return self._noted(leaves.quoted(typed, field, slop, restoring=self.restoring), typed)

    def _noted(self, found: Node | None, typed: str) -> Node | None:
        if found is None and typed.strip():
            self.note("ignored", text=typed.strip()[:40])
        return found


def _either(parts: list[Node]) -> Node | None:
    if all(isinstance(part, Filter) for part in parts):
        return _joined(parts)  # the values of one field become one filter
    return Or(tuple(parts)) if len(parts) > 1 else (parts[0] if parts else None)


def _joined(parts: list[Node]) -> Node | None:
    """Return the parts joined by AND; two values of one single-valued field mean either, as facets do."""
    values: dict[str, tuple[str, ...]] = {}
    kept: list[Node] = []
    for part in parts:
        if isinstance(part, Filter) and part.field in _SINGLE_VALUED:
            values[part.field] = tuple(dict.fromkeys(values.get(part.field, ()) + part.values))
        else:
            kept.append(part)
    kept.extend(Filter(field, found) for field, found in values.items())
    if any(isinstance(part, Word) and part.optional for part in kept):
        kept = _with_a_required_word(kept)
    if len(kept) == 1 and not isinstance(kept[0], Not):
        return kept[0]
    return And(tuple(kept)) if kept else None


def _with_a_required_word(parts: list[Node]) -> list[Node]:
    """Small words (`w`, `na`) are optional only beside words that say more."""
    if any(not isinstance(part, _SAY_LITTLE) and not (isinstance(part, Word) and part.optional) for part in parts):
        return parts
    return [leaves.required(part) if isinstance(part, Word) else part for part in parts]
