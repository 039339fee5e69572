"""Appointments on the pages of the records and cases they belong to."""

from __future__ import annotations

from typing import Any

from dms import panels
from dms.calendar import showing

SHOWN = 20


def register() -> None:
    """Put the panel on both pages."""
    for kind in ("record", "case"):
        panels.register(kind, 20, "calendar/_panel.html", appointments_of)


def appointments_of(subject: Any, user: Any) -> dict[str, Any] | None:
    """Return the appointments of a record or case that the user may know, latest first; None when there is none."""
    found = showing.known(subject.appointments.order_by("-starts_at"), user, SHOWN)
    return {"appointments": found} if found else None
