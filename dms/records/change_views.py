"""Changing a record by hand: its description, who may see it, its links to other records."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dms import typography
from dms.access.models import Level, Unit, User
from dms.errors import Invalid, NotFound
from dms.http import page
from dms.records import actions, showing
from dms.records.forms import DescribeForm, ProtectForm, RelateForm, vocabularies
from dms.records.models import Record, Relation


@page("record.describe")
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, record_id: UUID) -> HttpResponseBase:
    """Edit the description."""
    user = cast(User, request.user)
    record = showing.get(str(record_id), user)
    form = DescribeForm(request.POST if request.method == "POST" else None, record=record)
    if request.method == "POST" and form.is_valid():
        saved = form.attempt(lambda: actions.describe(record, by=user, **form.save_values()))
        if saved is not None:
            words = {"title": typography.inner(saved.title)}
            messages.success(request, _("The description of “%(title)s” is saved.") % words)
            return redirect("record", record_id)
    context = {"record": record, "form": form, **vocabularies()}
    return render(request, "records/describe.html", context, status=422 if form.refused else 200)


@page("record.describe")
@require_http_methods(["GET", "HEAD", "POST"])
def protect(request: HttpRequest, record_id: UUID) -> HttpResponseBase:
    """Change the unit and level of a record: who may see it."""
    user = cast(User, request.user)
    record = showing.get(str(record_id), user)
    form = ProtectForm(
        request.POST if request.method == "POST" else None, initial={"unit": record.unit_id, "level": record.level}
    )
    if request.method == "POST" and form.is_valid():
        undo = _protect_address(record)
        chosen = form.cleaned_data
        if form.attempt(lambda: actions.protect(record, chosen["unit"], chosen["level"], by=user)):
            return _protected(request, record, user, undo)
    context = {"record": record, "form": form}
    return render(request, "records/protect.html", context, status=422 if form.errors else 200)


@page("record.describe")
@require_POST
def protect_as(request: HttpRequest, record_id: UUID, level: str, unit: str) -> HttpResponseBase:
    """Set unit and level at once: the undo of a change."""
    user = cast(User, request.user)
    record = showing.get(str(record_id), user)
    undo = _protect_address(record)
    wanted = Unit.objects.filter(symbol=unit).first()
    if level not in Level.values or (unit != "-" and wanted is None):
        raise NotFound(what=unit)
    actions.protect(record, wanted, level, by=user)
    return _protected(request, record, user, undo)


def _protect_address(record: Record) -> str:
    unit = record.unit.symbol if record.unit else "-"
    return reverse("record_protect_as", args=[record.pk, record.level, unit])


def _protected(request: HttpRequest, record: Record, user: User, undo: str) -> HttpResponse:
    """Say who sees the record now; whoever moved it out of their own sight is told so and led to the inbox."""
    words = {"title": typography.inner(record.title), "unit": record.unit or "–", "level": record.get_level_display()}
    if Record.objects.visible_to(user).filter(pk=record.pk).exists():
        text = _("“%(title)s” belongs to %(unit)s now and is seen by: %(level)s.")
        messages.success(request, text % words, extra_tags=f"undo:{undo}")
        return redirect("record", record.pk)
    text = _("“%(title)s” belongs to %(unit)s now and is seen by: %(level)s. You do not see it any more.")
    messages.warning(request, text % words)
    return redirect("inbox")


@page("record.relate")
@require_http_methods(["GET", "HEAD", "POST"])
def relate(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Link this record to another one, named by its id, its address or words of its title."""
    user = cast(User, request.user)
    record = showing.get(str(record_id), user)
    start = {name: request.GET.get(name, "") for name in ("type", "target")}
    form = RelateForm(
        request.POST if request.method == "POST" else None, initial=start, user=user, leave_out=[record.pk]
    )
    if request.method == "POST" and form.is_valid():
        chosen, other = form.cleaned_data["type"], form.picked
        made = form.attempt(lambda: actions.relate(record, other, chosen, by=user))
        if made:
            return _related(request, made)
    context = {"record": record, "form": form}
    return render(request, "records/relate.html", context, status=422 if form.errors else 200)


@page("record.relate")
@require_POST
def relate_to(request: HttpRequest, record_id: UUID, relation_type: str, target_id: UUID) -> HttpResponse:
    """Link two records."""
    user = cast(User, request.user)
    record, target = showing.get(str(record_id), user), showing.get(str(target_id), user)
    if relation_type not in Relation.Type.values:
        raise Invalid({"type": _("Choose what this document is to the other.")})
    relation = actions.relate(record, target, relation_type, by=user)
    return _related(request, relation)


def _related(request: HttpRequest, relation: Relation) -> HttpResponse:
    undo = reverse("record_unrelate", args=[relation.source_id, relation.pk])
    words = {"type": relation.get_type_display(), "title": typography.inner(relation.target.title)}
    messages.success(request, _("Linked: %(type)s “%(title)s”.") % words, extra_tags=f"undo:{undo}")
    return redirect(reverse("record", args=[relation.source_id]) + "#relations")


@page("record.relate")
@require_POST
def unrelate(request: HttpRequest, record_id: UUID, relation_id: int) -> HttpResponse:
    """Remove a link that starts at this record."""
    user = cast(User, request.user)
    record = showing.get(str(record_id), user)
    relation = record.relations_out.select_related("source__unit", "target").filter(pk=relation_id).first()
    if relation is None:
        raise NotFound(what=str(relation_id))
    undo = reverse("record_relate_to", args=[record.pk, relation.type, relation.target_id])
    words = {"title": typography.inner(relation.target.title)}
    actions.unrelate(relation, by=user)
    messages.success(request, _("The link to “%(title)s” is removed.") % words, extra_tags=f"undo:{undo}")
    return redirect(reverse("record", args=[record.pk]) + "#relations")
