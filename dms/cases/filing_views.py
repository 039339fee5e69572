"""Putting documents into cases from their pages, and taking them back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dms import typography
from dms.access import policy
from dms.cases import actions, showing, taking_back
from dms.cases.forms import AddForm, FileForm
from dms.cases.models import Case
from dms.http import page
from dms.records import showing as records
from dms.records.models import Record

FORM = require_http_methods(["GET", "HEAD", "POST"])


@page("case.file")
@FORM
def add_record(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """File a document in this case, or (`how=mention`) only refer to it; it is named by words, id or address."""
    user: Any = request.user
    found = showing.get(case_id, user)
    policy.require(user, "case.file", found.unit)
    form = AddForm(request.POST if request.method == "POST" else None, user=user, case=found)
    if request.method == "POST" and form.is_valid():
        record, mention = form.picked, request.POST.get("how") == "mention"
        act = actions.mention if mention else actions.file_record
        old = _home(record)
        if form.attempt(lambda: act(found, record, by=user)):
            _tell_mentioned(request, found, record) if mention else _tell_filed(request, found, record, old)
            return redirect("case", found.pk)
    return render(request, "cases/add.html", {"form": form, "case": found}, status=422 if form.errors else 200)


@page("case.file")
@FORM
def file_record(request: HttpRequest) -> HttpResponse:
    """File the document `record` of the address (or form) in a case that is named by its sign or words of its title."""
    user: Any = request.user
    record = records.get(request.POST.get("record") or request.GET.get("record") or "", user)
    policy.require(user, "case.file", record.unit)
    old = _home(record)
    form = FileForm(request.POST if request.method == "POST" else None, user=user, leave_out=[old.pk] if old else [])
    if request.method == "POST" and form.is_valid():
        found = form.picked
        if form.attempt(lambda: actions.file_record(found, record, by=user)):
            _tell_filed(request, found, record, old)
            return HttpResponseRedirect(reverse("case", args=[found.pk]))
    context = {"form": form, "record": record, "old": old}
    return render(request, "cases/file.html", context, status=422 if form.errors else 200)


@page("case.file")
@require_POST
def unfile(request: HttpRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Take the last filing back: the document goes where it was before."""
    user: Any = request.user
    found, record = showing.get(case_id, user), records.get(str(record_id), user)
    taking_back.unfile(found, record, by=user)
    words = {"title": typography.inner(record.title), "sign": found.reference}
    messages.success(request, _("“%(title)s” was taken out of case %(sign)s again.") % words)
    return redirect("case", found.pk)


@page("case.file")
@require_POST
def unmention(request: HttpRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Let the case no longer refer to a document."""
    user: Any = request.user
    found, record = showing.get(case_id, user), records.get(str(record_id), user)
    taking_back.unmention(found, record, by=user)
    undo = reverse("case_mention", args=[found.pk, record.pk])
    words = {"title": typography.inner(record.title)}
    messages.success(request, _("The case no longer refers to “%(title)s”.") % words, extra_tags=f"undo:{undo}")
    return redirect("case", found.pk)


@page("case.file")
@require_POST
def mention(request: HttpRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Let the case refer to a document: the undo of taking that away."""
    user: Any = request.user
    found, record = showing.get(case_id, user), records.get(str(record_id), user)
    actions.mention(found, record, by=user)
    _tell_mentioned(request, found, record)
    return redirect("case", found.pk)


def _home(record: Record) -> Case | None:
    filing = getattr(record, "filing", None)
    return filing.case if filing else None


def _tell_filed(request: HttpRequest, case: Case, record: Record, old: Case | None) -> None:
    """Say where the document is now and where it came from, with the way back unless its old case is closed."""
    if old is not None and old.pk == case.pk:
        messages.info(request, _("The document was in case %(sign)s already.") % {"sign": case.reference})
        return
    words = {"title": typography.inner(record.title), "sign": case.reference}
    text = _("“%(title)s” was filed in case %(sign)s.")
    if old is not None and showing.may_see(old, request.user):  # type: ignore[arg-type]
        words["from"] = old.reference
        text = _("“%(title)s” was moved from case %(from)s to case %(sign)s.")
    undo = reverse("case_unfile", args=[case.pk, record.pk])
    messages.success(request, text % words, extra_tags="" if old and not old.is_open else f"undo:{undo}")


def _tell_mentioned(request: HttpRequest, case: Case, record: Record) -> None:
    undo = reverse("case_unmention", args=[case.pk, record.pk])
    words = {"title": typography.inner(record.title)}
    messages.success(request, _("The case now refers to “%(title)s”.") % words, extra_tags=f"undo:{undo}")
