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


def _record_panel(record: Any, _user: Any) -> dict[str, Any] | None:
    """Class, category, due date and why, of a record: of its case where it has one."""
    from retention.models import Sentence

    filing = getattr(record, "filing", None)
    found = Sentence.of("case", filing.case_id) if filing else Sentence.of("record", record.pk)
    return {"sentence": found, "through_case": filing.case if filing else None, "subject": record}


def _case_panel(case: Any, _user: Any) -> dict[str, Any] | None:
    from retention.models import Sentence

    return {"sentence": Sentence.of("case", case.pk), "through_case": None, "subject": case}
