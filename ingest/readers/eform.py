"""Electronic forms of Polish offices (ePUAP): title, date of making, attachments carried inside the XML.

The vocabulary is that of the Central Repository of Electronic Document Templates (CRWDE): schemas "struktura"
and "meta" of 2009/11/16. An attachment is an element `Zalacznik` with the file's name and `DaneZalacznika` in
base64.
"""

from __future__ import annotations

import base64
import binascii
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

REPOSITORY = "http://crd.gov.pl/"


def read(root: Any, job: Job, reading: Reading) -> None:
    """Add what an electronic form tells about itself; other XML is left alone."""
    names = (uri for node in islice(root.iter("*"), 100) for uri in node.nsmap.values())
    if not any(str(uri).startswith(REPOSITORY) for uri in names):
        return
    reading.title = _first(root, "NazwaDokumentu") or _first(root, "Tytul")
    reading.fact("doc_title", reading.title)
    for node in root.iter("{*}Data"):
        day = (node.findtext("{*}Czas") or "").strip()
        if node.get("typDaty") == "stworzony" and re.match(r"\d{4}-\d\d-\d\d", day):
            reading.dates["doc_created"] = day
            reading.fact("doc_created", day)
            break
    for node in root.iter("{*}Zalacznik"):
        _attachment(node, job, reading)


def _first(root: Any, name: str) -> str:
    found = next(root.iter("{*}" + name), None)
    return " ".join((found.text or "").split()) if found is not None else ""


def _attachment(node: Any, job: Job, reading: Reading) -> None:
    content = node.findtext("{*}DaneZalacznika") or ""
    if not content.strip() or node.get("kodowanie", "base64").lower() != "base64":
        return
    try:
        data = base64.b64decode("".join(content.split()), validate=True)
    except binascii.Error:
        reading.problem("part.damaged", number=len(reading.parts) + 1)
        return
    job.add_part(reading, node.get("nazwaPliku") or "zalacznik", data)
