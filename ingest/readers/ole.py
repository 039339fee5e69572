"""Old Microsoft Office files: the properties in their OLE streams ([MS-OLEPS])."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import olefile

from ingest.readers import Unreadable
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

_FACTS = {
    "title": "doc_title",
    "author": "doc_author",
    "subject": "doc_subject",
    "last_saved_by": "doc_last_modified_by",
    "keywords": "doc_keywords",
    "create_time": "doc_created",
    "last_saved_time": "doc_modified",
}


@contextmanager
def opened(job: Job) -> Iterator[olefile.OleFileIO]:
    """Open a compound file for reading; raises Unreadable when it is none, or damaged where it is read."""
    try:
        with olefile.OleFileIO(job.path) as file:
            yield file
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise Unreadable("office.damaged") from error


def properties(file: olefile.OleFileIO, reading: Reading) -> None:
    """Note title, author and dates of an OLE document."""
    meta = file.get_metadata()
    for name, fact in _FACTS.items():
        reading.fact(fact, _value(getattr(meta, name, None), meta.codepage))
    reading.title = str(reading.facts.get("doc_title", ""))
    reading.author = str(reading.facts.get("doc_author", ""))
    for fact in ("doc_created", "doc_modified"):
        if fact in reading.facts:
            reading.dates[fact] = str(reading.facts[fact])


def _value(value: Any, codepage: int | None) -> str:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat() if value.year > 1601 else ""
    if isinstance(value, bytes):
        return value.decode(codec(codepage), "replace")
    return ""


def codec(codepage: int | None) -> str:
    """Return the Python codec for a Windows code page number."""
    import codecs

    name = {None: "cp1252", 65001: "utf-8", -535: "utf-8", 1200: "utf-16-le", 10000: "mac_roman"}.get(codepage)
    try:
        return name or codecs.lookup(f"cp{codepage if codepage and codepage > 0 else 1252}").name
    except LookupError:
        return "cp1252"
