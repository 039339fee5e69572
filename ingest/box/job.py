"""One file to read, as a reader sees it: a path, what it is, its limits, and a folder to write into."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.box.limits import Limits
from ingest.mediatypes import Identity, extension, identity
from ingest.reading import Part, Reading


def _nothing(*_args: Any) -> None:
    """Stand in for the wire where a reader runs without a box (tests)."""


@dataclass
class Job:
    """What a reader gets. `checkpoint` saves what was found so far before a risky step."""

    what: str
    path: str
    name: str
    identity: Identity
    size: int
    scratch: Path
    limits: Limits = field(default_factory=Limits)
    options: dict[str, Any] = field(default_factory=dict)
    checkpoint: Callable[[], None] = _nothing
    progress: Callable[[int, int], None] = _nothing

    @property
    def ocr(self) -> bool:
        """Tell whether scans shall be recognised."""
        return bool(self.options.get("ocr"))

    @property
    def wants_thumbnail(self) -> bool:
        """Tell whether a small picture of the first page is wanted."""
        return bool(self.options.get("thumbnail", True))

    def copy(self, suffix: str = "") -> Path:
        """Copy the file into the scratch folder under our own name, for programs that need a real path."""
        target = self.scratch / f"input{suffix or extension(self.identity.media_type)}"
        with open(self.path, "rb") as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
        return target

    def add_part(self, reading: Reading, name: str, data: bytes, media_type: str = "", *, inline: bool = False) -> None:
        """Write an attachment into the scratch folder and list it; one too many becomes a problem."""
        if len(reading.parts) >= self.limits.parts:
            reading.problem("parts.too_many", limit=self.limits.parts)
            return
        media_type = media_type or "application/octet-stream"
        path = f"part-{len(reading.parts) + 1:04d}{extension(media_type)}"
        (self.scratch / path).write_bytes(data)
        reading.parts.append(Part(name[:255], identity(media_type).media_type, path, len(data), inline))
