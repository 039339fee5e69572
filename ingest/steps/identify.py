"""Step 1: what is it? By content, not by name."""

from __future__ import annotations

from pathlib import Path

from ingest import identify
from ingest.models import Arrival


def run(arrival: Arrival, path: Path) -> None:
    """Write media type, label and group on the arrival."""
    found = identify.identify(path, arrival.name)
    arrival.media_type, arrival.format_label, arrival.group = found.media_type, found.label, found.group
    arrival.save(update_fields=["media_type", "format_label", "group"])
