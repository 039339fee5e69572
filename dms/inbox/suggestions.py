"""Where a record may belong, each with its reason: the sender's open cases, the sender's classes, the unit's habits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dms.access.models import User
from dms.cases.models import Case
from dms.records.models import Correspondent, Record

MOST = 4
RECENT = dt.timedelta(days=90)


@dataclass(frozen=True)
class Suggestion:
    """A class or case: the text that names it in the form, its title, category and why it is offered."""

    value: str
    title: str
    category: str
    reason: str
    telling: bool = True
    """Whether it rests on the document itself (its sender), so that it may be chosen beforehand."""


def suggest(record: Record, user: User) -> list[Suggestion]:
    """Return up to four suggestions, the most telling first; three queries at most."""
    sender = next((one.name for one in record.correspondents.all() if one.role == Correspondent.Role.SENDER), "")
    found = [*_cases_of(sender, user), *_classes_of(sender, user)] if sender else []
    if len(found) < MOST:
        found += _habits(record, user)
    unique = {one.value: one for one in reversed(found)}
    return [one for one in found if unique.get(one.value) is one][:MOST]


def _cases_of(sender: str, user: User) -> list[Suggestion]:
    rows = Case.objects.visible_to(user).filter(
        state=Case.State.OPEN, filings__record__correspondents__name__iexact=sender
    )
    return [
        Suggestion(case.reference, case.title, case.category, _("open case of the same sender"))
        for case in rows.distinct().order_by("-opened_at")[:2]
    ]


def _classes_of(sender: str, user: User) -> list[Suggestion]:
    rows = Record.objects.visible_to(user).filter(correspondents__name__iexact=sender)
    found = []
    for symbol, title, category, count in _counted(rows, 2):
        words = ngettext("%(n)d document of this sender", "%(n)d documents of this sender", count)
        found.append(Suggestion(symbol, title, category, words % {"n": count}))
    return found


def _habits(record: Record, user: User) -> list[Suggestion]:
    rows = Record.objects.visible_to(user).filter(unit=record.unit_id)
    rows = rows.filter(classified_at__gte=dt.datetime.now(dt.UTC) - RECENT)
    return [
        Suggestion(symbol, title, category, _("used often in this unit lately"), telling=False)
        for symbol, title, category, _count in _counted(rows, MOST)
    ]


def _counted(rows: Any, most: int) -> list[tuple[str, str, str, int]]:
    """Return (symbol, title, category, number of records) of the most frequent classes."""
    known = rows.filter(record_class__isnull=False).order_by()
    columns = ("record_class__symbol", "record_class__title", "record_class__category_own")
    counted = known.values_list(*columns).annotate(n=Count("pk")).order_by("-n")[:most]
    return [(symbol, title, category, count) for symbol, title, category, count in counted]
