"""The inbox as three panes: queue, page, card. Save and next, skip, undo; many at once by ticking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dms.access import policy
from dms.access.models import User
from dms.cases import actions as cases
from dms.cases import showing as cases_showing
from dms.cases import taking_back
from dms.cases.models import Case
from dms.days import day_of, today
from dms.errors import Conflict, NotFound
from dms.http import page
from dms.inbox.forms import MOST_AT_ONCE, BulkForm, ClassifyForm
from dms.inbox.suggestions import suggest
from dms.paging import page_of
from dms.records import actions as records
from dms.records import completeness, scheme, showing, viewing
from dms.records.forms import vocabularies
from dms.records.models import Record, RecordClass
from dms.typography import inner

FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 25
UNDO = "inbox_undo"
GROUPS_KEPT = 5


@page("record.classify")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the queue with the chosen record (the first one when none is chosen), its page and its card."""
    user = cast(User, request.user)
    chosen = request.GET.get("chosen")
    record = showing.get(chosen, user) if chosen else None
    return _show(request, user, record)


def _show(
    request: HttpRequest,
    user: User,
    record: Record | None,
    form: ClassifyForm | None = None,
    bulk: BulkForm | None = None,
    ticked: Iterable[Record] = (),
) -> HttpResponse:
    queue = waiting(user)
    shown = page_of(request, queue.for_list(), PER_PAGE)
    record = record or next(iter(shown), None)
    oldest = queue.values_list("registered_at", flat=True).first()
    context: dict[str, Any] = {
        "page": shown,
        "total": shown.paginator.count,
        "days": (today() - day_of(oldest)).days if oldest else 0,
        "classes": RecordClass.objects.filter(scheme=scheme.in_force(), is_final=True),
        "bulk": bulk or BulkForm(user=user),
        "ticked": {one.pk for one in ticked},
        "record": record,
    }
    if record:
        context |= _card(request, user, record, form)
    failed = bool((form and form.refused) or (bulk and bulk.errors))
    return render(request, "inbox/inbox.html", context, status=422 if failed else 200)


def _card(request: HttpRequest, user: User, record: Record, form: ClassifyForm | None) -> dict[str, Any]:
    main = record.main
    elements = completeness.check(record)
    suggestions = suggest(record, user)
    first = suggestions[0].value if suggestions and suggestions[0].telling else ""
    return {
        "viewer": viewing.look(main, "", request.GET.get("strona"), chosen=str(record.pk)) if main else None,
        "form": form or ClassifyForm(user=user, record=record),
        "suggestions": suggestions,
        "choice": (request.POST.get("choice", "") if form else first),
        "given": sum(given for _element, given in elements),
        "elements": elements,
        "missing": [element for element, given in elements if not given],
        "next_id": following(record, user),
        "deliveries": vocabularies()["deliveries"],
        "may_classify": policy.can(user, "record.classify", record.unit) and not record.locked,
    }


def waiting(user: User) -> Any:
    """Return the records without a class that the user may see, the longest waiting first."""
    return Record.objects.visible_to(user).inbox().order_by("registered_at", "id")


def following(record: Record, user: User) -> UUID | None:
    """Return the record that waits behind this one; after the last one the first."""
    ids = waiting(user).exclude(pk=record.pk).values_list("pk", flat=True)
    later = ids.filter(registered_at__gt=record.registered_at).first()
    found: UUID | None = later or ids.first()
    return found


def count(user: User) -> int:
    """Return how many records wait for this user: the number in the menu."""
    return int(Record.objects.visible_to(user).inbox().count())


@page("record.classify")
@FORM
def save(request: HttpRequest, record_id: UUID) -> HttpResponseBase:
    """Describe a record and give it its class or case, then go on to the next. Asked for, it leads to the card."""
    user = cast(User, request.user)
    record = showing.get(str(record_id), user)
    if request.method != "POST":
        return redirect(f"{reverse('inbox')}?chosen={record.pk}")
    form = ClassifyForm(request.POST, user=user, record=record)
    if not form.is_valid() or form.attempt(lambda: _settle(record, form, user)) is None:
        return _show(request, user, showing.get(str(record_id), user), form)
    home = form.cleaned_data["home"]
    if isinstance(home, Case):
        text = _("“%(title)s” is filed in case %(reference)s.")
        undo = reverse("inbox_unfile", args=[record.pk, home.pk])
        words = {"title": inner(record.title), "reference": home.reference}
    else:
        text = _("“%(title)s” has the class %(symbol)s.")
        undo = reverse("inbox_undo", args=[record.pk])
        words = {"title": inner(record.title), "symbol": home.symbol}
    messages.success(request, text % words, extra_tags=f"undo:{undo}")
    following_id = following(record, user)
    return redirect(reverse("inbox") + (f"?chosen={following_id}" if following_id else ""))


def _settle(record: Record, form: ClassifyForm, user: User) -> Record:
    """Describe and classify or file, both or neither."""
    home = form.cleaned_data["home"]
    with transaction.atomic():
        records.describe(record, by=user, **form.save_values())
        if isinstance(home, Case):
            cases.file_record(home, record, by=user)
        else:
            records.classify(record, home, by=user)
    return record


@page("record.classify")
@require_POST
def undo(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Put a record back into the queue."""
    user = cast(User, request.user)
    record = showing.get(str(record_id), user)
    records.unclassify(record, by=user)
    return _back(request, record)


@page("case.file")
@require_POST
def unfile(request: HttpRequest, record_id: UUID, case_id: UUID) -> HttpResponse:
    """Take a record out of the case that it was filed in just now, back into the queue."""
    user = cast(User, request.user)
    record, case = showing.get(str(record_id), user), cases_showing.get(case_id, user)
    try:
        taking_back.unfile(case, record, by=user)
    except Conflict as problem:
        messages.error(request, str(problem))
        return redirect("record", record.pk)
    return _back(request, record)


def _back(request: HttpRequest, record: Record) -> HttpResponse:
    words = {"title": inner(record.title)}
    if record.record_class is None:
        messages.info(request, _("“%(title)s” is back in the inbox.") % words)
    else:
        messages.info(request, _("“%(title)s” is where it was before.") % words)
    return redirect(f"{reverse('inbox')}?chosen={record.pk}")


@page("record.classify")
@FORM
def classify_many(request: HttpRequest) -> HttpResponseBase:
    """Give all ticked records one class: all of them or, when one is refused, none; then the ticks and what was typed
    stay. Asked for, it leads to the inbox."""
    if request.method != "POST":
        return redirect(f"{reverse('inbox')}?{request.GET.urlencode()}")
    user = cast(User, request.user)
    form = BulkForm(request.POST, user=user)
    chosen = _ticked(request, user)
    if not chosen:
        form.add_error(None, _("Tick at least one document in the list."))
    if not form.is_valid() or form.attempt(lambda: _classify_all(chosen, form.cleaned_data["home"], user)) is None:
        looked_at = Record.objects.visible_to(user).filter(pk__in=_ids([request.POST.get("chosen", "")])).first()
        record = showing.get(str(looked_at.pk), user) if looked_at else None
        return _show(request, user, record, bulk=form, ticked=chosen)
    home = form.cleaned_data["home"]
    words = ngettext(
        "%(n)d document has the class %(symbol)s.", "%(n)d documents have the class %(symbol)s.", len(chosen)
    )
    address = reverse("inbox_undo_many", args=[_remember(request, [str(one.pk) for one in chosen])])
    messages.success(request, words % {"n": len(chosen), "symbol": home.symbol}, extra_tags=f"undo:{address}")
    return redirect("inbox")


def _ticked(request: HttpRequest, user: User) -> list[Record]:
    ids = _ids(request.POST.getlist("record")[:MOST_AT_ONCE])
    return list(Record.objects.visible_to(user).select_related("unit", "filing").filter(pk__in=ids))


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _classify_all(chosen: list[Record], home: RecordClass, user: User) -> int:
    with transaction.atomic():
        for record in chosen:
            records.classify(record, home, by=user)
    return len(chosen)


def _remember(request: HttpRequest, ids: list[str]) -> UUID:
    """Keep which records were classified together, for the undo; the last few groups of a session are kept."""
    token = uuid4()
    groups = list(request.session.get(UNDO, {}).items())[-GROUPS_KEPT + 1 :]
    request.session[UNDO] = dict([*groups, (str(token), ids)])
    return token


@page("record.classify")
@require_POST
def undo_many(request: HttpRequest, token: UUID) -> HttpResponse:
    """Put a whole group back into the queue."""
    user = cast(User, request.user)
    groups = dict(request.session.get(UNDO, {}))
    ids = groups.pop(str(token), None)
    if ids is None:
        raise NotFound(what=str(token))
    done = list(Record.objects.visible_to(user).select_related("unit", "filing").filter(pk__in=ids))
    with transaction.atomic():
        for record in done:
            records.unclassify(record, by=user)
    request.session[UNDO] = groups
    words = ngettext("%(n)d document is back in the inbox.", "%(n)d documents are back in the inbox.", len(done))
    messages.info(request, words % {"n": len(done)})
    return redirect("inbox")
