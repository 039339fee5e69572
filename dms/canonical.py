"""Canonical JSON: one spelling per value, so that equal things have equal digests.

Keys sorted, no white space, UTF-8, no NaN; dates and UUIDs as text. Used by events, archive metadata and state hashes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from decimal import Decimal
from typing import Any


def plain(value: Any) -> Any:
    """Return the JSON form of a value that JSON does not know; raises TypeError for anything else."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if hasattr(value, "_proxy____cast"):  # a lazy translation
        return str(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def dumps(value: Any) -> bytes:
    """Return the canonical bytes of a value."""
    return json.dumps(
        value, default=plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def pretty(value: Any) -> bytes:
    """Return readable bytes of the same value (archive metadata: people open these files too)."""
    text = json.dumps(value, default=plain, sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False)
    return text.encode() + b"\n"


def digest(value: Any) -> str:
    """Return the SHA-256 (hex) of the canonical bytes."""
    return hashlib.sha256(dumps(value)).hexdigest()
