"""Putting `incoming/` in order: what was acknowledged and lost its row comes back, what never was is swept.

Bytes with a note but without a row: a crash fell between the two, or the database was restored to an earlier hour or
rebuilt. Nobody can tell whether the sender saw a receipt, so the file is taken in; sent again, it is "already kept".
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from dms.access.models import Unit, User
from dms.access.system import SYSTEM
from dms.audit import log
from dms.cases.models import Case
from dms.errors import AktaError
from dms.jobs import ledger
from dms.records.models import Record, RecordClass
from dms.storage import spaces
from dms.storage.incoming import Incoming
from ingest.models import Arrival

logger = logging.getLogger(__name__)
UNFINISHED_FOR = dt.timedelta(minutes=10)
NEVER_ACKNOWLEDGED_FOR = dt.timedelta(days=2)


@ledger.job("ingest.tidy", every=3600)
def tidy() -> None:
    """Adopt and sweep."""
    adopt()
    sweep()


def sweep(older_than: dt.timedelta = NEVER_ACKNOWLEDGED_FOR) -> list[str]:
    """Remove bytes that were never acknowledged and are old enough; return their ids or names."""
    before = dt.datetime.now(dt.UTC) - older_than
    return [*spaces.incoming().sweep(before), *_sweep_passing(before)]


def _sweep_passing(before: dt.datetime) -> list[str]:
    """Remove passing copies that a killed process left: uploads half come, files handed to a reader."""
    swept = []
    for path in (Path(settings.AKTA_HOME) / "tmp").glob("*"):
        with contextlib.suppress(OSError):
            if path.is_file() and path.lstat().st_mtime < before.timestamp():
                path.unlink()
                swept.append(path.name)
    return swept


def adopt(older_than: dt.timedelta = UNFINISHED_FOR) -> list[str]:
    """Take in acknowledged bytes that have no row; return the ids of their arrivals."""
    incoming = spaces.incoming()
    ids = list(incoming.ids())
    known = {str(pk) for pk in Arrival.objects.filter(pk__in=ids).values_list("pk", flat=True)}
    latest = dt.datetime.now(dt.UTC) - older_than
    adopted = []
    for arrival_id in ids:
        if arrival_id in known:
            continue
        try:
            if _adopt(incoming, arrival_id, latest):
                adopted.append(arrival_id)
        except (AktaError, ValueError, LookupError, TypeError, IntegrityError):
            logger.exception("what waits as %s cannot be taken in", arrival_id)  # the bytes stay, the others go on
    return adopted


def _adopt(incoming: Incoming, arrival_id: str, latest: dt.datetime) -> bool:
    """Take in one, or remove it when its record is here already; tell whether it was taken in.

    A record that the archive has and the database does not is taken in: capturing it again writes nothing new.
    """
    note = incoming.note(arrival_id)
    if dt.datetime.fromisoformat(note["received_at"]) > latest:
        return False
    if _again(note) or Record.objects.filter(pk=note["record"]).exists():
        incoming.remove(arrival_id)
        return False
    _take_in(note)
    return True


def _again(note: dict[str, Any]) -> bool:
    """Tell whether the same sender's same bytes are kept under another arrival."""
    sender = f"{note['by'][0]}:{note['by'][1]}"
    return Arrival.objects.filter(source=note["source"], sender_key=sender, sha256=note["sha256"]).exists()


def _take_in(note: dict[str, Any]) -> None:
    actor_kind, actor_id, _name = note["by"]
    modified = note.get("modified_at")
    arrival = Arrival(
        pk=note["id"], record_id_given=note["record"], source=note["source"], origin=note["origin"],
        name=note["name"], size=note["size"], sha256=note["sha256"],
        received_at=dt.datetime.fromisoformat(note["received_at"]),
        modified_at=dt.datetime.fromisoformat(modified) if modified else None,
        user=User.objects.filter(pk=actor_id).first() if actor_kind == "user" else None,
        sender_key=f"{actor_kind}:{actor_id}", level=note["level"],
        unit=Unit.objects.filter(pk=note["unit"]).first() if note["unit"] else None,
        record_class=_class(note["class"]),
        case=Case.objects.filter(pk=note["case"]).first() if note["case"] else None,
    )  # fmt: skip
    with transaction.atomic():
        arrival.save(force_insert=True)
        log.record("arrival.adopted", ("arrival", arrival.pk), SYSTEM.actor, {"sha256": arrival.sha256})
        ledger.enqueue("ingest.arrival", {"arrival_id": str(arrival.pk)}, subject=("arrival", arrival.pk))


def _class(reference: list[str] | None) -> RecordClass | None:
    """Return the class that the sender named; where it is gone the record waits in the inbox."""
    if not reference:
        return None
    return RecordClass.objects.filter(scheme__pk=reference[0], symbol=reference[1]).first()
