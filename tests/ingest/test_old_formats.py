"""RTF and the binary formats before 2007, from records made here: code pages, pieces, cut strings."""

from __future__ import annotations

import io
import struct

import pytest

from ingest.readers import Unreadable, oldexcel, oldslides, oldword, rtf


class Compound:
    """Stands in for an OLE file: streams by name."""

    def __init__(self, **streams: bytes) -> None:
        self.streams = {name.replace("_", " "): data for name, data in streams.items()}

    def exists(self, name: str) -> bool:
        return name in self.streams

    def openstream(self, name: str) -> io.BytesIO:
        return io.BytesIO(self.streams[name])


RTF: list[tuple[bytes, str]] = [
    (b"{\\rtf1\\ansi\\ansicpg1250 za\\'bf\\'f3\\'b3\\'e6\\par dwa}", "zażółć\ndwa"),
    (b"{\\rtf1\\ansi\\uc1 za\\u380?\\u243?\\u322?\\u263?}", "zażółć"),
    (b"{\\rtf1{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset238 Arial CE;}}\\f1 \\'9c\\f0 x}", "śx"),
    (b"{\\rtf1{\\info{\\title T}}{\\*\\generator X;}{\\pict ffff}body {\\b bold}\\tab end}", "body bold\tend"),
    (b"{\\rtf1 {\\field{\\*\\fldinst HYPERLINK \"u\"}{\\fldrslt link}} \\{a\\}}", "link {a}"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "wanted"), RTF)
def test_rtf(data: bytes, wanted: str) -> None:
    assert rtf.text(data) == wanted


def test_rtf_information() -> None:
    data = b"{\\rtf1\\ansicpg1250{\\info{\\title Og\\'b3oszenie}{\\author Jan}}x}"
    assert rtf.facts(data) == {"title": "Ogłoszenie", "author": "Jan"}


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _workbook(shared: bytes, cells: bytes) -> bytes:
    start = _record(oldexcel.BOF, struct.pack("<HH", 0x0600, 5) + bytes(12))
    sheet = _record(oldexcel.SHEET, bytes(6) + b"\x05\x00Dane1")
    return start + sheet + shared + _record(oldexcel.BOF, struct.pack("<HH", 0x0600, 0x10) + bytes(12)) + cells


def test_excel_strings_cut_by_a_continuation() -> None:
    first = struct.pack("<II", 2, 2) + struct.pack("<HB", 6, 0) + b"Remo"
    rest = b"\x01" + "nt".encode("utf-16-le") + struct.pack("<HB", 3, 1) + "łąk".encode("utf-16-le")
    shared = _record(oldexcel.SHARED, first) + _record(oldexcel.CONTINUE, rest)
    cells = _record(oldexcel.SHARED_CELL, struct.pack("<HHHI", 0, 0, 0, 0))
    cells += _record(oldexcel.SHARED_CELL, struct.pack("<HHHI", 0, 1, 0, 1))
    cells += _record(oldexcel.RK, struct.pack("<HHHI", 1, 0, 0, (1250 << 2) | 2))
    cells += _record(oldexcel.RK, struct.pack("<HHHI", 1, 1, 0, (1250 << 2) | 3))
    cells += _record(oldexcel.FORMULA, struct.pack("<HHHd", 1, 2, 0, 3.25))
    names, pages = oldexcel.read(Compound(Workbook=_workbook(shared, cells)))  # type: ignore[arg-type]
    assert names == ["Dane1"] and pages == ["Remont\tłąk\n1250\t12.5\t3.25"]


def test_excel_locked_or_cut_off() -> None:
    locked = _workbook(b"", _record(oldexcel.LOCKED, bytes(4)))
    with pytest.raises(Unreadable, match=r"office\.password"):
        oldexcel.read(Compound(Workbook=locked))  # type: ignore[arg-type]
    with pytest.raises(Unreadable, match=r"office\.damaged"):
        oldexcel.read(Compound(Workbook=_record(oldexcel.SHARED, struct.pack("<II", 5, 5) + b"\xff")))  # type: ignore[arg-type]


def test_word_pieces_and_fields() -> None:
    wide = "Łódź \x13 HYPERLINK x \x14tu\x15\r".encode("utf-16-le")
    narrow = b"koniec\x07"
    main = bytearray(0x400)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    main[0x300 : 0x300 + len(wide)] = wide
    main[0x380 : 0x380 + len(narrow)] = narrow
    count = len(wide) // 2
    places = struct.pack("<HIH", 0, 0x300, 0) + struct.pack("<HIH", 0, (0x380 * 2) | 0x40000000, 0)
    plc = struct.pack("<III", 0, count, count + len(narrow)) + places
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    streams = {"WordDocument": bytes(main), "1Table": clx}
    assert oldword.text(Compound(**streams)) == "Łódź tu\nkoniec"  # type: ignore[arg-type]
    struct.pack_into("<H", main, 0x0A, 0x0300)
    with pytest.raises(Unreadable, match=r"office\.password"):
        oldword.text(Compound(WordDocument=bytes(main)))  # type: ignore[arg-type]


def test_slides() -> None:
    def atom(version: int, kind: int, body: bytes) -> bytes:
        return struct.pack("<HHI", version, kind, len(body)) + body

    inner = atom(0, oldslides.WIDE_TEXT, "Tytuł".encode("utf-16-le")) + atom(0, oldslides.NARROW_TEXT, b"one\rtwo")
    data = atom(0x0F, oldslides.SLIDE, inner) + atom(0, 0x1234, b"xxxx")
    assert oldslides.read(Compound(PowerPoint_Document=data)) == (1, "Tytuł\none\ntwo")  # type: ignore[arg-type]
