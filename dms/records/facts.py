"""What was read from a file, in words: the facts that help a person to know and describe it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from dms import typography
from dms.records.models import Component


def _instant(value: Any) -> str:
    """Return an ISO instant, or the colons of Exif, as the office writes it; anything else as it is."""
    text = str(value)
    if len(text) > 10 and text[4] == ":" and text[7] == ":":
        text = f"{text[:4]}-{text[5:7]}-{text[8:]}"
    try:
        return typography.short_instant(dt.datetime.fromisoformat(text))
    except ValueError:
        return str(value)


def _seconds(value: Any) -> str:
    minutes, seconds = divmod(round(float(value)), 60)
    return f"{minutes}:{seconds:02d}"


def _yes_no(value: Any) -> str:
    return gettext("yes") if value else gettext("no")


SHOWN: tuple[tuple[tuple[str, ...], str, Callable[[Any], str]], ...] = (
    (("exif_datetime_original", "xmp_date_created", "iptc_date_created"), _("Taken"), _instant),
    (("exif_description", "iptc_caption", "xmp_description"), _("Caption"), str),
    (("exif_artist", "iptc_author", "xmp_creator"), _("Photographer"), str),
    (("exif_copyright",), _("Copyright"), str),
    (("email_date",), _("Sent"), _instant),
    (("pdf_title", "doc_title", "media_title"), _("Title in the file"), str),
    (("pdf_author", "doc_author", "media_artist"), _("Author in the file"), str),
    (("doc_last_modified_by",), _("Last changed by"), str),
    (("pdf_creation_date", "doc_created", "media_creation_time"), _("Made"), _instant),
    (("pdf_modification_date", "doc_modified"), _("Changed"), _instant),
    (("pdf_producer",), _("Made with"), str),
    (("pdf_version",), _("PDF version"), str),
    (("pdf_encrypted", "office_encrypted"), _("Encrypted"), _yes_no),
    (("video_duration_s", "audio_duration_s"), _("Duration"), _seconds),
    (("sheet_names",), _("Sheets"), str),
)
"""Names of facts, the first one found counts; the label; how the value is written."""


def read(component: Component) -> list[tuple[str, str]]:
    """Return (label, value) of what is known, in a fixed order; odd values are shown as they are."""
    facts = component.facts
    found = []
    for names, label, shown in SHOWN:
        value = next((facts[name] for name in names if facts.get(name) not in (None, "")), None)
        if value is not None:
            found.append((gettext(label), _written(shown, value)))
    return [*_composed(facts), *found]


def _composed(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is made of two facts: camera, size of the picture, place."""
    found = []
    camera = " ".join(str(facts[name]) for name in ("exif_make", "exif_model") if facts.get(name))
    width = facts.get("image_width") or facts.get("video_width")
    height = facts.get("image_height") or facts.get("video_height")
    if width and height:
        found.append((gettext("Size of the picture"), f"{width} × {height}"))
    if camera:
        found.append((gettext("Camera"), camera))
    if facts.get("exif_gps_lat") is not None and facts.get("exif_gps_lon") is not None:
        found.append((gettext("Place"), f"{facts['exif_gps_lat']}, {facts['exif_gps_lon']}"))
    return found


def _written(shown: Callable[[Any], str], value: Any) -> str:
    try:
        return shown(value)[:500]
    except (TypeError, ValueError):
        return str(value)[:500]
