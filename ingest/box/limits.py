"""How much one file may cost: memory, CPU, wall time, bytes written, pages, pixels, characters."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from ingest.mediatypes import Identity

GIB = 1 << 30


@dataclass(frozen=True)
class Limits:
    """The bounds of one job. `memory` is address space in bytes; seconds of CPU count the helper itself."""

    memory: int = GIB
    cpu_seconds: int = 30
    wall_seconds: int = 120
    file_bytes: int = 512 << 20
    text_chars: int = 20_000_000
    pages: int = 5_000
    ocr_pages: int = 200
    ocr_page_seconds: int = 120
    pixels: int = 100_000_000
    parts: int = 500
    members: int = 10_000
    unpacked_bytes: int = 2 * GIB
    ratio: int = 100
    depth: int = 3

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return asdict(self)


def limits_for(identity: Identity, *, size: int = 0, ocr: bool = False) -> Limits:
    """Return the usual limits for a family of files; big files get more time, recognition of scans minutes.

    Mail is taken apart by Python's own parser, which needs several times the message's size in memory.
    """
    more = size // (4 << 20)
    usual = Limits(cpu_seconds=30 + more, wall_seconds=120 + 4 * more)
    if ocr and identity.group in {"pdf", "image"}:
        return replace(usual, cpu_seconds=600, wall_seconds=3_600)
    if identity.group in {"word", "sheet", "slides"}:
        return replace(usual, cpu_seconds=60 + more, wall_seconds=180 + 4 * more)
    if identity.group == "email":
        return replace(usual, memory=3 * GIB)
    return usual
