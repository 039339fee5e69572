"""The search page: box, facets, hits, preview. Every state of it is an address that can be sent to somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dms.access.models import Unit, User
from dms.http import page
from dms.records import scheme
from dms.records.models import Record, RecordClass
from search.finding import Answer, Hit, find
from search.help import HELP
from search.index.base import FACETS, MAX_HITS, Sort
from search.query import notices

PER_PAGE = 20
SHOWN_VALUES = 12
"""Values of a facet that are listed; a chosen one is listed in any case."""

PARAMETERS = {"kind": "kind", "category": "category", "cls": "class", "year": "year", "unit": "unit"}
"""Facet → its name in addresses; this is also the order on the page."""

SORTS: tuple[Sort, ...] = ("relevance", "date", "date_asc")


@dataclass(frozen=True)
class Value:
    """One value of a facet: what it is called, how many hits it has, and the address that chooses or drops it."""

    label: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True)
class Facet:
    """One facet with its values."""

    title: str
    values: list[Value]
    opened: bool


@page("signed_in")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the hits for `q`, narrowed by facets; without `q` everything, newest first."""
    asked = Asked(request)
    answer = asked.answer()
    hits, preview = answer.hits, _preview(request, answer.hits)
    labels = Labels(answer, asked.narrow)
    context = {
        "query": asked.text,
        "answer": answer,
        "hits": hits,
        "page": asked.page(answer.total),
        "preview": preview,
        "facets": [asked.facet(name, answer.facets.get(name, []), labels) for name in PARAMETERS],
        "misread": asked.misread,
        "chips": asked.chips(labels),
        "clear_url": asked.address({name: [] for name in PARAMETERS.values()}),
        "sorts": asked.sorts(),
        "notices": [notices.text(notice) for notice in answer.notices],
        "deepest": MAX_HITS if answer.total > MAX_HITS else 0,
        "rows": [(hit, asked.address({"preview": [hit.id]}, keep_page=True)) for hit in hits],
        "help": HELP,
    }
    return render(request, "search/search.html", context)


class Asked:
    """What the address asks for."""

    def __init__(self, request: HttpRequest) -> None:
        self._get = request.GET
        self._user = cast(User, request.user)
        self.text = request.GET.get("q", "").strip()[:1000]
        self.narrow = {name: self._get.getlist(parameter)[:50] for name, parameter in PARAMETERS.items()}
        self.misread: list[tuple[str, str]] = []
        years = self.narrow["year"]
        self.narrow["year"] = [year for year in years if year.isdecimal() and len(year) <= 4]
        self.misread += [(_("Year"), year) for year in years if year not in self.narrow["year"]]
        wanted = request.GET.get("sort", "")
        if wanted and wanted not in SORTS:
            self.misread.append((_("Order"), wanted))
        default: Sort = "relevance" if self.text else "date"
        self.sort: Sort = next((sort for sort in SORTS if sort == wanted), default)
        number = request.GET.get("page", "1")
        if not number.isdecimal():
            self.misread.append((_("Page"), number))
        self.number = max(1, min(int(number) if number.isdecimal() else 1, MAX_HITS // PER_PAGE))

    def answer(self) -> Answer:
        """Search. Each narrowed facet is counted once more without itself, so that its other values stay to choose."""
        answer = self._find(self.narrow, FACETS, (self.number - 1) * PER_PAGE)
        if not answer.hits and answer.total and self.number > 1:
            self.number = self.page(answer.total).number
            answer = self._find(self.narrow, FACETS, (self.number - 1) * PER_PAGE)
        for name in (name for name, values in self.narrow.items() if values):
            wider = self._find(self.narrow | {name: []}, (name,), 0, limit=1)
            answer.facets[name] = wider.facets.get(name, [])
        return answer

    def _find(self, narrow: dict[str, list[str]], facets: Sequence[str], offset: int, limit: int = PER_PAGE) -> Answer:
        given = {name: values for name, values in narrow.items() if values}
        return find(
            self.text, self._user, narrow=given, offset=offset, limit=limit, sort=self.sort, facets=tuple(facets)
        )

    def page(self, total: int) -> Page:
        """Return the page for the pager; deeper than the index goes there is none."""
        return Paginator(range(min(total, MAX_HITS)), PER_PAGE).get_page(self.number)

    def address(self, changes: dict[str, list[str]], keep_page: bool = False) -> str:
        """Return this page's address with some parameters changed; from another page than the first only if kept."""
        query: QueryDict = self._get.copy()
        for name in ("preview",) if keep_page else ("preview", "page"):
            query.pop(name, None)
        for name, values in changes.items():
            query.setlist(name, cast("list[str | bytes]", values))
        return f"?{query.urlencode()}"

    def facet(self, name: str, counts: list[tuple[str, int]], labels: Labels) -> Facet:
        """Return a facet as the page shows it; chosen values first of all, though they have no hits now."""
        chosen = self.narrow[name]
        known = dict(counts)
        listed = [value for value, _count in counts[:SHOWN_VALUES]]
        listed += [value for value in chosen if value not in listed]
        values = [
            Value(labels.of(name, value), known.get(value, 0), value in chosen, self._toggle(name, value))
            for value in listed
            if value
        ]
        return Facet(labels.title(name), values, name in {"kind", "category", "year"} or bool(chosen))

    def _toggle(self, name: str, value: str) -> str:
        chosen = self.narrow[name]
        if value in chosen:
            return self.address({PARAMETERS[name]: [one for one in chosen if one != value]})
        return self.address({PARAMETERS[name]: [*chosen, value]})

    def chips(self, labels: Labels) -> list[tuple[str, str]]:
        """Return (label, address without it) of each chosen value."""
        return [
            (f"{labels.title(name)}: {labels.of(name, value)}", self._toggle(name, value))
            for name, values in self.narrow.items()
            for value in values
        ]

    def sorts(self) -> list[tuple[str, str, bool]]:
        """Return (label, address, chosen) of each order."""
        words = {"relevance": _("best match"), "date": _("newest first"), "date_asc": _("oldest first")}
        offered = SORTS if self.text else SORTS[1:]
        return [(words[sort], self.address({"sort": [sort]}), sort == self.sort) for sort in offered]


class Labels:
    """Words for the values of facets: one query for the classes, one for the units."""

    def __init__(self, answer: Answer, narrow: dict[str, list[str]]) -> None:
        symbols = {value for value, _count in answer.facets.get("cls", [])[:SHOWN_VALUES]} | set(narrow["cls"])
        in_force = scheme.in_force()
        rows = RecordClass.objects.filter(scheme=in_force, symbol__in=symbols).values_list("symbol", "title")
        self._classes = dict(rows) if in_force and symbols else {}
        self._units = dict(Unit.objects.values_list("symbol", "name"))
        self._kinds = dict(Record.Kind.choices) | {"case": _("case"), "appointment": _("appointment")}
        self._kinds["letter"] = _("letter")

    def title(self, name: str) -> str:
        """Return the name of a facet."""
        return {
            "kind": _("Kind"), "category": _("Archival category"), "cls": _("Class"), "year": _("Year"),
            "unit": _("Unit"),
        }[name]  # fmt: skip

    def of(self, name: str, value: str) -> str:
        """Return the words for a value."""
        if name == "kind":
            return str(self._kinds.get(value, value))
        if name == "cls":
            return f"{value} {self._classes.get(value, '')}".strip()
        if name == "unit":
            return f"{value} {self._units.get(value, '')}".strip()
        return value


def _preview(request: HttpRequest, hits: list[Hit]) -> dict[str, Any] | None:
    """Return the chosen hit of this page, or the first."""
    if not hits:
        return None
    wanted = request.GET.get("preview", "")
    chosen = next((number for number, hit in enumerate(hits) if hit.id == wanted), 0)
    return {"hit": hits[chosen], "record": hits[chosen].subject if isinstance(hits[chosen].subject, Record) else None}
