"""The text of Word 6, 95 and 97–2003 files, from the piece table ([MS-DOC] §2.4.1); nothing is interpreted."""

from __future__ import annotations

import re
import struct

import olefile

from ingest.readers import Unreadable
from ingest.readers.ole import codec

ENCRYPTED, SECOND_TABLE, WORD97 = 0x0100, 0x0200, 0xC1
_LANGUAGES = {0x0415: 1250, 0x0405: 1250, 0x041B: 1250, 0x040E: 1250, 0x0419: 1251, 0x0422: 1251}
_FIELD = re.compile(r"\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15|\x15")
_MARKS = str.maketrans(
    {"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\x1f": None, "\x01": None, "\x08": None}
)


def text(file: olefile.OleFileIO) -> str:
    """Return the text with headers, notes and comments after the body; raises Unreadable for a locked file."""
    if not file.exists("WordDocument"):
        raise Unreadable("office.damaged")
    main = file.openstream("WordDocument").read()
    try:
        version, language, flags = struct.unpack_from("<H2xH2xH", main, 2)
        if flags & ENCRYPTED:
            raise Unreadable("office.password")
        raw = _pieces(file, main, flags) if version >= WORD97 else _plain(main, language)
    except struct.error as error:
        raise Unreadable("office.damaged") from error
    while (without := _FIELD.sub("", raw)) != raw:
        raw = without
    lines = raw.translate(_MARKS).replace("\0", "").split("\n")
    return "\n".join(line.strip("\t ") for line in lines if line.strip())


def _plain(main: bytes, language: int) -> str:
    """Return the one run of eight-bit text of Word 6 and 95."""
    start, end = struct.unpack_from("<II", main, 0x18)
    return main[start:end].decode(codec(_LANGUAGES.get(language, 1252)), "replace")


def _pieces(file: olefile.OleFileIO, main: bytes, flags: int) -> str:
    """Put the pieces together in the order of their character positions ([MS-DOC] §2.8.35, §2.9.177)."""
    table = "1Table" if flags & SECOND_TABLE else "0Table"
    if not file.exists(table):
        raise Unreadable("office.damaged")
    offset, length = struct.unpack_from("<II", main, 0x01A2)
    clx = file.openstream(table).read()[offset : offset + length]
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise Unreadable("office.damaged")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    positions = struct.unpack_from(f"<{count + 1}I", plc)
    out = []
    for index in range(count):
        characters = max(0, positions[index + 1] - positions[index])
        (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)
        if place & 0x40000000:
            start = (place & 0x3FFFFFFF) // 2
            out.append(main[start : start + characters].decode("cp1252", "replace"))
        else:
            out.append(main[place : place + 2 * characters].decode("utf-16-le", "replace"))
    return "".join(out)
