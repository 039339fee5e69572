"""The list of cases (spis spraw) as the paper form looks: year, unit, class, and its cases by number."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dms.access.models import Unit
from dms.cases.models import Case, Filing
from dms.errors import NotFound
from dms.http import page
from dms.paging import page_of
from dms.records.models import Record


@page("signed_in")
@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Show which lists of cases there are: for each year its classes, with the number of cases."""
    cases = Case.objects.visible_to(request.user)
    found = list(cases.order_by("-year").values_list("year", flat=True).distinct())
    year = _number(request.GET.get("year")) or (found[0] if found else None)
    lists = (
        cases.filter(year=year)
        .values("unit_symbol", "symbol", "group")
        .annotate(count=Count("pk"), title=Max("record_class__title"), category=Max("category"))
        .order_by("unit_symbol", "symbol", "group")
    )
    return render(
        request, "cases/registers.html", {"years": found, "year": year, "lists": page_of(request, lists, 100)}
    )


@page("signed_in")
@require_safe
def register(request: HttpRequest, year: int, unit: str, symbol: str, group: int = 0) -> HttpResponse:
    """Show one list of cases; printed, it is the form of the office instruction."""
    seen = Record.objects.visible_to(request.user).prefetch_related("correspondents")
    filings = Filing.objects.filter(record__in=seen).prefetch_related(Prefetch("record", queryset=seen))
    cases = (
        Case.objects.visible_to(request.user)
        .filter(year=year, unit_symbol=unit, symbol=symbol, group=group)
        .select_related("record_class", "unit", "handler")
        .prefetch_related(Prefetch("filings", queryset=filings, to_attr="filed"))
        .order_by("number")
    )
    rows = page_of(request, cases, 200)
    first = next(iter(rows.object_list), None)
    if first is None:
        raise NotFound(what=f"{unit}.{symbol} {year}")
    context = {
        "rows": [{"case": case, "letter": _first_letter(case)} for case in rows.object_list],
        "page": rows,
        "first": first,
        "unit": Unit.objects.filter(symbol=unit).first(),
        "year": year,
        "group": group,
    }
    return render(request, "cases/register.html", context)


def _first_letter(case: Any) -> dict[str, Any] | None:
    """Return what opened the case: the first incoming letter filed in it, with its sender and sign."""
    for filing in case.filed:
        record = filing.record
        if record.kind == Record.Kind.LETTER_IN:
            senders = [one for one in record.correspondents.all() if one.role == "sender"]
            return {"record": record, "sender": senders[0] if senders else None}
    return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and len(text) == 4 else None
