"""The text of PowerPoint 97–2003 files, from the text atoms of the stream ([MS-PPT] §2.9.42, §2.9.43)."""

from __future__ import annotations

import struct

import olefile

from ingest.readers import Unreadable

SLIDE, WIDE_TEXT, NARROW_TEXT = 0x03EE, 0x0FA0, 0x0FA8


def read(file: olefile.OleFileIO) -> tuple[int, str]:
    """Return the number of slides and the text in the order of the file, no passage twice."""
    if not file.exists("PowerPoint Document"):
        raise Unreadable("office.damaged")
    data = file.openstream("PowerPoint Document").read()
    slides, at = 0, 0
    passages: dict[str, None] = {}
    while at + 8 <= len(data):
        version, kind, length = struct.unpack_from("<HHI", data, at)
        at += 8
        slides += kind == SLIDE
        if version & 0x0F == 0x0F:
            continue  # a container: go into it
        body = data[at : at + length]
        at += length
        if kind in {WIDE_TEXT, NARROW_TEXT}:
            found = body.decode("utf-16-le" if kind == WIDE_TEXT else "cp1252", "replace")
            passages[found.replace("\r", "\n").replace("\x0b", "\n").strip()] = None
    return slides, "\n".join(text for text in passages if text)
