"""Readers, one module per family of files; imported one by one, when a file needs them, inside the box."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from ingest.mediatypes import Identity
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

Reader = Callable[["Job", Reading], None]

_MODULES = {
    "pdf": "pdf",
    "word": "office",
    "sheet": "office",
    "slides": "office",
    "text": "text",
    "html": "text",
    "xml": "text",
    "email": "email",
    "image": "image",
    "video": "media",
    "audio": "media",
    "calendar": "calendar",
    "archive": "archives",
    "signature": "signature",
}


class Unreadable(Exception):
    """The file cannot be read on; becomes a problem with this code and these params."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def reader_for(identity: Identity) -> Reader:
    """Return the reader of a family; kinds nobody reads get one that says so."""
    module = _MODULES.get(identity.group)
    if module is None:
        return _not_read
    return cast(Reader, importlib.import_module(f"ingest.readers.{module}").read)


def _not_read(job: Job, reading: Reading) -> None:
    if job.size == 0:
        reading.problem("empty")
    else:
        reading.problem("not_read", media_type=job.identity.media_type)
