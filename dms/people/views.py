"""The pages of persons and organisations: list, card, add, change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dms import panels
from dms.access import policy
from dms.http import page
from dms.paging import page_of
from dms.people import actions, showing
from dms.people.forms import FilterForm, PersonForm

FORM = require_http_methods(["GET", "HEAD", "POST"])


@page("signed_in")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List persons and organisations."""
    form = FilterForm(request.GET)
    form.is_valid()
    found = showing.matching(form.cleaned_data.get("q") or "", form.cleaned_data.get("type") or "")
    context = {
        "form": form,
        "people": page_of(request, found),
        "filtered": bool(request.GET),
        "may_write": _may(request),
    }
    return render(request, "people/list.html", context)


@page("signed_in")
@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's card."""
    found = showing.get(person_id)
    context = {"person": found, "panels": panels.shown("person", found, request.user), "may_write": _may(request)}
    return render(request, "people/person.html", context)


@page("person.write")
@FORM
def add(request: HttpRequest) -> HttpResponse:
    """Add a person or an organisation."""
    form = PersonForm(request.POST or None, initial={"type": "person", "country": "PL"})
    if request.method == "POST" and form.is_valid():
        made = form.attempt(lambda: actions.add_person(by=request.user, **form.cleaned_data))  # type: ignore[arg-type]
        if made:
            messages.success(request, _("“%(name)s” was added.") % {"name": made.name})
            return redirect("person", made.pk)
    return render(request, "people/form.html", {"form": form}, status=422 if form.errors else 200)


@page("person.write")
@FORM
def edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Change a person's card."""
    found = showing.get(person_id)
    form = PersonForm(request.POST or None, initial={name: getattr(found, name) for name in actions.FIELDS})
    if request.method == "POST" and form.is_valid():
        done = form.attempt(lambda: actions.change_person(found, by=request.user, **form.cleaned_data))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("The card of “%(name)s” was saved.") % {"name": done.name})
            return redirect("person", found.pk)
    return render(request, "people/form.html", {"form": form, "person": found}, status=422 if form.errors else 200)


def _may(request: HttpRequest) -> bool:
    user: Any = request.user
    return policy.can(user, "person.write")
