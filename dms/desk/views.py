"""The desk, the jobs, the audit trail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dms import typography
from dms.access import policy
from dms.audit import chain
from dms.days import today
from dms.desk import actions, day, trail, work
from dms.http import page
from dms.jobs.models import Job
from dms.paging import page_of


@page("signed_in")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what awaits the reader today."""
    user: Any = request.user
    context = {
        "today": today(),
        "tiles": day.tiles(user),
        "cases": day.deadlines(user),
        "appointments": day.appointments(user),
        "recent": day.recent(user),
        "may_receive": policy.can(user, "record.receive"),
        "conducts": day.conducts(user),
        "no_role": not user.roles,
        "may_write": policy.can(user, "appointment.write"),
        "units": sorted({one.unit.name for one in user.memberships_list if one.unit}),
    }
    return render(request, "desk/home.html", context)


@page("job.read")
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs by state, with the reason of what was set aside, the lags and what the machine lacks."""
    counts = work.counts()
    asked = request.GET.get("state", "")
    state = asked if asked in Job.State.values else ""
    rows = Job.objects.filter(state=state) if state else Job.objects.exclude(state=Job.State.DONE)
    found = page_of(request, rows.order_by("-created_at"))
    names = trail.pages([(job.subject_kind, job.subject_id) for job in found], request.user)
    context = {
        "jobs": found,
        "rows": [_row(job, names) for job in found],
        "state": state,
        "misread": [(_("State"), asked)] if asked != state else [],
        "states": [{"value": value, "label": _(word), "count": counts[value]} for value, word in work.STATES.items()],
        "lags": work.lags(),
        "machine": work.machine(),
        "store": work.store(),
        "may_retry": policy.can(request.user, "job.retry"),  # type: ignore[arg-type]
    }
    return render(request, "desk/jobs.html", context)


def _row(job: Job, pages: dict[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "job": job,
        "page": pages.get((job.subject_kind, job.subject_id), ""),
        "name": work.name_of(job),
        "state": _(work.STATES[job.state]),
        "problem": work.problem_of(job),
        "kind": work.KINDS[job.state],
        "icon": work.ICONS[job.state],
        "again": job.state in (Job.State.SET_ASIDE, Job.State.WAITING),
    }


@page("job.retry")
@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponseRedirect:
    """Let a set-aside job be tried again."""
    row = actions.retry(job_id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("“%(name)s” will be tried again.") % {"name": typography.inner(work.name_of(row))})
    back = f"?state={Job.State.SET_ASIDE}" if request.POST.get("state") == Job.State.SET_ASIDE else ""
    return HttpResponseRedirect(reverse("jobs") + back)


@page("audit.read")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """List what happened, newest first."""
    form = trail.FilterForm(request.GET)
    events = page_of(request, form.events(), 100)
    names = trail.pages([(event.subject_kind, event.subject_id) for event in events], request.user)
    for event in events:
        event.page = names.get((event.subject_kind, event.subject_id), "")
    wider = request.GET.copy()
    for name in ("subject", "kind", "page"):
        wider.pop(name, None)
    context = {"form": form, "events": events, "whole_url": f"?{wider.urlencode()}"}
    return render(request, "desk/audit.html", context)


@page("audit.read")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole chain and say whether it is intact."""
    report = chain.verify()
    counts = {"sealed": typography.decimal(report.sealed), "unsealed": typography.decimal(report.unsealed)}
    if report.intact:
        text = _("The chain is intact: %(sealed)s events sealed, %(unsealed)s wait for their seal.")
        messages.success(request, text % counts)
    else:
        text = _(
            "The chain is broken in %(faults)s places. Tell the administrator at once; “akta audit verify” lists them."
        )
        messages.error(request, text % {"faults": len(report.faults)})
    return redirect("audit")
