"""Taking many files from the command line: receive each, work the jobs if nobody does, wait until all is searchable."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Q

from dms import lost
from dms.access.system import Principal
from dms.errors import AktaError, sentence
from dms.jobs import ledger, work
from dms.jobs.models import Job
from ingest import actions, sources
from ingest.actions import Destination
from ingest.models import Arrival
from ingest.steps import extract

QUEUES = ("main", "slow")


@dataclass
class Outcome:
    """What became of every path. Rows: path, and record id or code and reason; of what was kept already also a note
    where a destination was named that needs a word."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    already_kept: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    set_aside: list[dict[str, Any]] = field(default_factory=list)


class Intake:
    """One run of `akta ingest`."""

    def __init__(self, by: Principal, where: Destination, show: Callable[[int, int], None]) -> None:
        self._by, self._where, self._show = by, where, show
        self.outcome = Outcome()
        self._paths: dict[str, str] = {}
        self._twice: list[tuple[str, actions.Receipt]] = []

    def run(self, paths: Iterable[Path]) -> Outcome:
        """Take all files under the paths. With no worker up, child processes work the ledger meanwhile."""
        actions.check_destination(self._where, by=self._by)
        helpers = Helpers() if not ledger.workers_alive() else None
        try:
            for found in sources.walk(list(paths)):
                self._receive(found)
                self._show(len(self._paths), len(self._paths))
            self._wait()
        finally:
            if helpers:
                helpers.stop()
        self._sum_up()
        return self.outcome

    def _receive(self, found: sources.Found) -> None:
        path = str(found.path)
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        try:
            if found.problem:
                raise found.problem
            stream, changed = sources.open_file(found.path)
            with stream:
                receipt = actions.receive(
                    stream, found.path.name, source=Arrival.Source.COMMAND, by=self._by, where=self._where,
                    origin=path, modified_at=changed,
                )  # fmt: skip
        except AktaError as problem:
            self.outcome.refused.append({"path": shown, "code": problem.code, "reason": str(problem)})
            return
        except OSError as problem:
            gone = sources.NoSuchPath()
            reason = f"{gone} ({problem.strerror})"
            self.outcome.refused.append({"path": shown, "code": gone.code, "reason": reason})
            return
        if receipt.already:
            self._twice.append((shown, receipt))
        else:
            self._paths[str(receipt.arrival.pk)] = shown

    def _wait(self) -> None:
        """Wait until every arrival came to its end, OCR is done and the index knows it."""
        ids = [*self._paths, *(str(receipt.arrival.pk) for _path, receipt in self._twice)]
        while True:
            open_count = lost.patiently(lambda: self._open(ids))
            self._show(len(ids) - min(open_count, len(ids)), len(ids))
            if not open_count:
                return
            time.sleep(0.1)

    def _open(self, ids: list[str]) -> int:
        """Return how much is still to do: arrivals under way, then jobs of OCR and indexing."""
        under_way = [Arrival.State.RECEIVED, Arrival.State.CAPTURED]
        count = sum(Arrival.objects.filter(pk__in=part, state__in=under_way).count() for part in _portions(ids))
        if count:
            return count
        busy = Q(state=Job.State.READY) | Q(state=Job.State.RUNNING)
        return Job.objects.filter(busy, name__in=["ingest.ocr", "search.index"]).count()

    def _sum_up(self) -> None:
        for part in _portions([*self._paths]):
            for arrival in Arrival.objects.filter(pk__in=part):
                self._sort(self._paths[str(arrival.pk)], arrival, self.outcome.kept)
        for path, receipt in self._twice:
            self._sort(path, Arrival.objects.get(pk=receipt.arrival.pk), self.outcome.already_kept, receipt.note)

    def _sort(self, path: str, arrival: Arrival, good: list[dict[str, Any]], note: str = "") -> None:
        row: dict[str, Any] = {"path": path, "id": str(arrival.record_id or arrival.record_id_given)}
        if note:
            row["note"] = note
        if arrival.state == Arrival.State.SET_ASIDE and arrival.problem:
            problem = arrival.problem
            row |= {"code": problem["code"], "reason": sentence(problem["message"], problem["params"])}
            self.outcome.set_aside.append(row)
        else:
            good.append(row)


def _portions(ids: list[str], size: int = 500) -> Iterable[list[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


class Helpers:
    """Child processes that work the ledger while a command waits; as many as the settings say."""

    def __init__(self, queues: Sequence[str] = QUEUES) -> None:
        ledger.sweep()
        for connection in connections.all(initialized_only=True):
            connection.close()
        context = multiprocessing.get_context("fork")
        self._stop = context.Event()
        given = (self._stop, os.getpid(), tuple(queues))
        self._children = [context.Process(target=_work, args=given) for _ in range(settings.AKTA_WORKERS)]
        for child in self._children:
            child.start()

    def stop(self) -> None:
        """Let the children finish what they hold, then end them."""
        self._stop.set()
        for child in self._children:
            child.join(timeout=300)


def _work(stop: Any, parent: int, queues: tuple[str, ...]) -> None:
    """Work the ledger until told to stop or orphaned; sweep now and then in place of the scheduler."""
    swept = time.monotonic()

    def enough() -> bool:
        nonlocal swept
        if time.monotonic() - swept > 2:
            swept = time.monotonic()
            ledger.sweep()
        return bool(stop.is_set()) or os.getppid() != parent

    with work.Heart(queues), closing(extract.box()):  # a forked child runs no exit handlers
        work.drain(queues, seconds=86_400, until=enough)
