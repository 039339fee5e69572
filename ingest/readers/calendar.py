"""Calendar files (iCalendar, RFC 5545): how many events; the first one's summary, time, place, identifier."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ingest.readers.text import decode
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job


def read(job: Job, reading: Reading) -> None:
    """Read a calendar; one that breaks the grammar is read as plain text and says so."""
    from icalendar import Calendar

    with open(job.path, "rb") as file:
        data = file.read(32 << 20)
    reading.pages, reading.method = [decode(data)[: job.limits.text_chars]], "plain"
    try:
        calendars: list[Any] = Calendar.from_ical(decode(data), multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):
        reading.fact("ics_parses", False)
        reading.problem("calendar.damaged")
        return
    reading.fact("ics_parses", True)
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    reading.fact("ics_event_count", len(events))
    for calendar in calendars[:1]:
        reading.fact("ics_method", _text(calendar.get("METHOD")))
    if events:
        _first(events[0], reading)
        reading.pages = ["\n\n".join(_words(event) for event in events[:1_000])]


def _first(event: Any, reading: Reading) -> None:
    for name in ("summary", "location", "uid", "organizer"):
        reading.fact(f"ics_first_{name}", _text(event.get(name)))
    for name in ("dtstart", "dtend"):
        try:
            moment = getattr(event.get(name), "dt", None)
        except (ValueError, TypeError):
            moment = None
        if isinstance(moment, datetime | date):
            reading.fact(f"ics_first_{name}", moment.isoformat())
    reading.title = str(reading.facts.get("ics_first_summary", ""))
    if start := reading.facts.get("ics_first_dtstart"):
        reading.dates["ics_first_dtstart"] = str(start)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value) if value is not None else ""


def _words(event: Any) -> str:
    return "\n".join(filter(None, (_text(event.get(name)) for name in ("summary", "location", "description"))))
