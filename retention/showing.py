"""What the pages of retention ask: what is due on a day, narrowed and counted; a subject with its facts and answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dms.access.system import Principal
from dms.cases.models import Case
from dms.errors import NotFound
from dms.records.category import Kind
from dms.records.models import Record
from retention.counting import Action, State
from retention.due import Outcome, compute
from retention.models import Entry, Sentence
from retention.sentences import facts_of

_PATTERNS = {
    Kind.A: Q(category="A"),
    Kind.B: Q(category__startswith="B") & ~Q(category__startswith="BE") & ~Q(category="Bc"),
    Kind.BE: Q(category__startswith="BE"),
    Kind.BC: Q(category="Bc"),
}
"""Which sentences are of a kind of category; `B` takes B* as well, as the disposal lists do."""


MISSING = (State.NO_START, State.NO_CATEGORY, State.NO_PERIOD, State.NO_ORIGINAL, State.UNKNOWN_DAY)
"""States without a day in which a person must enter something."""


@dataclass(frozen=True)
class Choice:
    """What the due list is narrowed to; empty means everything."""

    on: dt.date
    action: str = ""
    category: str = ""
    symbol: str = ""
    year: int | None = None

    def rows(self, user: Principal) -> Any:
        """Return the sentences that are due on the day and fit, longest due first."""
        found = Sentence.objects.visible_to(user).due(self.on)
        if self.action:
            found = found.filter(action=self.action)
        if self.category:
            found = found.filter(_PATTERNS[Kind(self.category)])
        if self.symbol:
            classes = Q(case__symbol__startswith=self.symbol) | Q(record__record_class__symbol__startswith=self.symbol)
            found = found.filter(classes)
        if self.year:
            found = found.filter(Q(case__year=self.year) | Q(record__date_from__year=self.year))
        return found.select_related("case__unit", "record__unit")


def counts(on: dt.date, user: Principal) -> dict[str, int]:
    """Return how much is due on a day by action, how much of it is held, and how much waits for an entry; one query."""
    due = Q(due_on__lte=on)
    return Sentence.objects.visible_to(user).aggregate(
        destroy=Count("pk", filter=due & Q(action=Action.DESTROY)),
        appraise=Count("pk", filter=due & Q(action=Action.APPRAISE)),
        transfer=Count("pk", filter=due & Q(action=Action.TRANSFER)),
        barred=Count("pk", filter=due & ~Q(barred_by=[])),
        missing=Count("pk", filter=Q(state__in=MISSING)),
    )


def waiting(user: Principal) -> Any:
    """Return what has no day because a person must enter something first."""
    found = Sentence.objects.visible_to(user).filter(state__in=MISSING).order_by("id")
    return found.select_related("case__record_class", "record__record_class", "case__unit", "record__unit")


def subject(kind: str, subject_id: UUID, user: Principal) -> Case | Record:
    """Return the case or the record outside cases that the user may see; raises NotFound."""
    found: Case | Record | None
    if kind == "case":
        found = Case.objects.visible_to(user).select_related("unit", "record_class").filter(pk=subject_id).first()
    else:
        seen = Record.objects.visible_to(user).select_related("unit", "record_class")
        found = seen.filter(pk=subject_id, filing__isnull=True).first()
    if found is None:
        raise NotFound(what=str(subject_id))
    return found


def entry(kind: str, subject_id: UUID) -> Entry:
    """Return what people entered; an empty entry where nobody did."""
    return Entry.objects.filter(subject_kind=kind, subject_id=subject_id).first() or Entry()


def answer(kind: str, subject_id: UUID) -> Outcome | None:
    """Return the answer computed now, so that a page never shows one older than the facts beside it."""
    facts = facts_of(kind, str(subject_id))
    return compute(facts) if facts else None
