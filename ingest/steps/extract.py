"""Step 4: what does it say? Text, facts, attachments and first guesses at the description, read in the box.

Attachments of an e-mail or a PDF become components: their bytes go into the archive before their rows are written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from dms.access.system import SYSTEM
from dms.archive.kinds import object_id
from dms.archive.store import WRITER, archive, note_head
from dms.errors import ToolMissing
from dms.jobs.ledger import job, now, progress
from dms.records import actions as records
from dms.records.models import Record
from dms.storage.base import Source
from ingest import guesses
from ingest.box.parent import Box
from ingest.mediatypes import Identity, extension, identity
from ingest.models import Arrival
from ingest.reading import Part, Reading
from ingest.steps.capture import component_file


@dataclass
class Extracted:
    """What the next step needs: the reading (its scratch folder still there) and whether OCR is still due."""

    reading: Reading
    needs_ocr: bool


@lru_cache(maxsize=1)
def _box_of(pid: int) -> Box:
    return Box()


def box() -> Box:
    """Return this process's box (one after a fork for each child)."""
    return _box_of(os.getpid())


def run(arrival: Arrival, path: Path) -> Extracted:
    """Read the main file and its attachments and keep what was found on the record."""
    record = arrival.record
    assert record is not None
    main = Identity(arrival.media_type, arrival.format_label, arrival.group)
    reading = box().read(path, main, name=arrival.name)
    parts = _keep_parts(record, reading)
    readings = [{"number": 1, **_found(reading)}]
    readings += [_read_part(number, part, reading.path_of(part.path)) for number, part in parts]
    retitle = guesses.better_title(record, arrival, reading)
    records.note_contents(record, readings, by=SYSTEM, retitle=retitle, **guesses.describe(arrival, reading))
    return Extracted(reading, _wants_ocr(main, reading))


def _keep_parts(record: Record, reading: Reading) -> list[tuple[int, Part]]:
    """Put attachments into the archive as `content/002…`; the same bytes again make no new version."""
    if not reading.parts:
        return []
    numbered = list(enumerate(reading.parts, start=2))
    files: dict[str, Source | None] = {_path(number, part): reading.path_of(part.path) for number, part in numbered}
    identifier = object_id("record", record.pk)
    head = archive().write(identifier, files, message="Attachments", user=WRITER, created=now(), verify=True)
    note_head(identifier, head.version)
    return numbered


def _path(number: int, part: Part) -> str:
    return f"content/{number:03d}{extension(part.media_type) or '.bin'}"


def _read_part(number: int, part: Part, path: Path) -> dict[str, Any]:
    """Read one attachment; attachments of attachments stay inside it."""
    kind = identity(part.media_type)
    inner = box().read(path, kind, name=part.name, thumbnail=False) if part.size else Reading()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    found = {
        "number": number, "role": "attachment", "name": part.name[:500] or path.name, "path": _path(number, part),
        "media_type": kind.media_type, "format_label": kind.label, "group": kind.group, "size": part.size,
        "sha256": digest, **_found(inner),
    }  # fmt: skip
    box().release(inner)
    return found


def _found(reading: Reading) -> dict[str, Any]:
    pages = reading.facts.get("pdf_pages")
    return {
        "facts": dict(reading.facts) | ({"dates": reading.dates} if reading.dates else {}),
        "problems": [{"code": problem.code, "params": problem.params} for problem in reading.problems],
        "text": reading.text.replace("\0", ""),
        "text_method": reading.method,
        "pages": int(pages) if isinstance(pages, int) else None,
    }


def _wants_ocr(main: Identity, reading: Reading) -> bool:
    """Tell whether recognising pictures of text may still add something."""
    if not settings.AKTA_OCR or main.group not in {"pdf", "image"}:
        return False
    return any(problem.code.startswith("ocr.") for problem in reading.problems) or not reading.text.strip()


@job("ingest.ocr", queue="slow")
def recognise(record_id: str) -> None:
    """Recognise the text of a scan. What is missing on the machine stands on the record until it comes."""
    record = Record.objects.get(pk=record_id)
    main = record.components.get(number=1)
    if main.text_method == "ocr":
        return
    with component_file(record_id, main.path) as path:
        reading = box().read(
            path, identity(main.media_type), name=main.name, ocr=True, thumbnail=False, progress=progress
        )
    found = _found(reading)
    found["facts"] = {**main.facts, **found["facts"]}
    records.note_contents(record, [{"number": 1, **found}], by=SYSTEM, **_guesses(record, reading))
    box().release(reading)
    if any(problem.code == "ocr.tool_missing" for problem in reading.problems):
        raise ToolMissing(tool="tesseract")  # the job waits, and goes on by itself when the program is there


def _guesses(record: Record, reading: Reading) -> Mapping[str, Any]:
    arrival = getattr(record, "arrival", None)
    return guesses.describe(arrival, reading) if arrival else {}
