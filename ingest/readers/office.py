"""Office documents: OOXML and ODF by our own readers, old ones by OLE properties and LibreOffice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.mediatypes import ODF
from ingest.readers import Unreadable, convert, odf, ole, ooxml
from ingest.readers.package import Package
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

_OLE = {
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/x-mspublisher",
    "application/x-ole-storage",
}
_CONVERTED = {
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/rtf",
    "application/vnd.wordperfect",
}


def read(job: Job, reading: Reading) -> None:
    """Read a text document, spreadsheet or presentation; raises Unreadable when locked or damaged."""
    media_type = job.identity.media_type
    if media_type == "application/encrypted":
        reading.fact("office_encrypted", True)
        raise Unreadable("office.password")
    if media_type in _OLE:
        ole.properties(job, reading)
    if media_type in _CONVERTED:
        convert.text(job, reading)
    elif media_type not in _OLE:
        _package(job, reading)
    else:
        reading.problem("not_read", media_type=media_type)


def _package(job: Job, reading: Reading) -> None:
    media_type = job.identity.media_type
    with Package(job.path, job.limits) as package:
        if media_type.startswith(ODF):
            odf.read(package, reading)
        elif media_type == "application/epub+zip":
            ooxml.epub(package, reading)
        elif media_type.startswith("application/vnd.apple."):
            package.listing(reading)
            reading.problem("not_read", media_type=media_type)
        else:
            ooxml.read(package, reading)
        _thumbnail(package, job, reading)


def _thumbnail(package: Package, job: Job, reading: Reading) -> None:
    """Use the small picture the office program put into the package, where there is one."""
    names = (
        "Thumbnails/thumbnail.png",
        "docProps/thumbnail.jpeg",
        "docProps/thumbnail.png",
        "QuickLook/Thumbnail.jpg",
    )
    for name in names:
        if job.wants_thumbnail and name in package.names:
            import io

            from ingest.readers import picture

            try:
                picture.thumbnail(picture.open_image(io.BytesIO(package.get(name)), 4_000_000), job, reading)
            except (Unreadable, OSError, ValueError):
                continue
            return
