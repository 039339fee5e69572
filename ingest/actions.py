"""Receiving a file: the only place where a receipt is given. Acknowledged means kept.

The bytes are durable in `incoming/` and the row is committed before `receive` returns. A file can be refused before
that; afterwards it can only be set aside, with its bytes and the reason.
"""

from __future__ import annotations

import datetime as dt
import errno
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from dms import lost
from dms.access import policy
from dms.access.models import Level, Unit, User
from dms.access.system import Principal
from dms.archive import protection
from dms.audit import log
from dms.cases.models import Case
from dms.errors import Conflict, Refused, Unavailable
from dms.jobs import ledger
from dms.jobs.models import Job
from dms.records.actions import NotFinalClass
from dms.records.models import RecordClass
from dms.storage import spaces
from dms.storage.incoming import Incoming
from ingest.again import place
from ingest.models import Arrival
from ingest.names import shown, shown_path


class EmptyFile(Refused):
    """There is nothing in the file."""

    code = "arrival.empty"
    message = _("The file is empty (0 bytes). Send it again from its source.")


class TooLarge(Refused):
    """The file is larger than this office takes in one piece."""

    code = "arrival.too_large"
    message = _("The file is larger than %(limit)s MB, the largest that this office takes.")


class NoRoom(Unavailable):
    """The disk is full; nothing is acknowledged any more."""

    code = "arrival.no_room"
    message = _("There is no room left where files are kept. Nothing was taken; tell the administrator.")
    status = 507


class ClosedCase(Conflict):
    """The case named for the files is closed."""

    code = "arrival.case_closed"
    message = _("Case %(reference)s is closed and takes no files. Reopen it or choose another.")


@dataclass(frozen=True)
class Destination:
    """Where arrivals belong from the start, where the sender knows it."""

    unit: Unit | None = None
    level: str = Level.UNIT
    record_class: RecordClass | None = None
    case: Case | None = None


@dataclass(frozen=True)
class Receipt:
    """The proof that a file is kept. `already` tells that the same sender had sent these bytes before; `note` then says
    what became of a destination named this time (a sentence in the active language, "" when there is none)."""

    arrival: Arrival
    already: bool
    note: str = ""


def check_destination(where: Destination, *, by: Principal) -> None:
    """Refuse a wrong class, a closed case or a missing right before any file is read."""
    policy.require(by, "record.receive", where.unit or (where.case.unit if where.case else None))
    if where.case:
        policy.require(by, "case.file", where.case.unit)
    if where.record_class and not where.record_class.is_final:
        raise NotFinalClass(symbol=where.record_class.symbol)
    if where.case and not where.case.is_open:
        raise ClosedCase(reference=where.case.reference)


def receive(
    stream: BinaryIO,
    name: str,
    *,
    source: str,
    by: Principal,
    where: Destination,
    origin: str = "",
    modified_at: dt.datetime | None = None,
) -> Receipt:
    """Keep a file and acknowledge it.

    Streams with constant memory; `name` is the sender's, `origin` the path it came from. The same bytes from the same
    source by the same sender are answered with the first receipt; a destination named this time counts if the record
    has none yet. Raises EmptyFile, TooLarge, NoRoom, StorageFailed.
    """
    check_destination(where, by=by)
    sender = f"{by.actor.kind}:{by.actor.id}"
    arrival = Arrival(
        source=source, origin=shown_path(origin), name=shown(name), modified_at=modified_at, received_at=ledger.now(),
        user=_user(by), sender_key=sender, unit=where.unit or (where.case.unit if where.case else None),
        level=where.level, record_class=where.record_class, case=where.case,
    )  # fmt: skip
    incoming = spaces.incoming()
    arrival.sha256, arrival.size = sha256, _size = _keep(incoming, arrival, stream, by)
    again = Arrival.objects.filter(source=source, sender_key=sender, sha256=sha256).first()
    if again is not None:
        incoming.remove(str(arrival.pk))
        return Receipt(again, True, place(again, where, by=by))
    try:
        lost.patiently(lambda: _enter(arrival, by))
    except IntegrityError:  # the same bytes came twice at the same moment
        again = Arrival.objects.get(source=source, sender_key=sender, sha256=sha256)
        if again.pk == arrival.pk:  # it had been committed when the connection broke
            return Receipt(again, False)
        incoming.remove(str(arrival.pk))
        return Receipt(again, True, place(again, where, by=by))
    return Receipt(arrival, False)


def _enter(arrival: Arrival, by: Principal) -> None:
    """Commit the row with its event and its job. Raises IntegrityError where the same is there already."""
    with transaction.atomic():
        arrival.save(force_insert=True)
        data = {"name": arrival.name, "size": arrival.size, "sha256": arrival.sha256, "source": arrival.source}
        log.record("arrival.received", ("arrival", arrival.pk), by.actor, data)
        ledger.enqueue("ingest.arrival", {"arrival_id": str(arrival.pk)}, subject=("arrival", arrival.pk))


def _keep(incoming: Incoming, arrival: Arrival, stream: BinaryIO, by: Principal) -> tuple[str, int]:
    """Make the bytes durable with their note; return (sha256, size). Whatever fails, nothing is left behind."""
    if spaces.free_mb() < settings.AKTA_MIN_FREE_MB:
        raise NoRoom
    protection.require()
    name = str(arrival.pk)
    try:
        limited = _Limited(stream, settings.AKTA_MAX_FILE_MB * 1_000_000)
        kept = incoming.receive(name, cast(BinaryIO, limited), _note(arrival, by))
        if kept.size == 0:
            raise EmptyFile
    except BaseException as problem:
        incoming.remove(name)
        cause = problem.__cause__ or problem
        if isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoRoom from problem
        raise
    return kept.sha256, kept.size


class _Limited:
    """A stream that refuses to go past a limit, so that no file fills the disk unseen."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream, self._left, self._limit = stream, limit, limit

    def read(self, size: int = -1) -> bytes:
        """Read on; raises TooLarge past the limit."""
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge(limit=self._limit // 1_000_000)
        return data


def _user(by: Principal) -> User | None:
    return None if by.sees_everything else cast(User, by)


def _note(arrival: Arrival, by: Principal) -> dict[str, Any]:
    """What lies beside the bytes in `incoming/`, so that they explain themselves without the database."""
    return {
        "id": str(arrival.pk), "record": str(arrival.record_id_given), "name": arrival.name, "origin": arrival.origin,
        "source": arrival.source, "received_at": arrival.received_at, "modified_at": arrival.modified_at,
        "by": [by.actor.kind, by.actor.id, by.actor.name],
        "unit": str(arrival.unit_id) if arrival.unit_id else None, "level": arrival.level,
        "class": arrival.record_class.reference if arrival.record_class else None,
        "case": str(arrival.case_id) if arrival.case_id else None,
    }  # fmt: skip


def retry(arrival: Arrival, *, by: Principal) -> None:
    """Try a set-aside arrival again."""
    policy.require(by, "job.retry", arrival.unit)
    if arrival.state != Arrival.State.SET_ASIDE:
        raise Conflict
    with transaction.atomic():
        state = Arrival.State.CAPTURED if arrival.record_id else Arrival.State.RECEIVED
        Arrival.objects.filter(pk=arrival.pk).update(state=state, problem=None)
        aside = Job.objects.filter(subject_kind="arrival", subject_id=str(arrival.pk), state=Job.State.SET_ASIDE)
        aside.update(state=Job.State.DONE)
        log.record("arrival.retried", ("arrival", arrival.pk), by.actor)
        ledger.enqueue("ingest.arrival", {"arrival_id": str(arrival.pk)}, subject=("arrival", arrival.pk), priority=2)
