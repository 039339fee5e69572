"""Connects the way out at start: follower, job, the part of the archive, the panel on records and cases."""

from __future__ import annotations

from typing import Any


def register() -> None:
    """Import what registers itself, and register the panels."""
    from dms import panels
    from retention import archive
    from retention import follow as _follow

    assert _follow
    archive.register()
    panels.register("record", 10, "retention/_panel.html", _record_panel)
    panels.register("case", 10, "retention/_panel.html", _case_panel)


def _record_panel(record: Any, user: Any) -> dict[str, Any] | None:
    """Class, category, due date and why, of a record: of its case where it has one."""
    from retention import sentences

    case, sentence = sentences.applying_to(record)
    return _panel(sentence, record, case, None if case else _facts_address("record", record, user))


def _case_panel(case: Any, user: Any) -> dict[str, Any] | None:
    from retention import sentences

    return _panel(sentences.present("case", case.pk), case, None, _facts_address("case", case, user))


def _panel(sentence: Any, subject: Any, through_case: Any, facts_url: str | None) -> dict[str, Any]:
    return {"sentence": sentence, "through_case": through_case, "subject": subject, "facts_url": facts_url}


def _facts_address(kind: str, subject: Any, user: Any) -> str | None:
    """Return the page on which this user may enter facts, a hold or a decision; None where the user may not."""
    from django.urls import reverse

    from dms.access import policy

    if subject.record_class is None or not policy.can(user, "retention.set", subject.unit):
        return None
    return reverse(f"retention_{kind}", args=[subject.pk])
