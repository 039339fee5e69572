"""Asking: from what a user typed to hits that they may see, with snippets, facets and what was not understood.

The user's guards are resolved in the database at each query and filter inside the index, before counts, facets and
snippets; the hits are looked up through `visible_to` once more before anything is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dms.access.guards import open_guards
from dms.access.system import Principal
from dms.calendar.models import Appointment
from dms.cases.models import Case
from dms.days import day_of, today
from dms.records.models import ComponentText, Record
from search import indexing
from search.index.base import ALL, FACETS, Sort
from search.query import Query, chosen, parse, restrict
from search.query.tree import Node, Notice
from search.snippets import Snippet, snippet

SNIPPET_SOURCE = 2_000_000  # characters of a record's text that are looked through for a passage


@dataclass(frozen=True)
class Hit:
    """One hit. `subject` is the record, case or appointment itself, for the page."""

    id: str
    kind: str
    title: str
    date: str
    case: str
    case_id: str
    record_class: str
    category: str
    unit: str
    snippet: Snippet
    subject: Any = field(repr=False, default=None)

    def as_data(self) -> dict[str, Any]:
        """Return what the command line prints."""
        return {
            "id": self.id, "kind": self.kind, "title": self.title, "date": self.date, "case": self.case,
            "class": self.record_class, "category": self.category, "unit": self.unit, "snippet": str(self.snippet),
        }  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """A page of hits with the exact total, the facets and notices about the query."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]]
    notices: tuple[Notice, ...]
    query: Query


def find(
    text: str,
    user: Principal,
    *,
    narrow: Mapping[str, Sequence[str]] | None = None,
    offset: int = 0,
    limit: int = 20,
    sort: Sort = "relevance",
    facets: Sequence[str] = FACETS,
) -> Answer:
    """Search as this user. `narrow` maps facet names to chosen values, each facet OR-ed within, AND-ed between."""
    query = restrict(parse(text, today=today()), *_chosen(narrow or {}))
    guards = open_guards(user)
    results = indexing.index().search(
        query, guards=ALL if guards is None else guards, offset=offset, limit=limit, sort=sort, facets=facets
    )
    hits = _hydrate([hit for hit, _score in results.hits], user, query)
    return Answer(results.total, hits, results.facets, query.notices, query)


def _chosen(narrow: Mapping[str, Sequence[str]]) -> list[Node]:
    return [chosen(name, tuple(values)) for name, values in narrow.items() if name in FACETS and values]


def _hydrate(ids: list[str], user: Principal, query: Query) -> list[Hit]:
    """Turn ids into hits in the same order; what the user may not see (any more) falls out. Constant queries."""
    records = Record.objects.visible_to(user).for_list().filter(pk__in=ids)
    texts = _texts(ids)
    found = {str(record.pk): _of_record(record, texts.get(str(record.pk), ""), query) for record in records}
    missing = [one for one in ids if one not in found]
    if missing:
        cases = Case.objects.visible_to(user).select_related("unit").filter(pk__in=missing)
        found |= {str(case.pk): _of_case(case, query) for case in cases}
        entries = Appointment.objects.visible_to(user).select_related("principal").filter(pk__in=missing)
        found |= {str(entry.pk): _of_appointment(entry, query) for entry in entries}
    return [found[one] for one in ids if one in found]


def _texts(ids: list[str]) -> dict[str, str]:
    rows = ComponentText.objects.filter(component__record_id__in=ids).order_by("component__number")
    found: dict[str, str] = {}
    for record_id, text in rows.values_list("component__record_id", "text"):
        key = str(record_id)
        found[key] = (found.get(key, "") + "\n" + text)[:SNIPPET_SOURCE]
    return found


def _of_record(record: Record, text: str, query: Query) -> Hit:
    filing = getattr(record, "filing", None)
    cls = record.record_class
    day = record.date_text or (record.received_on or day_of(record.registered_at)).isoformat()
    return Hit(
        id=str(record.pk), kind=record.kind, title=record.title, date=day,
        case=filing.case.reference if filing else "", case_id=str(filing.case_id) if filing else "",
        record_class=cls.symbol if cls else "",
        category=(filing.case.category if filing else cls.category_own if cls else ""),
        unit=record.unit.symbol if record.unit else "", snippet=snippet(text or record.description, query),
        subject=record,
    )  # fmt: skip


def _of_case(case: Case, query: Query) -> Hit:
    return Hit(
        id=str(case.pk), kind="case", title=case.title, date=case.opened_on.isoformat(), case=case.reference,
        case_id=str(case.pk), record_class=case.symbol, category=case.category, unit=case.unit_symbol,
        snippet=snippet(case.description, query), subject=case,
    )  # fmt: skip


def _of_appointment(entry: Appointment, query: Query) -> Hit:
    day: dt.date = day_of(entry.starts_at)
    return Hit(
        id=str(entry.pk), kind="appointment", title="" if entry.private else entry.title, date=day.isoformat(),
        case="", case_id="", record_class="", category="", unit="",
        snippet=snippet("" if entry.private else entry.description, query), subject=entry,
    )  # fmt: skip
