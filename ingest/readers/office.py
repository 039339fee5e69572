"""Office documents: OOXML and ODF by our own readers, old ones by OLE properties and LibreOffice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.mediatypes import ODF
from ingest.readers import Unreadable, convert, odf, oldexcel, oldslides, oldword, ole, ooxml, rtf
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


def read(job: Job, reading: Reading) -> None:
    """Read a text document, spreadsheet or presentation; raises Unreadable when locked or damaged."""
    media_type = job.identity.media_type
    if media_type == "application/encrypted":
        reading.fact("office_encrypted", True)
        raise Unreadable("office.password")
    if media_type in _OLE:
        _old(job, reading)
    elif media_type == "application/rtf":
        _rich_text(job, reading)
    elif media_type == "application/vnd.wordperfect":
        convert.text(job, reading)
    else:
        _package(job, reading)


def _old(job: Job, reading: Reading) -> None:
    """Read an OLE document: properties, then text; what our reader cannot follow LibreOffice may."""
    media_type = job.identity.media_type
    with ole.opened(job) as file:
        ole.properties(file, reading)
        try:
            if media_type == "application/msword":
                reading.pages = [oldword.text(file)]
            elif media_type == "application/vnd.ms-excel":
                names, reading.pages = oldexcel.read(file)
                reading.fact("sheet_names", "; ".join(names))
            elif media_type == "application/vnd.ms-powerpoint":
                slides, text = oldslides.read(file)
                reading.fact("slide_count", slides)
                reading.pages = [text]
            else:
                reading.problem("not_read", media_type=media_type)
        except Unreadable as error:
            if error.code == "office.password":
                reading.fact("office_encrypted", True)
                raise
            convert.text(job, reading)
            return
    reading.method = "markup" if any(page.strip() for page in reading.pages) else ""


def _rich_text(job: Job, reading: Reading) -> None:
    with open(job.path, "rb") as file:
        data = file.read(64 << 20)
    for name, value in rtf.facts(data).items():
        reading.fact(f"doc_{name}", value)
    reading.title = str(reading.facts.get("doc_title", ""))
    reading.author = str(reading.facts.get("doc_author", ""))
    reading.pages, reading.method = [rtf.text(data)[: job.limits.text_chars]], "markup"


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
