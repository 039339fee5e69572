"""The pages of the classification scheme: the tree, one class, the import of a version."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dms import panels, typography
from dms.access import policy
from dms.errors import NotFound
from dms.http import page
from dms.paging import page_of
from dms.records import class_tree, scheme, scheme_csv
from dms.records.class_forms import ImportForm
from dms.records.models import ClassificationScheme, Record, RecordClass

SMALL = 150
"""A scheme of so few classes is shown with all its levels open."""

FORM = require_http_methods(["GET", "HEAD", "POST"])


def chosen_scheme(request: HttpRequest) -> ClassificationScheme | None:
    """Return the version that the address asks for (`version`), else the one in force, else the newest."""
    wanted = request.GET.get("version")
    if not wanted:
        return scheme.in_force() or ClassificationScheme.objects.first()
    try:
        found = ClassificationScheme.objects.filter(pk=UUID(wanted)).first()
    except (ValueError, ValidationError):
        found = None
    if found is None:
        raise NotFound(what=wanted)
    return found


@page("signed_in")
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """Show the scheme as a tree, with a search in it and its versions."""
    user: Any = request.user
    shown = chosen_scheme(request)
    text = request.GET.get("q", "").strip()[:100]
    nodes = class_tree.walk(shown, user, text) if shown else []
    context = {
        "scheme": shown,
        "in_force": scheme.in_force(),
        "versions": ClassificationScheme.objects.all(),
        "nodes": nodes,
        "all_open": bool(text) or len(nodes) <= SMALL,
        "q": text,
        "found": sum(node.found for node in nodes),
        "findings": [_finding(row) for row in (shown.report if shown else [])],
        "may_import": policy.can(user, "scheme.import"),
    }
    return render(request, "records/class_tree.html", context)


def _finding(row: dict[str, Any]) -> scheme_csv.Finding:
    return scheme_csv.Finding(scheme_csv.Code(row["code"]), row["line"], row["params"])


@page("signed_in")
@require_safe
def record_class(request: HttpRequest, symbol: str) -> HttpResponse:
    """Show one class: its categories, its cases, its records outside cases."""
    shown = chosen_scheme(request)
    found = RecordClass.objects.filter(scheme=shown, symbol=symbol).select_related("scheme").first() if shown else None
    if found is None:
        raise NotFound(what=symbol)
    outside = Record.objects.visible_to(request.user).filter(record_class=found, filing__isnull=True)
    above = [symbol[:size] for size in range(1, len(symbol))]
    context = {
        "class": found,
        "above": RecordClass.objects.filter(scheme=shown, symbol__in=above).order_by("symbol"),
        "below": found.children.all(),
        "others": RecordClass.objects.filter(symbol=symbol).exclude(pk=found.pk).select_related("scheme"),
        "records": page_of(request, outside.for_list()),
        "panels": panels.shown("class", found, request.user),
    }
    return render(request, "records/class.html", context)


@page("scheme.import")
@FORM
def import_scheme(request: HttpRequest) -> HttpResponse:
    """Check a file and show its report (`check`), or import it as a new version."""
    user: Any = request.user
    form = ImportForm(request.POST or None, request.FILES or None)
    table = None
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        data = values.pop("file").read()
        table = form.attempt(lambda: scheme_csv.parse(data))
        if table is not None and table.importable and "check" not in request.POST:
            made = form.attempt(lambda: scheme.import_csv(data, by=user, **values))
            if made:
                text = _("Version %(version)s was imported; it is in force from %(day)s.")
                messages.success(
                    request, text % {"version": made.version, "day": typography.short_day(made.valid_from)}
                )
                return redirect(f"{reverse('classes')}?version={made.pk}")
    wrong = bool(form.errors) or (table is not None and not table.importable)
    return render(request, "records/class_import.html", {"form": form, "table": table}, status=422 if wrong else 200)
