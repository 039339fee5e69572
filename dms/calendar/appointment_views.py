"""The page of one appointment and its forms: add, change, cancel, attach records and cases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dms import typography
from dms.access import policy
from dms.audit.models import AuditEvent
from dms.calendar import actions, showing
from dms.calendar.forms import AppointmentForm, AttachForm, initial
from dms.calendar.models import Appointment
from dms.cases import showing as cases
from dms.cases.models import Case
from dms.days import today
from dms.errors import NotFound
from dms.forms import day_or
from dms.http import page
from dms.records import showing as records
from dms.records.models import Record

FORM = require_http_methods(["GET", "HEAD", "POST"])


@page("signed_in")
@require_safe
def appointment(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Show an appointment with its people, records and cases."""
    user: Any = request.user
    found = showing.get(appointment_id, user)
    events = AuditEvent.objects.filter(subject_kind="appointment", subject_id=str(found.pk)).order_by("-at")
    context = {
        "appointment": found,
        "attendees": found.attendees.select_related("person"),
        "records": Record.objects.visible_to(user).for_list().filter(appointments=found),
        "cases": Case.objects.visible_to(user).for_list().filter(appointments=found),
        "overlapping": [] if found.cancelled or found.whole_day else showing.overlapping(found, user),
        "events": events[:50],
        "may_write": policy.can(user, "appointment.write", found.unit),
        "attach_form": AttachForm(user=user),
    }
    return render(request, "calendar/appointment.html", context)


@page("appointment.write")
@FORM
def add(request: HttpRequest) -> HttpResponse:
    """Add an appointment; `?day=` and `?principal=` fill the form."""
    user: Any = request.user
    start = {"day": day_or(request.GET.get("day"), today()), "principal": request.GET.get("principal")}
    form = AppointmentForm(request.POST if request.method == "POST" else None, user=user, initial=start)
    if request.method == "POST" and form.is_valid():
        made = form.attempt(lambda: actions.add(by=user, unit=form.cleaned_data.get("unit"), **form.values()))
        if made:
            words = {"title": typography.inner(made.title)}
            messages.success(request, _("“%(title)s” was added to the calendar.") % words)
            return redirect("appointment", made.pk)
    context = {"form": form, "no_principals": not showing.principals()}
    return render(request, "calendar/add.html", context, status=422 if form.refused else 200)


@page("appointment.write")
@FORM
def edit(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Change an appointment."""
    user: Any = request.user
    found = showing.get(appointment_id, user)
    policy.require(user, "appointment.write", found.unit)
    form = AppointmentForm(
        request.POST if request.method == "POST" else None, user=user, appointment=found, initial=initial(found)
    )
    if request.method == "POST" and form.is_valid():
        done = form.attempt(lambda: actions.change(found, by=user, **form.values()))
        if done:
            messages.success(request, _("The appointment was changed."))
            return redirect("appointment", found.pk)
    return render(
        request, "calendar/edit.html", {"form": form, "appointment": found}, status=422 if form.refused else 200
    )


@page("appointment.write")
@require_POST
def cancel(request: HttpRequest, appointment_id: UUID) -> HttpResponseRedirect:
    """Cancel an appointment; it stays in the archive and can be restored."""
    return _cancel(request, appointment_id, True)


@page("appointment.write")
@require_POST
def restore(request: HttpRequest, appointment_id: UUID) -> HttpResponseRedirect:
    """Take a cancellation back."""
    return _cancel(request, appointment_id, False)


def _cancel(request: HttpRequest, appointment_id: UUID, cancelled: bool) -> HttpResponseRedirect:
    user: Any = request.user
    found = showing.get(appointment_id, user)
    actions.cancel(found, by=user, cancelled=cancelled)
    undo = reverse("appointment_restore" if cancelled else "appointment_cancel", args=[found.pk])
    text = _("“%(title)s” was cancelled.") if cancelled else _("“%(title)s” takes place again.")
    messages.success(request, text % {"title": typography.inner(found.title)}, extra_tags=f"undo:{undo}")
    return HttpResponseRedirect(reverse("appointment", args=[found.pk]))


@page("appointment.write")
@FORM
def attach(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Attach what was named: a record or a case, by sign, id, address or words of its title."""
    user: Any = request.user
    found = showing.get(appointment_id, user)
    policy.require(user, "appointment.write", found.unit)
    form = AttachForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.attach(found, by=user, **{form.picked_kind: form.picked})
        return _attached(request, found, form.picked_kind, form.picked)
    context = {"form": form, "appointment": found}
    return render(request, "calendar/attach.html", context, status=422 if form.errors else 200)


@page("appointment.write")
@require_POST
def attach_again(request: HttpRequest, appointment_id: UUID, kind: str, noun_id: UUID) -> HttpResponse:
    """Attach a record or a case: the undo of taking it off."""
    user: Any = request.user
    found, noun = showing.get(appointment_id, user), _noun(kind, noun_id, user)
    actions.attach(found, by=user, **{kind: noun})
    return _attached(request, found, kind, noun)


def _attached(request: HttpRequest, found: Appointment, kind: str, noun: Any) -> HttpResponse:
    undo = reverse("appointment_detach", args=[found.pk, kind, noun.pk])
    words = {"title": typography.inner(noun.title)}
    messages.success(request, _("“%(title)s” was attached.") % words, extra_tags=f"undo:{undo}")
    return redirect("appointment", found.pk)


@page("appointment.write")
@require_POST
def detach(request: HttpRequest, appointment_id: UUID, kind: str, noun_id: UUID) -> HttpResponse:
    """Take a record or a case off an appointment."""
    user: Any = request.user
    found = showing.get(appointment_id, user)
    noun = _noun(kind, noun_id, user)
    actions.attach(found, by=user, **{kind: noun}, remove=True)
    undo = reverse("appointment_attach_again", args=[found.pk, kind, noun.pk])
    words = {"title": typography.inner(noun.title)}
    messages.success(request, _("“%(title)s” was taken off.") % words, extra_tags=f"undo:{undo}")
    return redirect("appointment", found.pk)


def _noun(kind: str, noun_id: UUID, user: Any) -> Any:
    """Return the record or case; raises NotFound."""
    if kind not in ("record", "case"):
        raise NotFound(what=kind)
    return records.get(str(noun_id), user) if kind == "record" else cases.get(noun_id, user)
