"""What awaits a person today: numbers with lists behind them, appointments, deadlines, newest records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dms.access import policy
from dms.access.models import User
from dms.calendar import showing as calendar
from dms.cases.models import Case
from dms.days import today
from dms.jobs.models import Job
from dms.records.models import Record
from retention import showing as retention

SHOWN = 8


@dataclass(frozen=True)
class Tile:
    """A number that is a link to the list behind it; `note` is a word of state (`kind`: ok, warn, danger or "")."""

    number: int
    label: str
    url: str
    note: str = ""
    kind: str = ""


def tiles(user: Any) -> list[Tile]:
    """Return the numbers that matter to this person's roles; what they may not open is not offered."""
    found = [_cases(user) if conducts(user) else _open_cases(user)]
    if policy.can(user, "record.classify"):
        found.insert(0, _inbox(user))
    else:
        found.append(_holdings(user))
    if policy.can(user, "retention.read"):
        found += _retention(user)
    if policy.can(user, "job.read"):
        found.append(_jobs())
    if policy.can(user, "access.write"):
        found.append(_accounts())
    return found


def _inbox(user: Any) -> Tile:
    waiting = Record.objects.visible_to(user).inbox().count()
    label = ngettext("document to describe in the inbox", "documents to describe in the inbox", waiting)
    return Tile(waiting, label, reverse("inbox"), *(("", "") if waiting else (_("all described"), "ok")))


def _cases(user: Any) -> Tile:
    mine = Case.objects.visible_to(user).filter(handler_id=user.pk, state=Case.State.OPEN)
    counts = mine.aggregate(all=Count("pk"), late=Count("pk", filter=Q(deadline__lt=today())))
    late = ngettext("%(n)d overdue", "%(n)d overdue", counts["late"]) % {"n": counts["late"]}
    label = ngettext("open case of mine", "open cases of mine", counts["all"])
    return Tile(
        counts["all"],
        label,
        f"{reverse('cases')}?state=open&mine=on",
        *((late, "danger") if counts["late"] else ("", "")),
    )


def conducts(user: Any) -> bool:
    """Tell whether cases can be given to this person: their roles let them change one."""
    return policy.can(user, "case.describe")


def _open_cases(user: Any) -> Tile:
    count = Case.objects.visible_to(user).filter(state=Case.State.OPEN).count()
    label = ngettext("open case that you may see", "open cases that you may see", count)
    return Tile(count, label, f"{reverse('cases')}?state=open")


def _holdings(user: Any) -> Tile:
    count = Record.objects.visible_to(user).count()
    label = ngettext("document that you may see", "documents that you may see", count)
    return Tile(count, label, reverse("search"))


def _retention(user: Any) -> list[Tile]:
    counts = retention.counts(today(), user)
    held = ngettext("%(n)d held", "%(n)d held", counts["barred"]) % {"n": counts["barred"]}
    rows = [
        (
            "destroy",
            ngettext("item may be put on a disposal list", "items may be put on a disposal list", counts["destroy"]),
        ),
        ("appraise", ngettext("item due for appraisal", "items due for appraisal", counts["appraise"])),
        ("transfer", ngettext("item due for transfer", "items due for transfer", counts["transfer"])),
    ]
    due = reverse("due")
    found = [Tile(counts[name], label, f"{due}?action={name}") for name, label in rows]
    if counts["barred"]:
        found[0] = Tile(found[0].number, found[0].label, found[0].url, held, "warn")
    return found


def _jobs() -> Tile:
    aside = Job.objects.filter(state=Job.State.SET_ASIDE).count()
    label = ngettext("job set aside", "jobs set aside", aside)
    url = f"{reverse('jobs')}?state=set_aside"
    return Tile(aside, label, url, *((_("needs somebody"), "danger") if aside else (_("all work goes on"), "ok")))


def _accounts() -> Tile:
    active = User.objects.filter(is_active=True)
    counts = active.aggregate(all=Count("pk", distinct=True), idle=Count("pk", filter=Q(memberships__isnull=True)))
    words = ngettext("%(n)d without a role", "%(n)d without a role", counts["idle"]) % {"n": counts["idle"]}
    label = ngettext("account that can sign in", "accounts that can sign in", counts["all"])
    return Tile(counts["all"], label, reverse("administration"), *((words, "warn") if counts["idle"] else ("", "")))


def deadlines(user: Any) -> list[Case]:
    """Return the open cases of a person, the nearest deadline first, those without one at the end: those that they
    handle, or, where none can be given to them, those that they may see."""
    found = Case.objects.visible_to(user).filter(state=Case.State.OPEN)
    if conducts(user):
        found = found.filter(handler_id=user.pk)
    return list(found.select_related("unit").order_by(F("deadline").asc(nulls_last=True), "-opened_at")[:SHOWN])


def appointments(user: Any) -> list[calendar.Entry]:
    """Return today's entries of all calendars, as the person may know them."""
    start = calendar.midnight(today())
    return calendar.entries(calendar.principals(), start, start + dt.timedelta(days=1), user)


def recent(user: Any) -> list[Record]:
    """Return the newest records that the person may see."""
    return list(Record.objects.visible_to(user).for_list().order_by("-registered_at")[:SHOWN])
