"""What a picture says about itself: Exif 3.0, IPTC IIM 4.2, XMP (ISO 16684-1); positions in degrees."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

from ingest.readers.dates import exif_date
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

_TAGS = {
    "EXIF DateTimeOriginal": "exif_datetime_original",
    "Image Make": "exif_make",
    "Image Model": "exif_model",
    "Image Artist": "exif_artist",
    "Image ImageDescription": "exif_description",
    "Image Copyright": "exif_copyright",
    "EXIF OffsetTimeOriginal": "exif_offset_original",
}


def exif(job: Job, reading: Reading) -> None:
    """Note the Exif facts; what exifread cannot follow is left to Pillow (metadata is often half broken)."""
    import exifread

    try:
        with open(job.path, "rb") as file:
            tags: dict[str, Any] = exifread.process_file(file, details=False, extract_thumbnail=False)
    except Exception:  # exifread raises anything on broken makers' notes; Pillow has its try later
        return
    for tag, fact in _TAGS.items():
        if tag in tags:
            reading.fact(fact, _text(tags[tag]))
    if "Image Orientation" in tags and tags["Image Orientation"].values:
        reading.fact("exif_orientation", int(tags["Image Orientation"].values[0]))
    _position(tags, reading)
    _dated(reading)


def _dated(reading: Reading) -> None:
    taken = exif_date(str(reading.facts.get("exif_datetime_original", "")))
    if taken:
        offset = str(reading.facts.get("exif_offset_original", ""))
        reading.dates["exif_datetime_original"] = taken + (offset if re.fullmatch(r"[+-]\d\d:\d\d", offset) else "")
    reading.author = str(reading.facts.get("exif_artist", ""))


def _text(tag: Any) -> str:
    values = tag.values
    if isinstance(values, bytes):
        values = values.decode("utf-8", "replace")
    return str(values if isinstance(values, str) else tag.printable).split("\0")[0].strip()


def _position(tags: dict[str, Any], reading: Reading) -> None:
    for name, fact, minus in (("Latitude", "exif_gps_lat", "S"), ("Longitude", "exif_gps_lon", "W")):
        value, reference = tags.get(f"GPS GPS{name}"), tags.get(f"GPS GPS{name}Ref")
        if value is None or len(value.values) < 3:
            continue
        try:
            degrees = sum(float(part) / 60**power for power, part in enumerate(value.values[:3]))
        except (ZeroDivisionError, ValueError, TypeError):
            continue
        sign = -1 if reference is not None and str(reference.values).strip().upper().startswith(minus) else 1
        reading.fact(fact, round(sign * degrees, 6))


_PILLOW = {
    "exif_make": 271,
    "exif_model": 272,
    "exif_artist": 315,
    "exif_description": 270,
    "exif_copyright": 33432,
    "exif_orientation": 274,
}


def exif_of(image: Any, reading: Reading) -> None:
    """Note what exifread missed, from the Exif block as Pillow found it (WebP, HEIF, Photoshop)."""
    from PIL import Image

    block = image.getexif()
    resource = next((data for number, _name, data in getattr(image, "resources", []) if number == 0x0422), b"")
    if not block and resource:
        block = Image.Exif()
        block.load(b"Exif\0\0" + resource)
    for fact, tag in _PILLOW.items():
        value = block.get(tag)
        if fact not in reading.facts and value is not None:
            reading.fact(fact, int(value) if fact == "exif_orientation" else str(value))
    inner = block.get_ifd(0x8769)
    if "exif_datetime_original" not in reading.facts and 36867 in inner:
        reading.fact("exif_datetime_original", str(inner[36867]))
        _dated(reading)
    position = block.get_ifd(0x8825)
    for fact, tag in (("exif_gps_lat", 2), ("exif_gps_lon", 4)):
        if fact not in reading.facts and len(position.get(tag, ())) == 3:
            degrees = sum(float(part) / 60**power for power, part in enumerate(position[tag]))
            reading.fact(fact, round(-degrees if position.get(tag - 1) in {"S", "W"} else degrees, 6))


def embedded(image: Any, job: Job, reading: Reading) -> None:
    """Note Exif left over, IPTC caption and XMP title, description, rating from the opened picture."""
    from PIL import IptcImagePlugin

    try:
        exif_of(image, reading)
    except Exception:  # half-broken blocks are common
        reading.problem("exif.damaged")
    try:
        info = IptcImagePlugin.getiptcinfo(image) or {}
    except Exception:  # the block may hold anything
        info = {}
    for key, fact in (((2, 120), "iptc_caption"), ((2, 5), "iptc_title"), ((2, 80), "iptc_author")):
        value = info.get(key)
        if isinstance(value, list):
            value = value[0] if value else b""
        if value:
            reading.fact(fact, _eight_bit(value))
    _xmp(_packet(image, job), reading)
    reading.title = str(reading.facts.get("xmp_title") or reading.facts.get("iptc_title") or "")


def _eight_bit(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def _packet(image: Any, job: Job) -> bytes:
    """Return the XMP packet: from the picture's own place for it, or by its mark in the first megabytes."""
    found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if isinstance(found, str):
        found = found.encode()
    if not found and hasattr(image, "tag_v2"):
        found = image.tag_v2.get(700)
    if not found:
        with open(job.path, "rb") as file:
            head = file.read(8 << 20)
        start = head.find(b"<x:xmpmeta")
        end = head.find(b"</x:xmpmeta>", start)
        found = head[start : end + 12] if 0 <= start < end else b""
    return bytes(found or b"")


def _xmp(packet: bytes, reading: Reading) -> None:
    from ingest.readers.markup import XMLRefused, parse

    start = packet.find(b"<x:xmpmeta")
    end = packet.rfind(b">")
    if start < 0:
        start = packet.find(b"<rdf:RDF")
    if start < 0 or end < start:
        return
    try:
        root = parse(packet[start : end + 1])
    except XMLRefused:
        return
    for name in ("title", "description"):
        node = next(root.iter("{http://purl.org/dc/elements/1.1/}" + name), None)
        if node is not None:
            texts = [" ".join(text.split()) for text in node.itertext() if text.strip()]
            reading.fact(f"xmp_{name}", texts[0] if texts else None)
    rating = "{http://ns.adobe.com/xap/1.0/}Rating"
    for node in root.iter():
        value = node.get(rating) if isinstance(node.tag, str) else None
        if value is None and node.tag == rating:
            value = node.text
        if value and re.fullmatch(r"-?\d+(\.\d+)?", value.strip()):
            reading.fact("xmp_rating", int(float(value)))
            return


def size_of_heif(job: Job, reading: Reading) -> None:
    """Note the largest size in the `ispe` boxes of a HEIF file that cannot be decoded (ISO/IEC 23008-12)."""
    if job.identity.media_type not in {"image/heic", "image/heif", "image/avif"}:
        return
    with open(job.path, "rb") as file:
        head = file.read(1 << 20)
    sizes = [struct.unpack(">II", match.group(1)) for match in re.finditer(rb"ispe\0\0\0\0(.{8})", head, re.S)]
    if sizes:
        width, height = max(sizes, key=lambda size: size[0] * size[1])
        reading.fact("image_width", width)
        reading.fact("image_height", height)
