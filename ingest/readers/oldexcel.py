"""The cells of Excel 5, 95 and 97–2003 workbooks as text, from the records of the stream ([MS-XLS] §2.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import olefile

from ingest.readers import Unreadable
from ingest.readers.ole import codec

BOF, SHEET, SHARED, CONTINUE, LOCKED, CODEPAGE = 0x809, 0x85, 0xFC, 0x3C, 0x2F, 0x42
SHARED_CELL, LABEL, RK, MANY_RK, NUMBER, FORMULA, STRING = 0xFD, 0x204, 0x27E, 0xBD, 0x203, 0x06, 0x207
BIFF8 = 0x0600


def read(file: olefile.OleFileIO) -> tuple[list[str], list[str]]:
    """Return the names of the sheets and the text of each; raises Unreadable for a locked or damaged workbook."""
    stream = next((name for name in ("Workbook", "Book") if file.exists(name)), None)
    if stream is None:
        raise Unreadable("office.damaged")
    try:
        return _Workbook(file.openstream(stream).read()).sheets()
    except (struct.error, IndexError) as error:
        raise Unreadable("office.damaged") from error


class _Workbook:
    """Walks the records once; a sheet begins with each BOF after the first."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.codec, self.wide = "cp1252", True
        self.names: list[str] = []
        self.shared: list[str] = []

    def records(self) -> Iterator[tuple[int, list[bytes]]]:
        """Yield the kind and the body of each record, with its continuations."""
        at = 0
        while at + 4 <= len(self.data):
            kind, length = struct.unpack_from("<HH", self.data, at)
            bodies, at = [self.data[at + 4 : at + 4 + length]], at + 4 + length
            while at + 4 <= len(self.data) and struct.unpack_from("<H", self.data, at)[0] == CONTINUE:
                (length,) = struct.unpack_from("<H", self.data, at + 2)
                bodies.append(self.data[at + 4 : at + 4 + length])
                at += 4 + length
            yield kind, bodies

    def sheets(self) -> tuple[list[str], list[str]]:
        """Return sheet names and, per sheet, a line for each row."""
        pages: list[dict[int, list[str]]] = []
        for kind, bodies in self.records():
            body = bodies[0]
            if kind == BOF:
                self.wide = struct.unpack_from("<H", body)[0] >= BIFF8
                pages.append({})
            elif kind == LOCKED:
                raise Unreadable("office.password")
            elif kind == CODEPAGE:
                self.codec = codec(struct.unpack_from("<H", body)[0])
            elif kind == SHEET:
                self.names.append(self._name(body))
            elif kind == SHARED:
                self.shared = _Shared(bodies).strings()
            elif pages:
                self._cells(kind, body, pages[-1])
        return self.names, ["\n".join("\t".join(cells) for cells in rows.values()) for rows in pages[1:]]

    def _name(self, body: bytes) -> str:
        length = body[6]
        if not self.wide:
            return body[7 : 7 + length].decode(self.codec, "replace")
        return _characters(body[8:], length, body[7] & 1)

    def _cells(self, kind: int, body: bytes, rows: dict[int, list[str]]) -> None:
        found: list[str] = []
        if kind == SHARED_CELL:
            (index,) = struct.unpack_from("<I", body, 6)
            found = [self.shared[index]] if index < len(self.shared) else []
        elif kind == LABEL:
            found = [self._text(body[6:])]
        elif kind == STRING and rows:
            rows[next(reversed(rows))].append(self._text(body))
            return
        elif kind == RK:
            found = [_number(_rk(struct.unpack_from("<I", body, 6)[0]))]
        elif kind == MANY_RK:
            found = [_number(_rk(struct.unpack_from("<I", body, at)[0])) for at in range(6, len(body) - 5, 6)]
        elif kind == NUMBER or (kind == FORMULA and body[12:14] != b"\xff\xff"):  # FFFF: a text or an error
            found = [_number(struct.unpack_from("<d", body, 6)[0])]
        if found:
            rows.setdefault(struct.unpack_from("<H", body)[0], []).extend(text for text in found if text)

    def _text(self, body: bytes) -> str:
        (length,) = struct.unpack_from("<H", body)
        if not self.wide:
            return body[2 : 2 + length].decode(self.codec, "replace")
        return _characters(body[3:], length, body[2] & 1) if len(body) > 2 else ""


class _Shared:
    """The table of shared strings, which may be cut anywhere by a continuation ([MS-XLS] §2.5.293)."""

    def __init__(self, bodies: list[bytes]) -> None:
        self.bodies, self.block, self.at = bodies, 0, 8

    def strings(self) -> list[str]:
        (count,) = struct.unpack_from("<I", self.bodies[0], 4)
        found: list[str] = []
        while len(found) < count and (self.block < len(self.bodies) - 1 or self.at < len(self.bodies[-1])):
            found.append(self._string())
        return found

    def _take(self, count: int) -> bytes:
        out = b""
        while count > 0:
            body = self.bodies[self.block]
            if self.at >= len(body):
                self.block, self.at = self.block + 1, 0
                body = self.bodies[self.block]
            piece = body[self.at : self.at + count]
            out, self.at, count = out + piece, self.at + len(piece), count - len(piece)
        return out

    def _string(self) -> str:
        length, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        out, wide = "", flags & 1
        while length > 0:
            left = len(self.bodies[self.block]) - self.at
            if left <= 0:  # the characters go on in the next block, which says anew how wide they are
                self.block, self.at = self.block + 1, 1
                wide = self.bodies[self.block][0] & 1
                left = len(self.bodies[self.block]) - 1
            now = max(1, min(length, left // (2 if wide else 1)))
            out += _characters(self._take(now * (2 if wide else 1)), now, wide)
            length -= now
        self._take(4 * runs + extra)
        return out


def _characters(data: bytes, length: int, wide: int) -> str:
    return data[: 2 * length].decode("utf-16-le", "replace") if wide else data[:length].decode("latin-1")


def _rk(value: int) -> float:
    """Return the number packed into 30 bits ([MS-XLS] §2.5.217)."""
    if value & 2:
        number = float((value >> 2) - (1 << 30 if value & 0x80000000 else 0))
    else:
        number = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))[0]
    return number / 100 if value & 1 else number


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.10g}"
