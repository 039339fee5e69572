"""Renditions on demand: drawn once in the box when somebody first looks, kept in the derived store, served from there.

A web server has several threads and one box, so drawing is done one picture at a time; what is kept needs no lock.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from dms.records.models import Component
from dms.storage import spaces
from ingest import renditions
from ingest.mediatypes import Identity, identity
from ingest.renditions import Rendition
from ingest.steps.capture import component_file
from ingest.steps.extract import box
from ingest.steps.render import thumbnail_name

PAGE_WIDTH, PICTURE_EDGE = 1_200, 1_600
_one_at_a_time = threading.Lock()

Draw = Callable[[Path, Identity], Rendition]


def thumbnail(component: Component) -> bytes:
    """Return the small WebP picture of a component; raises renditions.NotDrawn."""
    name = thumbnail_name(component.record_id, component.number)
    return _kept(component, name, lambda path, kind: renditions.thumbnail(box(), path, kind))


def page(component: Component, number: int) -> bytes:
    """Return page `number` (from 1) of a PDF or many-page picture as WebP; raises renditions.NotDrawn."""
    name = f"{component.record_id}/{component.number:03d}/page-{number:05d}-{PAGE_WIDTH}.webp"
    return _kept(component, name, lambda path, kind: renditions.page(box(), path, kind, number, width=PAGE_WIDTH))


def picture(component: Component) -> bytes:
    """Return a photo or a film's frame, upright, as JPEG; raises renditions.NotDrawn."""
    name = f"{component.record_id}/{component.number:03d}/picture-{PICTURE_EDGE}.jpg"
    return _kept(component, name, lambda path, kind: renditions.picture(box(), path, kind, edge=PICTURE_EDGE))


def _kept(component: Component, name: str, draw: Draw) -> bytes:
    """Return the rendition kept under this name; draw and keep it first where there is none."""
    found = _read(name)
    if found is not None:
        return found
    with _one_at_a_time:
        found = _read(name)
        if found is not None:
            return found
        with component_file(str(component.record_id), component.path) as path:
            drawn = draw(path, identity(component.media_type))
        _keep(name, drawn.data)
    return drawn.data


def _read(name: str) -> bytes | None:
    storage = spaces.derived()
    try:
        with storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def _keep(name: str, data: bytes) -> None:
    folder = settings.AKTA_HOME / "tmp"
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(data)
        file.flush()
        spaces.save_rendition(name, Path(file.name))
