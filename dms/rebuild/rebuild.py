"""The rebuild: an empty database becomes the office again, from the archive's objects and its ledger.

Order: the audit trail from the ledger's segments, then the kinds from lowest to highest (users and units, scheme,
persons, cases, records, appointments), then links between them, due dates, index. Actions are not used: restoring
tells nothing new, so it makes no events. Passwords are not in the archive: accounts come back without one.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from dms.archive import kinds, ledger_segments
from dms.archive.store import archive, note_head
from dms.audit.models import AuditEvent, AuditSeal
from dms.errors import AktaError, Conflict
from dms.records.models import Record

Show = Callable[[str, int, int], None]
Finish = list[tuple[kinds.Kind, str, kinds.Metadata]]


class NotEmpty(Conflict):
    """A rebuild begins with an empty database."""

    code = "rebuild.not_empty"
    message = _(
        "The database is not empty. Delete it first (the archive keeps everything), or point AKTA_HOME elsewhere."
    )


@dataclass
class Report:
    """What was rebuilt, by kind, and which objects could not be."""

    restored: dict[str, int] = field(default_factory=dict)
    events: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)
    without_description: list[str] = field(default_factory=list)


def run(show: Show) -> Report:
    """Rebuild everything but the index. Raises NotEmpty. An object that cannot be read is reported and passed over."""
    if Record.objects.exists() or AuditEvent.objects.exists():
        raise NotEmpty
    report = Report()
    report.events = _ledger(show)
    finish: Finish = []
    by_kind: dict[str, list[str]] = {}
    for object_id in archive().objects():
        by_kind.setdefault(_kind_of(object_id, report), []).append(object_id)
    for kind in kinds.all_kinds():
        object_ids = sorted(by_kind.get(kind.name, []))
        for count, object_id in enumerate(object_ids, start=1):
            _restore(kind, object_id, report, finish)
            show(kind.name, count, len(object_ids))
    with transaction.atomic():
        for kind, noun_id, own in finish:
            assert kind.finish is not None
            kind.finish(noun_id, own)
    return report


def _kind_of(object_id: str, report: Report) -> str:
    """Return the kind of an object; one that no kind of Akta wrote is reported."""
    kind = kinds.split(object_id)[0] if object_id.count(":") >= 2 else ""
    if kinds.get(kind) is None:
        report.failed.append({"object": object_id, "problem": "no such kind"})
    return kind


def _restore(kind: kinds.Kind, object_id: str, report: Report, finish: Finish) -> None:
    """Restore one object; whatever is wrong with it is reported, and the others go on."""
    _kind, noun_id = kinds.split(object_id)
    try:
        own = _put_back(kind, object_id, noun_id, report)
    except (AktaError, ValueError, LookupError, TypeError, OSError, ObjectDoesNotExist, IntegrityError) as problem:
        report.failed.append({"object": object_id, "problem": f"{type(problem).__name__}: {problem}"})
        return
    report.restored[kind.name] = report.restored.get(kind.name, 0) + 1
    if kind.finish and own is not None:
        finish.append((kind, noun_id, own))


def _put_back(kind: kinds.Kind, object_id: str, noun_id: str, report: Report) -> kinds.Metadata | None:
    """Read an object's newest version and put it into the database; return its own description."""
    files = archive().files(object_id)
    metadata = {
        path.removeprefix("metadata/").removesuffix(".json"): json.loads(archive().read(object_id, path))
        for path in files
        if path.startswith("metadata/")
    }
    texts = {path: archive().read(object_id, path) for path in files if path.startswith("text/")}
    events = [archive().read(object_id, path) for path in files if path.startswith("events/")]
    head = archive().head(object_id).version
    with transaction.atomic():
        own, made = kinds.own_description(kind.name, metadata)
        if own is not None:
            metadata[kind.name] = own
        for part in kinds.parts(kind.name):
            if part.name in metadata:
                part.restore(noun_id, metadata[part.name])
        if kind.restore_texts and texts:
            kind.restore_texts(noun_id, texts)
        count = _events(events)
        note_head(object_id, head)
    report.events += count
    if made:
        report.without_description.append(object_id)
    return own


def _event(data: dict[str, Any], digest: str) -> AuditEvent:
    return AuditEvent(
        pk=uuid.UUID(data["id"]), verb=data["verb"], schema=data["schema"], subject_kind=data["subject"][0],
        subject_id=data["subject"][1], actor_kind=data["actor"][0], actor_id=data["actor"][1],
        actor_name=data["actor"][2], at=dt.datetime.fromisoformat(data["at"]), data=data["data"], digest=digest,
    )  # fmt: skip


def _ledger(show: Show) -> int:
    """Put back the sealed events with their places in the chain."""
    count = 0
    batch: list[dict[str, Any]] = []

    def write() -> None:
        with transaction.atomic():
            AuditEvent.objects.bulk_create([_event(row["event"], row["digest"]) for row in batch])
            AuditSeal.objects.bulk_create(
                [
                    AuditSeal(
                        position=row["position"], event_id=row["event"]["id"], hash=row["hash"],
                        sealed_at=dt.datetime.fromisoformat(row["sealed_at"]),
                    )
                    for row in batch
                ]
            )  # fmt: skip
        batch.clear()

    for row in ledger_segments.read():
        batch.append(row)
        count += 1
        if len(batch) == 500:
            write()
            show("ledger", count, count)
    write()
    return count


def _events(files: list[bytes]) -> int:
    """Put back events that the ledger does not have (the unsealed tail); known ones are known by their ids."""
    rows = [json.loads(line) for data in files for line in data.splitlines()]
    known = set(AuditEvent.objects.filter(pk__in=[row["id"] for row in rows]).values_list("pk", flat=True))
    fresh = [row for row in rows if uuid.UUID(row["id"]) not in known]
    AuditEvent.objects.bulk_create([_event(row, row["digest"]) for row in fresh], ignore_conflicts=True)
    return len(fresh)
