"""Which document lies in a container: ZIP, OLE compound file, ISO media file, EBML, Ogg, gzip.

Each function takes the open file (binary, seekable) or its head and reads a bounded part of it.
Sources: PKWARE APPNOTE 6.3.10 §4.3, [MS-CFB] §2, ISO/IEC 14496-12 §4.3, RFC 9559 (Matroska), RFC 3533 (Ogg).
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

from ingest.mediatypes import OOXML

DIRECTORY_CAP = 4 << 20
_MACRO = {
    "word/": "application/vnd.ms-word.document.macroEnabled.12",
    "xl/": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "ppt/": "application/vnd.ms-powerpoint.presentation.macroEnabled.12",
}
_PLAIN = {
    "word/": OOXML + "wordprocessingml.document",
    "xl/": OOXML + "spreadsheetml.sheet",
    "ppt/": OOXML + "presentationml.presentation",
}


def of_zip(file: BinaryIO, size: int) -> str:
    """Return the media type of a ZIP file by its `mimetype` member or the names of its members."""
    file.seek(0)
    declared = _stored_mimetype(file.read(512))
    if declared:
        return declared
    names = _names(file, size)
    first = set(names)
    if "META-INF/container.xml" in first:
        return "application/epub+zip"
    if "[Content_Types].xml" in first:
        for folder, plain in _PLAIN.items():
            if any(name.startswith(folder) for name in names):
                macro = any(name.endswith("vbaProject.bin") for name in names)
                return _MACRO[folder] if macro else plain
    if first & {"Index/Document.iwa", "index.xml", "Index.zip", "index.apxl"} and any(
        name.lower().startswith(("quicklook/", "preview")) or name == "buildVersionHistory.plist" for name in names
    ):
        return "application/vnd.apple.keynote" if "index.apxl" in first else "application/vnd.apple.pages"
    if any(name.startswith("META-INF/") and "signatures" in name.lower() for name in names):
        return "application/vnd.etsi.asic-e+zip"
    return "application/zip"


def _stored_mimetype(head: bytes) -> str:
    """Return the content of a stored first member called `mimetype` (ODF 1.3 part 2 §3.3, EPUB OCF, ASiC)."""
    if head[:4] != b"PK\x03\x04" or len(head) < 38:
        return ""
    name_length, extra_length = struct.unpack("<HH", head[26:30])
    start = 30 + name_length + extra_length
    if head[30 : 30 + name_length] != b"mimetype":
        return ""
    length = struct.unpack("<I", head[22:26])[0]
    raw = head[start : start + length] if length else head[start:].split(b"PK", 1)[0]
    text = raw.decode("ascii", "ignore").strip()
    return text if text.startswith(("application/", "image/")) and len(text) < 100 else ""


def _names(file: BinaryIO, size: int) -> list[str]:
    """Return member names from the central directory, or from the head where the directory is lost."""
    back = min(size, 65_557)
    file.seek(size - back)
    tail = file.read(back)
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) - at >= 22:
        length, offset = struct.unpack("<II", tail[at + 12 : at + 20])
        file.seek(min(offset, size))
        found = _entries(file.read(min(length, DIRECTORY_CAP)), b"PK\x01\x02", 46, 28)
        if found:
            return found
    file.seek(0)
    return _entries(file.read(1 << 20), b"PK\x03\x04", 30, 26)


def _entries(data: bytes, mark: bytes, fixed: int, at_lengths: int) -> list[str]:
    names: list[str] = []
    at = data.find(mark)
    while at >= 0 and at + fixed <= len(data) and len(names) < 20_000:
        (length,) = struct.unpack("<H", data[at + at_lengths : at + at_lengths + 2])
        names.append(data[at + fixed : at + fixed + length].decode("utf-8", "replace"))
        at = data.find(mark, at + fixed + length)
    return names


_OLE_STREAMS = (
    ("encryptedpackage", "application/encrypted"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("__nameid_version1.0", "application/vnd.ms-outlook"),
    ("worddocument", "application/msword"),
    ("workbook", "application/vnd.ms-excel"),
    ("book", "application/vnd.ms-excel"),
    ("powerpoint document", "application/vnd.ms-powerpoint"),
    ("quill", "application/x-mspublisher"),
    ("visiodocument", "application/vnd.visio"),
)


def of_ole(file: BinaryIO) -> str:
    """Return the media type of an OLE compound file by the names in its directory."""
    names = _ole_names(file)
    for stream, media_type in _OLE_STREAMS:
        if stream in names:
            return media_type
    return "application/x-ole-storage"


def _ole_names(file: BinaryIO) -> set[str]:
    """Return the lower-case names of the first few thousand directory entries ([MS-CFB] §2.6)."""
    file.seek(0)
    header = file.read(512)
    if len(header) < 512:
        return set()
    shift = struct.unpack("<H", header[30:32])[0]
    if shift not in (9, 12):
        return set()
    sector, at = 1 << shift, struct.unpack("<I", header[48:52])[0]
    difat = struct.unpack("<109I", header[76:512])
    names: set[str] = set()
    for _step in range(64):
        file.seek((at + 1) * sector)
        block = file.read(sector)
        for entry in range(0, len(block) - 127, 128):
            length = struct.unpack("<H", block[entry + 64 : entry + 66])[0]
            if 2 <= length <= 64:
                names.add(block[entry : entry + length - 2].decode("utf-16-le", "replace").lower())
        fat = difat[at // (sector // 4)] if at // (sector // 4) < 109 else 0xFFFFFFFF
        if fat >= 0xFFFFFFFA:
            break
        file.seek((fat + 1) * sector + (at % (sector // 4)) * 4)
        raw = file.read(4)
        if len(raw) < 4 or (at := struct.unpack("<I", raw)[0]) >= 0xFFFFFFFA:
            break
    return names


_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
_HEIF = {b"mif1", b"msf1", b"mif2"}


def of_iso_media(head: bytes) -> str:
    """Return the media type for a file that begins with an `ftyp` box, by its major and compatible brands."""
    size = min(struct.unpack(">I", head[:4])[0], len(head), 512)
    major = head[8:12]
    brands = {head[at : at + 4] for at in range(16, size - 3, 4)}
    if major in {b"avif", b"avis"} or (major in _HEIF and b"avif" in brands):
        return "image/avif"
    if major in _HEIC:
        return "image/heic"
    if major in _HEIF:
        return "image/heif"
    if major == b"qt  ":
        return "video/quicktime"
    if major in {b"M4A ", b"M4B ", b"M4P "}:
        return "audio/x-m4a"
    if major[:2] == b"3g":
        return "video/3gpp"
    if major[:3] == b"M4V":
        return "video/x-m4v"
    if major == b"jp2 ":
        return "image/jp2"
    return "video/mp4"


def of_ebml(head: bytes) -> str:
    """Return WebM or Matroska by the DocType in the EBML header."""
    return "video/webm" if b"webm" in head[:64] else "video/x-matroska"


def of_ogg(head: bytes) -> str:
    """Return video when the first pages hold Theora or VP8, otherwise sound."""
    return "video/ogg" if b"\x80theora" in head[:4096] or b"OVP80" in head[:4096] else "audio/ogg"


def of_riff(head: bytes) -> str:
    """Return the media type for a RIFF form."""
    forms = {b"WEBP": "image/webp", b"WAVE": "audio/x-wav", b"AVI ": "video/x-msvideo"}
    return forms.get(head[8:12], "application/octet-stream")


def gzip_holds_tar(head: bytes) -> bool:
    """Tell whether a gzip stream begins with a tar header; inflates at most 512 bytes."""
    try:
        start = zlib.decompressobj(wbits=31).decompress(head, 512)
    except zlib.error:
        return False
    return start[257:262] == b"ustar"
