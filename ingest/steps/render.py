"""Step 5: the small picture that lists need. Everything larger is made on demand."""

from __future__ import annotations

from dms.records.models import Component
from dms.storage import spaces
from ingest.models import Arrival
from ingest.steps.extract import Extracted, box


def thumbnail_name(record_id: object, number: int = 1) -> str:
    """Return the name of a component's thumbnail in the store of renditions."""
    return f"{record_id}/{number:03d}/thumbnail.webp"


def run(arrival: Arrival, extracted: Extracted) -> None:
    """Keep the thumbnail that the reader made, then let go of its folder."""
    reading = extracted.reading
    if reading.thumbnail:
        spaces.save_rendition(thumbnail_name(arrival.record_id), reading.path_of(reading.thumbnail))
        Component.objects.filter(record=arrival.record, number=1).update(thumbnail=True)
    box().release(reading)
