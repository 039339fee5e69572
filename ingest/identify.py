"""What a file is, by its content; the name is only asked between kinds that look alike (text, Markdown, CSV).

`identify()` reads a bounded part of the file (at most some 5 MiB of a huge ZIP directory, else 64 KiB) and
runs without a C parser, so it is safe outside the box. Own rules cover what an office receives; puremagic's
signatures answer for the rest.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import BinaryIO

from ingest.mediatypes import EMPTY, UNKNOWN, Identity, identity
from ingest.sniff import containers, plain

HEAD = 64 << 10

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
    (b"\0\0\0\x0cJXL ", "image/jxl"),
    (b"\xff\x0a", "image/jxl"),
    (b"\0\0\x01\0", "image/x-icon"),
    (b"AT&TFORM", "image/vnd.djvu"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"MThd", "audio/midi"),
    (b"FLV\x01", "video/x-flv"),
    (b"\0\0\x01\xba", "video/mpeg"),
    (b"\0\0\x01\xb3", "video/mpeg"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/x-rar"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"{\\rtf", "application/rtf"),
    (b"\xffWPC", "application/vnd.wordperfect"),
    (b"\0\x01\0\0Standard Jet DB", "application/x-msaccess"),
    (b"\0\x01\0\0Standard ACE DB", "application/x-msaccess"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"%!PS", "application/postscript"),
)
_SIGNED_DATA = bytes.fromhex("06092a864886f70d0107")  # the PKCS #7 arc of object identifiers (RFC 5652)


def identify(path: Path, name: str = "") -> Identity:
    """Return what the file at `path` is. `name` is the sender's name for it (default: the path's own).

    Never raises for bad content; OSError when the file itself cannot be opened.
    """
    size = path.stat().st_size
    if size == 0:
        return identity(EMPTY)
    with path.open("rb") as file:
        head = file.read(HEAD)
        try:
            media_type = _media_type(file, head, size, name or path.name)
        except (struct.error, ValueError, IndexError):
            media_type = UNKNOWN
    return identity(media_type)


def _media_type(file: BinaryIO, head: bytes, size: int, name: str) -> str:
    contained = _container(file, head, size)
    if contained:
        return contained
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head[257:262] == b"ustar":
        return "application/x-tar"
    if _is_mpeg_audio(head):
        return "audio/mpeg"
    if len(head) > 188 and head[0] == 0x47 and head[188] == 0x47:
        return "video/mp2t"
    signed = _signature(head, name)
    if signed:
        return signed
    kind = plain.kind_of(head, name) if plain.is_text(head) else ""
    if b"%PDF-" in head[:1024] and kind in {"", "text/plain"}:  # junk may stand before it; a mail is no junk
        return "application/pdf"
    return kind or _by_puremagic(head, name)


def _container(file: BinaryIO, head: bytes, size: int) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return containers.of_zip(file, size)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return containers.of_ole(file)
    if head[4:8] == b"ftyp":
        return containers.of_iso_media(head)
    if head[4:8] in {b"moov", b"mdat", b"wide", b"free", b"skip"} and head[0] < 0x20:
        return "video/quicktime"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return containers.of_ebml(head)
    if head.startswith(b"OggS"):
        return containers.of_ogg(head)
    if head.startswith((b"RIFF", b"RF64")):
        return containers.of_riff(head)
    if head.startswith(b"FORM") and head[8:12] in {b"AIFF", b"AIFC"}:
        return "audio/x-aiff"
    if head.startswith(b"BM") and len(head) > 18 and struct.unpack("<I", head[14:18])[0] in {12, 40, 56, 108, 124}:
        return "image/bmp"
    return "application/gzip" if head.startswith(b"\x1f\x8b") else ""


def _is_mpeg_audio(head: bytes) -> bool:
    """Tell whether a valid MPEG audio frame header stands at the start (ISO/IEC 11172-3 §2.4.2.3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or head[1] == 0xFE:  # FF FE: UTF-16
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer != 0 and head[2] >> 4 != 15 and head[2] >> 2 & 3 != 3


def _signature(head: bytes, name: str) -> str:
    if head[:1] == b"\x30" and _SIGNED_DATA in head[:40]:
        detached = name.lower().endswith((".p7s", ".sig"))
        return "application/pkcs7-signature" if detached else "application/pkcs7-mime"
    if re.match(rb"-----BEGIN (PKCS7|CMS)-----", head):
        return "application/pkcs7-signature"
    return ""


def _by_puremagic(head: bytes, name: str) -> str:
    import puremagic

    try:
        found = puremagic.magic_string(head, filename=None)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    sure = [match for match in found if match.mime_type and match.confidence >= 0.5]
    return sure[0].mime_type if sure else UNKNOWN
