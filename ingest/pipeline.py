"""The road of one arrival, one module per step: identify → check → capture → extract → render.

Each step may be repeated: it looks at what is done already. So a job that was killed anywhere starts from the top.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from dms.access.system import SYSTEM
from dms.audit import log
from dms.cases import actions as cases
from dms.errors import AktaError
from dms.jobs import aside
from dms.jobs.ledger import enqueue, job
from dms.jobs.models import Job
from dms.records import actions as records
from dms.storage import spaces
from ingest import again
from ingest.models import Arrival
from ingest.steps import capture, check, extract, identify, render


@job("ingest.arrival")
def run(arrival_id: str) -> None:
    """Bring an arrival to its end. Raises what a step raises; the ledger tries again or sets it aside."""
    arrival = Arrival.objects.select_related("unit", "record_class", "case__unit", "user", "record").get(pk=arrival_id)
    if arrival.state in {Arrival.State.DONE, Arrival.State.SET_ASIDE}:
        return
    with _bytes_of(arrival) as path:
        if arrival.record is None:
            identify.run(arrival, path)
            check.run(arrival, path)
            capture.run(arrival, path)
        _settle(arrival)
        extracted = extract.run(arrival, path)
        render.run(arrival, extracted)
    _finish(arrival)
    if extracted.needs_ocr:
        enqueue(
            "ingest.ocr",
            {"record_id": str(arrival.record_id)},
            subject=("record", arrival.record_id),
            priority=6,
        )


@contextmanager
def _bytes_of(arrival: Arrival) -> Iterator[Path]:
    """Give the arrival's bytes as a file: from `incoming/`, or after the capture from the archive."""
    incoming = spaces.incoming()
    if incoming.exists(str(arrival.pk)):
        with incoming.as_file(str(arrival.pk)) as path:
            yield path
    else:
        with capture.as_file(arrival) as path:
            yield path


def _settle(arrival: Arrival) -> None:
    """Put the record where the sender said it belongs: into its case, or its class. One that has a home stays there.

    The destination may have been named while the file was being captured (`ingest.again`), so it is read now.
    """
    arrival.refresh_from_db(fields=["case", "record_class"])
    wanted = arrival.case or arrival.record_class
    if wanted is None:
        return
    with transaction.atomic():
        record, home = again.held(arrival, wanted)
        if home is not None:
            return
        if arrival.case:
            cases.file_record(arrival.case, record, by=SYSTEM)
        elif arrival.record_class:
            records.classify(record, arrival.record_class, by=SYSTEM)
    arrival.record = record


def _finish(arrival: Arrival) -> None:
    with transaction.atomic():
        changed = Arrival.objects.filter(pk=arrival.pk, state=Arrival.State.CAPTURED).update(state=Arrival.State.DONE)
        if changed:
            log.record("arrival.done", ("arrival", arrival.pk), SYSTEM.actor, {"record": str(arrival.record_id)})
    spaces.incoming().remove(str(arrival.pk))


@aside.on_set_aside("ingest.arrival")
def set_aside(row: Job, problem: AktaError) -> None:
    """Show on the arrival why it could not go on; its bytes stay where they are."""
    Arrival.objects.filter(pk=row.args["arrival_id"]).exclude(state=Arrival.State.DONE).update(
        state=Arrival.State.SET_ASIDE, problem=problem.as_data()
    )
