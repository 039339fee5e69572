"""Dates as file formats write them, turned into ISO 8601 text; never guessed, an unreadable one is empty."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_PDF = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:([+\-Z])(\d\d)?'?(\d\d)?)?")


def pdf_date(text: str) -> str:
    """Return ISO 8601 for a date of ISO 32000-2 §7.9.4 (`D:20190903220546+02'00'`), or "" ."""
    match = _PDF.match(text.strip())
    if not match:
        return ""
    year, month, day, hour, minute, second, sign, zone_hours, zone_minutes = match.groups()
    try:
        found = datetime.fromisoformat(
            f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}"
        )
    except ValueError:
        return ""
    zone = "" if not sign else "+00:00" if sign == "Z" else f"{sign}{zone_hours or '00'}:{zone_minutes or '00'}"
    return found.isoformat() + zone


def exif_date(text: str) -> str:
    """Return ISO 8601 for `2019:03:21 11:04:22` (Exif 3.0 §4.6.5, no zone), or ""."""
    match = re.match(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)", text.strip())
    if not match:
        return ""
    try:
        year, month, day, hour, minute, second = match.groups()
        return datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second}").isoformat()
    except ValueError:
        return ""


def filetime(ticks: int) -> str:
    """Return ISO 8601 in UTC for a Windows FILETIME (100 ns since 1601), or "" when unset or absurd."""
    if ticks <= 0:
        return ""
    try:
        return datetime.fromtimestamp(ticks / 10_000_000 - 11_644_473_600, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
