"""The side of a move that reads: asks what the receiver has, sends what it lacks, and compares both at the end.

Nothing of the office itself is changed. What did not change since an interrupted move is not sent again: a table with
the same digest, a file of the same size (the last step reads every byte of the archive that was received).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext_noop as _

from dms.errors import Conflict, Damaged
from dms.jobs import ledger
from dms.move import rooms, tables
from dms.move.receiver import first_event_id
from dms.move.wire import Wire
from dms.rebuild import state

Show = Callable[[str, int, int], None]
SETTLE_AFTER = 200  # files on their way before the receiver is asked whether they are kept


class StillAtWork(Conflict):
    """The office is in use."""

    code = "move.still_at_work"
    message = _("Workers of this office are running. Stop it first, so that nothing changes while it moves.")


class Differs(Damaged):
    """After the move both sides are not equal."""

    code = "move.differs"
    message = _(
        "The move is not complete: %(what)s. The office here is untouched. If somebody worked in it meanwhile, "
        "stop it and start the move again."
    )


@dataclass
class Report:
    """What was moved and compared."""

    to: str = ""
    rows: int = 0
    tables_sent: int = 0
    files_sent: int = 0
    files_there: int = 0
    bytes_sent: int = 0
    objects: int = 0
    indexed: int = 0
    hash: str = ""
    parts: dict[str, Any] = field(default_factory=dict)


def move(wire: Wire, show: Show) -> Report:
    """Move this office to the receiver at the other end. Raises StillAtWork, Differs, and what the receiver says."""
    if ledger.workers_alive() or ledger.workers_alive("slow"):
        raise StillAtWork
    hello = wire.ask("hello", first_event=first_event_id(), database=tables.place())
    report = Report(to=hello["archive"])
    if hello["rooms"] != rooms.place():  # else only the database moves
        for name, room in rooms.rooms().items():
            _send_room(wire, name, room, report, show)
    _send_tables(wire, report, show)
    show("index", 0, 0)
    report.indexed = wire.ask("finish")["indexed"]
    _compare(wire, report, show)
    wire.ask("done")
    return report


def _send_room(wire: Wire, name: str, room: rooms.Room, report: Report, show: Show) -> None:
    """Send the files that the receiver lacks: first what may come at once, then what makes it count."""
    wire.say(ask="files", room=name)
    there = {said["path"]: said["size"] for said in wire.hear_all()}
    found = list(room.files())
    early, late = rooms.in_order(found)
    lacking = [one for one in early if there.get(one.path) != one.size]
    report.files_there += len(early) - len(lacking)
    sent = 0
    for part in (lacking, late):
        for batch in _batches(part, SETTLE_AFTER):
            for one in batch:
                wire.say(ask="put", room=name, path=one.path, size=one.size)
                with room.open(one.path) as stream:
                    wire.send(stream, one.size)
                report.bytes_sent += one.size
            wire.ask("settle")
            sent += len(batch)
            show(name, sent, len(lacking) + len(late))
    report.files_sent += sent


def _send_tables(wire: Wire, report: Report, show: Show) -> None:
    """Send the tables that differ, those that others point to first."""
    todo = tables.all_tables()
    for number, model in enumerate(todo, start=1):
        label = model._meta.label_lower
        own = tables.digest(model)
        report.rows += own["count"]
        if wire.ask("digest", table=label) != own:
            wire.say(ask="rows", table=label)
            for batch in _batches(tables.rows(model), tables.BATCH):
                wire.say(rows=batch)
            wire.say(end=True)
            wire.hear()
            report.tables_sent += 1
        show("tables", number, len(todo))


def _compare(wire: Wire, report: Report, show: Show) -> None:
    """Compare rows by digest, the state by its hash, and let the receiver read every byte of the archive again."""
    for model in tables.all_tables():
        label = model._meta.label_lower
        if label != "search.dirty" and wire.ask("digest", table=label) != tables.digest(model):
            raise Differs(what=label)
    ours, theirs = state.state(), wire.ask("state")
    if ours != theirs:
        parts = [name for name, part in ours["parts"].items() if theirs["parts"].get(name) != part]
        raise Differs(what=", ".join(parts))
    show("verify", 0, 0)
    verified = wire.ask("verify")
    if verified["faults"]:
        raise Differs(what="; ".join(verified["faults"][:5]))
    report.objects, report.hash, report.parts = verified["objects"], ours["hash"], ours["parts"]


def _batches(given: Iterable[Any], size: int) -> Iterator[list[Any]]:
    given = iter(given)
    while batch := list(islice(given, size)):
        yield batch
