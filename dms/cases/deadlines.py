"""A deadline in words: how many days are left, and how urgent that is. Never told by colour alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

SOON = 3
"""Days from which a deadline is shown as near."""


@dataclass(frozen=True)
class Urgency:
    """`kind` is "danger", "warn" or "" (far); `text` says it in the reader's language."""

    kind: str
    text: str


def urgency(deadline: dt.date, today: dt.date) -> Urgency:
    """Return how far a deadline is on a day."""
    days = (deadline - today).days
    if days < 0:
        late = -days
        return Urgency("danger", ngettext("%(n)d day overdue", "%(n)d days overdue", late) % {"n": late})
    if days == 0:
        return Urgency("warn", gettext("today"))
    text = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return Urgency("warn" if days <= SOON else "", text)
