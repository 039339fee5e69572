"""Pictures made from kept files: a page of a PDF, a smaller upright copy of a photo, a frame of a film.

All are drawn in the box. A rendition is derived and can always be made again; it carries no metadata of the
original (no position, no camera, no names).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_noop as _

from dms.errors import Unreadable
from ingest.box import Box
from ingest.mediatypes import Identity
from ingest.problems import sentence_of

Form = Literal["webp", "png", "jpeg"]
WIDEST = 4_000


class NotDrawn(Unreadable):
    """No picture could be made; `reason` says why in the reader's language."""

    code = "rendition.failed"
    message = _("No picture can be made of this file: %(reason)s")


@dataclass(frozen=True)
class Rendition:
    """A picture: its bytes, media type and size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def page(
    box: Box, path: Path, identity: Identity, number: int, *, width: int = 1_200, form: Form = "webp"
) -> Rendition:
    """Return page `number` (from 1) of a PDF or a many-page picture, `width` pixels wide; raises NotDrawn."""
    return _draw(box, path, identity, number - 1, width, form)


def picture(box: Box, path: Path, identity: Identity, *, edge: int = 1_600, form: Form = "jpeg") -> Rendition:
    """Return a picture or a film's frame, upright, longer edge at most `edge` pixels; raises NotDrawn."""
    return _draw(box, path, identity, 0, edge, form)


def thumbnail(box: Box, path: Path, identity: Identity) -> Rendition:
    """Return the small WebP picture used in lists (400 pixels); raises NotDrawn."""
    return _draw(box, path, identity, 0, 400, "webp")


def _draw(box: Box, path: Path, identity: Identity, number: int, width: int, form: Form) -> Rendition:
    if identity.group not in {"pdf", "image", "video"}:
        raise NotDrawn(reason=sentence_of("not_read", {"media_type": identity.media_type}))
    reading = box.render(path, identity, page=number, width=max(1, min(width, WIDEST)), form=form)
    try:
        if not reading.parts:
            problem = reading.problems[0] if reading.problems else None
            code, params = (problem.code, problem.params) if problem else ("reader.failed", {})
            raise NotDrawn(reason=sentence_of(code, params))
        part = reading.parts[0]
        data = reading.path_of(part.path).read_bytes()
        width, height = int(reading.facts["image_width"]), int(reading.facts["image_height"])
        return Rendition(data, part.media_type, width, height)
    finally:
        box.release(reading)
