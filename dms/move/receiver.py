"""The side of a move that writes, with the settings of the office to be: answers what the sender asks.

It takes over only into an office that is empty, or into what an interrupted move of the same office left.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, BinaryIO

from django.utils.translation import gettext_noop as _

import dms
from dms.archive.store import archive, home
from dms.audit.models import AuditEvent
from dms.database import prepare
from dms.errors import AktaError, Conflict
from dms.jobs import ledger
from dms.move import rooms, tables
from dms.move.wire import CutOff, Wire
from dms.rebuild import state
from search import indexing

AT_ONCE = 4  # small files stored side by side: their waits for the disk or the server overlap
SMALL = 1 << 20


class OtherOffice(Conflict):
    """The receiving side holds something that did not come from the sender."""

    code = "move.other_office"
    message = _("There is another office already at %(place)s. Name settings whose database and archive are empty.")


class SamePlace(Conflict):
    """Both sides use one database."""

    code = "move.same_place"
    message = _("The settings of the office to be name the database of this one. Name another in DATABASE_URL.")


class AtWork(Conflict):
    """Workers of the receiving side are running."""

    code = "move.at_work"
    message = _("Workers of the receiving office are running. Stop it first.")


class Portion(io.RawIOBase):
    """So many bytes of the pipe, as a stream of its own."""

    def __init__(self, source: BinaryIO, size: int) -> None:
        self._source, self._left = source, size

    def readable(self) -> bool:
        """Return that one may read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer; returns the number of bytes. Raises CutOff when the pipe ends early."""
        data = self._source.read(min(len(buffer), self._left))
        if not data and self._left:
            raise CutOff
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)


class Receiver:
    """Answers one sender until the pipe ends."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="move")
        self._storing: list[Future[None]] = []

    def run(self) -> None:
        """Answer until the sender says that it is done, or is gone."""
        with self._pool:
            while True:
                try:
                    asked = self._wire.hear()
                except CutOff:
                    return
                what = str(asked.pop("ask"))
                if what == "done":
                    self._wire.say(done=True)
                    return
                try:
                    answer = getattr(self, f"_answer_{what}")(**asked)
                except AktaError as problem:
                    answer = {"error": str(problem)}
                if answer is not None:
                    self._wire.say(**answer)

    def _answer_hello(self, first_event: str, database: str) -> dict[str, Any]:
        """Make database and archive ready; refuse an office that is not the sender's, and the sender itself."""
        if database == tables.place():
            raise SamePlace
        prepare()
        own = first_event_id()
        if own and own != first_event:
            raise OtherOffice(place=home())
        if ledger.workers_alive() or ledger.workers_alive("slow"):
            raise AtWork
        return {"version": dms.__version__, "archive": home(), "rooms": rooms.place()}

    def _answer_digest(self, table: str) -> dict[str, Any]:
        return tables.digest(tables.table(table))

    def _answer_rows(self, table: str) -> dict[str, Any]:
        """Take over a table: batches follow, each a line."""

        def batches() -> Iterator[list[tables.Row]]:
            for said in self._wire.hear_all():
                yield said["rows"]

        return {"count": tables.take_over(tables.table(table), batches())}

    def _answer_files(self, room: str) -> dict[str, Any]:
        """Tell what a room has, one line a file."""
        for found in rooms.rooms()[room].files():
            self._wire.say(path=found.path, size=found.size)
        return {"end": True}

    def _answer_put(self, room: str, path: str, size: int) -> None:
        """Keep the file whose bytes follow. No answer: what fails is told at the next `settle`."""
        place = rooms.rooms()[room]
        portion = io.BufferedReader(Portion(self._wire.reading, size), SMALL)
        if size > SMALL:
            self._storing.append(_now(lambda: place.put(path, portion, size)))
            while portion.read(SMALL):
                pass
            return
        data = portion.read()
        self._storing.append(self._pool.submit(lambda: place.put(path, io.BytesIO(data), size)))

    def _answer_settle(self) -> dict[str, Any]:
        """Wait until all files that came are durable."""
        storing, self._storing = self._storing, []
        for one in storing:
            one.result()
        return {"kept": len(storing)}

    def _answer_finish(self) -> dict[str, Any]:
        """Make what follows from rows and files: counters of the database, the index."""
        tables.reset_counters()
        return {"indexed": indexing.rebuild()}

    def _answer_state(self) -> dict[str, Any]:
        return state.state()

    def _answer_verify(self) -> dict[str, Any]:
        """Read every byte of the archive again."""
        faults, count = [], 0
        for object_id, findings in archive().verify_all():
            count += 1
            faults += [f"{object_id} {one.where}: {one.detail}" for one in findings]
        return {"objects": count, "faults": faults}


def _now(store: Any) -> Future[None]:
    """Do something at once, and keep what came of it like something that is done later."""
    future: Future[None] = Future()
    try:
        future.set_result(store())
    except Exception as problem:
        future.set_exception(problem)
    return future


def first_event_id() -> str:
    """Return the id of the first event of this office, by which two sides know that they hold the same one."""
    first = AuditEvent.objects.order_by("pk").values_list("pk", flat=True).first()
    return str(first) if first else ""


def serve() -> None:
    """Receive over standard input and output. Whatever else prints goes to standard error."""
    writing = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    Receiver(Wire(sys.stdin.buffer, writing)).run()
