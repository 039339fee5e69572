"""Step 3: into the archive. Version 1 of the record's object holds the bytes as received and how they came;
everything was read back before the record's row is written. The rest follows by write-back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from dms import canonical
from dms.access.system import SYSTEM
from dms.archive.kinds import object_id
from dms.archive.store import WRITER, archive, note_head
from dms.records import actions as records
from dms.records.models import Record
from ingest.mediatypes import extension
from ingest.models import Arrival
from ingest.names import title

KINDS = {
    "image": Record.Kind.PHOTO,
    "video": Record.Kind.VIDEO,
    "audio": Record.Kind.AUDIO,
    "email": Record.Kind.LETTER_IN,
}


def run(arrival: Arrival, path: Path) -> None:
    """Write the archive object, then the record. Repeats harmlessly."""
    identifier = object_id("record", arrival.record_id_given)
    main = f"content/001{extension(arrival.media_type) or '.bin'}"
    files: dict[str, Any] = {main: path, "metadata/arrival.json": canonical.pretty(description(arrival))}
    head = archive().write(
        identifier, files, message="Capture", user=_who(arrival), created=arrival.received_at, verify=True
    )
    with transaction.atomic():
        note_head(identifier, head.version)
        record = records.capture(
            arrival.record_id_given,
            components=[_component(arrival, main)],
            unit=arrival.unit,
            level=arrival.level,
            by=SYSTEM,
            registered_at=arrival.received_at,
            kind=KINDS.get(arrival.group, Record.Kind.OTHER),
            title=title(arrival.name),
        )
        arrival.record, arrival.state = record, Arrival.State.CAPTURED
        arrival.save(update_fields=["record", "state"])


def _component(arrival: Arrival, path: str) -> dict[str, Any]:
    return {
        "number": 1, "role": "main", "name": arrival.name, "path": path, "media_type": arrival.media_type,
        "format_label": arrival.format_label, "group": arrival.group, "size": arrival.size, "sha256": arrival.sha256,
    }  # fmt: skip


def _who(arrival: Arrival) -> tuple[str, str]:
    return (arrival.user.name, f"urn:uuid:{arrival.user_id}") if arrival.user else WRITER


def description(arrival: Arrival) -> dict[str, Any]:
    """Return how the file came, for `metadata/arrival.json`: enough to make the record again from this alone."""
    return {
        "arrival": str(arrival.pk), "name": arrival.name, "origin": arrival.origin, "source": arrival.source,
        "sender": arrival.sender_key, "user": str(arrival.user_id) if arrival.user_id else None,
        "received_at": arrival.received_at, "modified_at": arrival.modified_at, "size": arrival.size,
        "sha256": arrival.sha256, "media_type": arrival.media_type, "format_label": arrival.format_label,
        "group": arrival.group, "unit": str(arrival.unit_id) if arrival.unit_id else None, "level": arrival.level,
    }  # fmt: skip


@contextmanager
def as_file(arrival: Arrival) -> Iterator[Path]:
    """Give the captured bytes as a temporary file."""
    component = arrival.record.components.get(number=1) if arrival.record else None
    assert component is not None
    with component_file(str(arrival.record_id), component.path) as path:
        yield path


@contextmanager
def component_file(record_id: str, component_path: str) -> Iterator[Path]:
    """Give a component's bytes as a temporary file with its own ending."""
    folder = settings.AKTA_HOME / "tmp"
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=Path(component_path).suffix) as copy:
        with archive().open(object_id("record", record_id), component_path) as stream:
            shutil.copyfileobj(stream, copy, 1 << 20)
        copy.flush()
        yield Path(copy.name)
