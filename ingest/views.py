"""Adding files by hand, what became of them, and the pictures made of kept files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dms import typography
from dms.access import policy
from dms.access.models import User
from dms.errors import AktaError, NotFound
from dms.http import page
from dms.paging import page_of
from dms.records import scheme
from dms.records.models import Component, Record, RecordClass
from ingest import actions, drawing
from ingest.actions import Destination
from ingest.forms import UploadForm
from ingest.models import Arrival

PER_PAGE = 20


@dataclass(frozen=True)
class Outcome:
    """What became of one sent file: its arrival, or the reason why it was refused."""

    name: str
    arrival: Arrival | None = None
    already: bool = False
    note: str = ""
    refused: str = ""


@page("record.receive")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take files and tell of each whether it is kept; below, what the user sent lately."""
    user = cast(User, request.user)
    outcomes: list[Outcome] = []
    status = 200
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, user=user)
        taken = form.attempt(lambda: _receive(form, user)) if form.is_valid() else None
        outcomes, status = taken or [], 422 if form.errors else 200
        if form.errors:
            form.ask_for_files_again()
    else:
        form = UploadForm(user=user, initial={"home": request.GET.get("home", "")})
    context = {
        "form": form,
        "outcomes": outcomes,
        "kept": sum(1 for row in outcomes if row.arrival),
        "classes": RecordClass.objects.filter(scheme=scheme.in_force(), is_final=True),
    }
    return render(request, "ingest/upload.html", context | _recent(request, user), status=status)


def _receive(form: UploadForm, user: User) -> list[Outcome]:
    where = form.destination()
    actions.check_destination(where, by=user)
    return [_one(file, where, user) for file in form.cleaned_data["documents"]]


def _one(file: UploadedFile, where: Destination, user: User) -> Outcome:
    """Receive one file of the form; one that is refused does not stop the others."""
    name = file.name or ""
    try:
        stream = cast(BinaryIO, file.file)
        receipt = actions.receive(stream, name, source=Arrival.Source.UPLOAD, by=user, where=where)
    except AktaError as problem:
        return Outcome(name, refused=str(problem))
    return Outcome(name, receipt.arrival, receipt.already, receipt.note)


@page("record.receive")
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Answer the field "class or case" with what is wrong with it: the page asks while it is filled in, so that no file
    is sent in vain."""
    user = cast(User, request.user)
    form = UploadForm(request.GET, user=user)
    if not form.errors.keys() & {"home", "unit", "level"}:
        try:
            actions.check_destination(form.destination(), by=user)
        except AktaError as problem:
            form.add_error("home", str(problem))
    return render(request, "ingest/_home.html", {"form": form})


@page("record.receive")
@require_safe
def arrivals(request: HttpRequest) -> HttpResponse:
    """Show the list of one's recent files alone: what the upload page asks for again while work goes on."""
    return render(request, "ingest/_arrivals.html", _recent(request, cast(User, request.user)))


def _recent(request: HttpRequest, user: User) -> dict[str, Any]:
    rows = Arrival.objects.filter(user=user).select_related("record", "unit", "case", "record_class")
    shown = page_of(request, rows, PER_PAGE)
    working = {Arrival.State.RECEIVED, Arrival.State.CAPTURED}
    return {
        "page": shown,
        "working": any(row.state in working for row in shown),
        "may_retry": policy.can(user, "job.retry"),
    }


@page("job.retry")
@require_POST
def retry(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Try a set-aside arrival again."""
    user = cast(User, request.user)
    arrival = Arrival.objects.visible_to(user).select_related("unit").filter(pk=arrival_id).first()
    if arrival is None:
        raise NotFound(what=str(arrival_id))
    actions.retry(arrival, by=user)
    messages.success(request, _("“%(name)s” will be tried again.") % {"name": typography.inner(arrival.name)})
    return redirect("upload")


@page("signed_in")
@require_safe
def thumbnail(request: HttpRequest, record_id: UUID, number: int) -> HttpResponseBase:
    """Answer the small picture of a component."""
    component = _component(request, record_id, number)
    return _picture(request, component, "thumbnail", "image/webp", lambda: drawing.thumbnail(component))


@page("signed_in")
@require_safe
def page_image(request: HttpRequest, record_id: UUID, number: int, page_number: int) -> HttpResponseBase:
    """Answer one page of a PDF or of a many-page picture."""
    component = _component(request, record_id, number)
    if page_number < 1 or (component.pages and page_number > component.pages):
        raise NotFound(what=str(page_number))
    tag = f"page-{page_number}"
    return _picture(request, component, tag, "image/webp", lambda: drawing.page(component, page_number))


@page("signed_in")
@require_safe
def picture(request: HttpRequest, record_id: UUID, number: int) -> HttpResponseBase:
    """Answer a photo or the poster of a film, at most 1600 pixels long, without the camera's data."""
    component = _component(request, record_id, number)
    return _picture(request, component, "picture", "image/jpeg", lambda: drawing.picture(component))


def _component(request: HttpRequest, record_id: UUID, number: int) -> Component:
    seen = Record.objects.visible_to(request.user).filter(pk=record_id)
    component = Component.objects.filter(record__in=seen, number=number).first()
    if component is None:
        raise NotFound(what=str(record_id))
    return component


def _picture(request: HttpRequest, component: Component, form: str, media_type: str, make: Any) -> HttpResponse:
    """Answer a rendition; its tag names the original's digest, so a browser asks again only for what changed."""
    etag = f'"{component.sha256[:32]}-{form}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304)
    response = HttpResponse(make(), content_type=media_type)
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=3600"
    return response
