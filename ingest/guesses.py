"""First guesses at a record's description from what was read. They fill empty fields only; a person confirms them."""

from __future__ import annotations

import datetime as dt
from email.utils import getaddresses
from typing import Any

from dms.errors import Invalid
from dms.records import partial_dates
from dms.records.models import Record
from ingest.models import Arrival
from ingest.names import title
from ingest.reading import Reading


def describe(arrival: Arrival, reading: Reading) -> dict[str, Any]:
    """Return fields of the description (and `correspondents`) that the file itself suggests."""
    found: dict[str, Any] = {"language": reading.language[:3], "date_text": _date(reading)}
    if arrival.group == "email":
        found |= _mail(reading)
    elif arrival.group == "image" and reading.method == "ocr":
        found["form"] = Record.Form.SCAN
    return found


def better_title(record: Record, arrival: Arrival, reading: Reading) -> str:
    """Return a message's subject while the title is still made from the file's name, else nothing.

    A document's own title is no better than its name: templates leave theirs in thousands of files.
    """
    subject = str(reading.facts.get("email_subject", "")).strip()
    return subject[:500] if record.title == title(arrival.name)[:500] else ""


def _date(reading: Reading) -> str:
    """Return the most telling date as `YYYY-MM-DD`: of the photo, of the message; a PDF's own is no letter's date."""
    for name in ("exif", "email", "original", "sent"):
        for origin, text in reading.dates.items():
            if name in origin:
                return _day(text)
    return ""


def _day(text: str) -> str:
    try:
        return str(partial_dates.parse(dt.datetime.fromisoformat(text).date().isoformat()))
    except (ValueError, Invalid):
        return ""


def _mail(reading: Reading) -> dict[str, Any]:
    facts = reading.facts
    people = [
        {"role": role, "name": name or address, "email": address}
        for role, key in (("sender", "email_from"), ("addressee", "email_to"))
        for name, address in getaddresses([str(facts.get(key, ""))])
        if name or address
    ]
    return {"correspondents": people, "delivery": "poczta elektroniczna"}
