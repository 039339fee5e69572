"""The pages of cases: list, the case itself, opening, changing, closing and reopening."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dms import panels
from dms.access import policy
from dms.audit.models import AuditEvent
from dms.cases import actions, showing
from dms.cases.forms import AddForm, CloseForm, DescribeForm, FilterForm, OpenForm, ReopenForm
from dms.cases.models import Case
from dms.http import page
from dms.paging import page_of
from dms.records import completeness, scheme
from dms.records import showing as records
from dms.records.models import Record, RecordClass

FORM = require_http_methods(["GET", "HEAD", "POST"])
EVENTS = 100


def rights(user: Any, case: Case) -> dict[str, bool]:
    """Return what the user may do to the case, for the buttons of its page."""
    verbs = ("describe", "file", "close", "reopen")
    return {verb: policy.can(user, f"case.{verb}", case.unit) for verb in verbs}


@page("signed_in")
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """List the cases that the reader may see, narrowed by the filters of the address."""
    form = FilterForm(request.GET or {"state": Case.State.OPEN})
    cases = form.choice().apply(Case.objects.visible_to(request.user).for_list(), request.user)
    context = {
        "form": form,
        "cases": page_of(request, cases.order_by("-opened_at", "-id")),
        "filtered": bool(request.GET),
        "may_open": policy.can(request.user, "case.open"),  # type: ignore[arg-type]
    }
    return render(request, "cases/list.html", context)


@page("signed_in")
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a case: cover, documents in order, what else belongs to it, its history."""
    found = showing.get(case_id, request.user)  # type: ignore[arg-type]
    seen = Record.objects.visible_to(request.user).for_list()
    filed = seen.filter(filing__case=found).order_by("filing__filed_at", "filing__id")
    records_shown = page_of(request, filed, 100)
    context = {
        "case": found,
        "records": records_shown,
        "pictures": any(one.main and one.main.thumbnail for one in records_shown),
        "mentioned": seen.filter(mentions__case=found).order_by("registered_at")[:100],
        "log": action_log(found, request.user),
        "may": rights(request.user, found),
        "add_form": AddForm(user=request.user),
        "panels": panels.shown("case", found, request.user),
    }
    return render(request, "cases/case.html", context)


def action_log(case: Case, user: Any) -> list[dict[str, Any]]:
    """Return the newest events of a case, oldest first, each with the document it is about where that may be seen."""
    events = list(AuditEvent.objects.filter(subject_kind="case", subject_id=str(case.pk)).order_by("-at")[:EVENTS])
    ids = {event.data["record"] for event in events if "record" in event.data}
    named = {str(one.pk): one for one in Record.objects.visible_to(user).filter(pk__in=ids)}
    return [{"event": event, "record": named.get(event.data.get("record", ""))} for event in reversed(events)]


@page("case.open")
@FORM
def open_case(request: HttpRequest) -> HttpResponse:
    """Found a case; with `?record=<id>` that record is filed in it at once."""
    user: Any = request.user
    wanted = request.POST.get("record") or request.GET.get("record") or ""
    record = records.get(wanted, user) if wanted else None
    symbol = request.GET.get("symbol", "")
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        user=user,
        initial={"symbol": symbol, "title": record.title if record else ""},
    )
    if request.method == "POST" and form.is_valid():
        made = form.attempt(lambda: _open(form.cleaned_data, record, user))
        if made:
            messages.success(request, _("Case %(sign)s was opened.") % {"sign": made.reference})
            return redirect("case", made.pk)
    context = {"form": form, "record": record, "classes": final_classes()}
    return render(request, "cases/open.html", context, status=422 if form.refused else 200)


def _open(data: dict[str, Any], record: Record | None, user: Any) -> Case:
    with transaction.atomic():
        made = actions.open_case(
            data["unit"], data["symbol"], data["title"], by=user, handler=data["handler"],
            deadline=data["deadline"], level=data["level"], description=data["description"],
        )  # fmt: skip
        if record:
            actions.file_record(made, record, by=user)
    return made


def final_classes() -> list[tuple[str, str]]:
    """Return (symbol, title) of the final classes in force, for the list that helps while typing."""
    found = RecordClass.objects.filter(scheme=scheme.in_force(), is_final=True)
    return list(found.values_list("symbol", "title"))


@page("case.describe")
@FORM
def edit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Change title, handler, deadline or remarks."""
    user: Any = request.user
    found = showing.get(case_id, user)
    policy.require(user, "case.describe", found.unit)
    names = ("title", "handler", "deadline", "description")
    form = DescribeForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(found, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        done = form.attempt(lambda: actions.describe(found, by=user, **form.cleaned_data))
        if done:
            messages.success(request, _("The description of the case was saved."))
            return redirect("case", found.pk)
    return render(request, "cases/edit.html", {"form": form, "case": found}, status=422 if form.refused else 200)


@page("case.close")
@FORM
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask before closing, with what is still missing; then close."""
    user: Any = request.user
    found = showing.get(case_id, user)
    policy.require(user, "case.close", found.unit)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = form.attempt(lambda: actions.close(found, by=user, **form.cleaned_data))
        if done:
            messages.success(
                request, _("Case %(sign)s was closed. Its documents do not change any more.") % {"sign": done.reference}
            )
            return redirect("case", found.pk)
    context = {"form": form, "case": found, **checklist(found, user)}
    return render(request, "cases/close.html", context, status=422 if form.errors else 200)


def checklist(case: Case, user: Any) -> dict[str, Any]:
    """Return what should be in order before a case is closed: nothing here forbids it, the handler decides."""
    filed = Record.objects.visible_to(user).filter(filing__case=case).prefetch_related("correspondents")
    rows = [(record, [str(one.label) for one, given in completeness.check(record) if not given]) for record in filed]
    return {"record_count": len(rows), "incomplete": [(record, lacks) for record, lacks in rows if lacks]}


@page("case.reopen")
@FORM
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Reopen a closed case under its own sign, with the reason."""
    user: Any = request.user
    found = showing.get(case_id, user)
    policy.require(user, "case.reopen", found.unit)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = form.attempt(lambda: actions.reopen(found, by=user, **form.cleaned_data))
        if done:
            messages.success(request, _("Case %(sign)s is open again.") % {"sign": done.reference})
            return redirect("case", found.pk)
    return render(request, "cases/reopen.html", {"form": form, "case": found}, status=422 if form.errors else 200)
