"""Identifiers: UUIDv7 (RFC 9562 §5.7) for every noun that is rebuilt from the archive.

Ordered by time, so new rows land together in an index; random in the rest, so ids cannot be guessed.
"""

from __future__ import annotations

import os
import time
import uuid


def new() -> uuid.UUID:
    """Return a fresh UUIDv7: 48 bits of milliseconds since 1970, then random bits."""
    millis = time.time_ns() // 1_000_000
    value = (millis & (2**48 - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
