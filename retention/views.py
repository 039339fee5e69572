"""The pages of retention: what is due on a day and why, and the facts that a date depends on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dms import typography
from dms.access import policy
from dms.cases.models import Case
from dms.days import today
from dms.http import page
from dms.paging import page_of
from dms.records.models import Record
from retention import actions, showing
from retention.due import Outcome
from retention.forms import DecideForm, ExtendForm, FactsForm, FilterForm, HoldForm
from retention.models import Entry
from retention.reasons import Reason

HOLD = ("held", "hold_reason", "lent_to")
FORM = require_http_methods(["GET", "HEAD", "POST"])


@page("retention.read")
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """List what is due on a day; `?waiting=1` what has no day because something must be entered."""
    user: Any = request.user
    form = FilterForm(request.GET if "on" in request.GET else {**request.GET.dict(), "on": today()})
    choice = form.choice()
    waiting = bool(request.GET.get("waiting"))
    rows = page_of(request, showing.waiting(user) if waiting else choice.rows(user))
    for row in rows:
        row.told = told(row.why, row.due_on)
    context = {
        "form": form,
        "rows": rows,
        "choice": choice,
        "waiting": waiting,
        "counts": showing.counts(choice.on, user),
        "filtered": bool(set(request.GET) - {"on", "page"}),
    }
    return render(request, "retention/due.html", context)


def told(reasons: tuple[Reason, ...], due_on: Any) -> dict[str, Any]:
    """Return reasons as the ledger that `{% why %}` shows."""
    last = len(reasons) - 1
    steps = [{"text": str(one), "note": one.source, "total": number == last} for number, one in enumerate(reasons)]
    day = typography.short_day(due_on)
    return {"question": _("Why %(day)s?") % {"day": day} if day else _("Why is there no day yet?"), "steps": steps}


@page("retention.set")
@FORM
def facts(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """Show how a date came to be, and take what it depends on (`what`: facts, hold, extend, decide)."""
    user: Any = request.user
    subject = showing.subject(kind, subject_id, user)
    policy.require(user, "retention.set", subject.unit)
    outcome = showing.answer(kind, subject_id)
    entry = showing.entry(kind, subject_id)
    what = request.POST.get("what", "")
    forms = _forms(subject, entry, outcome, request.POST if request.method == "POST" else None, what)
    if request.method == "POST" and what in forms and forms[what].is_valid():
        form = forms[what]
        if form.attempt(lambda: _ACTS[what](subject, user, form.cleaned_data)):
            messages.success(request, _("It was entered; the date is computed from it."))
            return redirect("retention_case" if kind == "case" else "retention_record", subject.pk)
    context = {
        "kind": kind,
        "subject": subject,
        "outcome": outcome,
        "told": told(outcome.reasons, outcome.due_on) if outcome else None,
        "entry": entry,
        "forms": forms,
    }
    return render(request, "retention/facts.html", context, status=422 if request.method == "POST" else 200)


def _forms(subject: Case | Record, entry: Entry, outcome: Outcome | None, data: Any, what: str) -> dict[str, Any]:
    """Return the forms of the page; only the one that was sent is bound."""

    def sent(name: str) -> Any:
        return data if name == what else None

    forms: dict[str, Any] = {
        "hold": HoldForm(sent("hold"), initial={name: getattr(entry, name) for name in HOLD}),
        "extend": ExtendForm(sent("extend")),
        "decide": DecideForm(sent("decide"), initial={"decided_on": today()}),
    }
    if outcome is not None and subject.record_class is not None:
        start = {name: getattr(entry, name) for name in (*actions.PLAIN, "trigger_text")}
        trigger = subject.record_class.trigger
        facts_form = FactsForm(sent("facts"), category=outcome.category, trigger=trigger, initial=start)
        if facts_form.fields:
            forms = {"facts": facts_form, **forms}
    return forms


_ACTS: dict[str, Callable[[Any, Any, dict[str, Any]], Entry]] = {
    "facts": lambda subject, user, data: actions.enter(subject, by=user, **data),
    "hold": lambda subject, user, data: actions.enter(subject, by=user, **data),
    "extend": lambda subject, user, data: actions.extend(subject, by=user, **data),
    "decide": lambda subject, user, data: actions.decide(
        subject, data["category"], data["decided_on"], by=user, appraisal=data["appraisal"]
    ),
}
