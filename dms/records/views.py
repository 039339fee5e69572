"""The page of one record, and its files as they were received."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dms import panels
from dms.access import policy
from dms.access.guards import open_guards
from dms.access.models import User
from dms.archive.kinds import object_id
from dms.archive.store import open_file
from dms.audit.models import AuditEvent
from dms.errors import NotFound
from dms.http import SAFE_INLINE, file_response, page
from dms.records import completeness, showing, viewing
from dms.records.forms import RelateForm
from dms.records.models import Component, Record

EVENTS_SHOWN = 100
ROLES = ["sender", "addressee", "responsible"]


@page("signed_in")
@require_safe
def record(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Show a record: viewer, text, description, files, links, history. `q` marks words, `strona` and `plik` choose."""
    user = cast(User, request.user)
    found = showing.get(str(record_id), user)
    components = list(found.components.all())
    query = request.GET.get("q", "").strip()[:1000]
    chosen = _chosen(components, request.GET.get("plik"))
    elements, guards = completeness.check(found), open_guards(user) or frozenset()
    linked = relations(found, user)
    mentions = list(found.mentions.filter(case__guard__in=guards).select_related("case"))
    events = AuditEvent.objects.filter(subject_kind="record", subject_id=str(found.pk)).order_by("-id")
    context = {
        "record": found,
        "case": _case(found, guards),
        "components": components,
        "viewer": viewing.look(chosen, query, request.GET.get("strona")) if chosen else None,
        "query": query,
        "people": sorted(found.correspondents.all(), key=lambda person: ROLES.index(person.role)),
        "elements": elements,
        "missing": [element for element, given in elements if not given],
        "panels": panels.shown("record", found, user),
        "relations": linked,
        "relate_form": RelateForm(user=user),
        "mentions": mentions,
        "link_count": len(linked) + len(mentions),
        "events": events[:EVENTS_SHOWN],
        "event_count": events.count(),
        "may_describe": policy.can(user, "record.describe", found.unit) and not found.locked,
        "may_protect": policy.can(user, "record.describe", found.unit),
        "may_relate": policy.can(user, "record.relate", found.unit),
    }
    return render(request, "records/record.html", context)


def _chosen(components: list[Component], asked: str | None) -> Component | None:
    number = int(asked) if asked and asked.isdecimal() else 1
    by_number = {component.number: component for component in components}
    return by_number.get(number) or (components[0] if components else None)


def _case(found: Record, guards: frozenset[int]) -> Any:
    """Return the case that is the record's home, if the user may know of it."""
    filing = getattr(found, "filing", None)
    return filing.case if filing and filing.case.guard_id in guards else None


def relations(found: Record, user: User) -> list[dict[str, Any]]:
    """Return links in both directions, only to records that the user may see; `back` marks those that lead here."""
    seen = Record.objects.visible_to(user)
    out = found.relations_out.filter(target__in=seen).select_related("target__record_class").order_by("id")
    back = found.relations_in.filter(source__in=seen).select_related("source__record_class").order_by("id")
    rows = [{"relation": row, "other": row.target, "back": False} for row in out]
    return rows + [{"relation": row, "other": row.source, "back": True} for row in back]


@page("signed_in")
@require_safe
def record_file(request: HttpRequest, record_id: UUID, number: int) -> HttpResponseBase:
    """Answer a file as it was received, whole or a range of it. `?widok=1` shows in the page what is safe to show."""
    seen = Record.objects.visible_to(request.user).filter(pk=record_id)
    component = Component.objects.filter(record__in=seen, number=number).first()
    if component is None:
        raise NotFound(what=str(record_id))
    identifier, path = object_id("record", record_id), component.path
    return file_response(
        request,
        lambda start, length: open_file(identifier, path, start, length),
        size=component.size,
        media_type=component.media_type,
        name=component.name,
        etag=component.sha256,
        inline="widok" in request.GET and component.media_type in SAFE_INLINE,
    )
