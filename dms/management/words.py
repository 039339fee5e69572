"""What commands print for people: columns, times of the office, words instead of codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from dms.audit.models import AuditEvent
from dms.audit.sentences import sentence_of
from dms.desk.trail import KINDS as SUBJECTS
from dms.records.models import Record
from retention.counting import Action

ACTIONS = {
    Action.DESTROY: _("disposal"), Action.APPRAISE: _("appraisal"), Action.TRANSFER: _("transfer"),
    Action.NONE: _("no date"),
}  # fmt: skip
BARS = {"held": _("held"), "lent": _("lent out")}
PARTS = {
    "snapshot": _("users and units"), "scheme": _("classification scheme"), "person": _("people and institutions"),
    "case": _("cases"), "record": _("records"), "appointment": _("appointments"), "counters": _("counters of cases"),
    "events": _("events"), "ledger": _("audit trail"),
}  # fmt: skip
"""Names of archived kinds and of parts of the state hash → what they hold."""
FACETS = {
    "kind": _("Kind"), "cls": _("Class"), "category": _("Archival category"), "year": _("Year"), "unit": _("Unit"),
}  # fmt: skip


def columns(rows: Sequence[Sequence[str]], head: Sequence[str] = ()) -> Iterator[str]:
    """Yield rows as lines with aligned columns, under a head where one is given; the last column is not padded."""
    table = [*([head] if head and rows else []), *rows]
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]) - 1)] if table else []
    for row in table:
        padded = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
        yield "  ".join([*padded, row[-1]]).rstrip()


def sheet(rows: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Yield (label, value) as aligned lines, leaving out what is empty."""
    yield from columns([(f"{label}:", str(value)) for label, value in rows if value not in (None, "", [])])


def local(instant: dt.datetime | str | None) -> str:
    """Return an instant in the office's time zone, in figures that sort: `2026-11-24 01:04:50`."""
    if isinstance(instant, str):
        instant = dt.datetime.fromisoformat(instant)
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M:%S}" if instant else ""


def action(due: dict[str, Any]) -> str:
    """Return what may be done from the due day on, and what bars it."""
    bars = [gettext(BARS.get(bar, bar)) for bar in due["barred_by"]]
    return gettext(ACTIONS[Action(due["action"])]) + (f" ({', '.join(bars)})" if bars else "")


def due_line(due: dict[str, Any]) -> str:
    """Return category, day and action in one line."""
    return ", ".join(str(part) for part in (due["category"], due["due_on"], action(due)) if part)


def kind(name: str) -> str:
    """Return the word for a kind of hit: of a record, or another subject."""
    known: dict[Any, Any] = {**dict(SUBJECTS), **dict(Record.Kind.choices)}
    return str(known.get(name, name))


def events(rows: Sequence[dict[str, Any]], *, subjects: bool = False) -> Iterator[str]:
    """Yield events as lines: when, who, what; with the subject where they are about several."""
    lines = []
    for row in rows:
        said = sentence_of(AuditEvent(verb=row["verb"], data=row["data"]))
        about = f"  [{kind(row['subject'][0])} {row['subject'][1]}]" if subjects else ""
        lines.append((local(row["at"]), row["actor"][2], said + about))
    yield from columns(lines)


def parts(names: Iterable[str]) -> str:
    """Return names of archived kinds, each with what it holds: the help of an option that takes one."""
    return "; ".join(f"{name}: {part(name)}" for name in names)


def part(name: str) -> str:
    """Return what an archived kind or a part of the state holds."""
    return gettext(PARTS.get(name, name))
