"""The number of entries in a 7z archive, from its header (7zFormat.txt of the LZMA SDK); no unpacking."""

from __future__ import annotations

import lzma
import struct
from typing import Any

from ingest.box.limits import Limits
from ingest.readers import Unreadable

END, HEADER, ARCHIVE, STREAMS, FILES, PACK, UNPACK = 0, 1, 2, 4, 5, 6, 7
SIZES, DIGESTS, FOLDER, UNPACK_SIZES, ENCODED = 9, 10, 11, 12, 23
HEADER_CAP = 16 << 20
LZMA, LZMA2, COPY = b"\x03\x01\x01", b"\x21", b"\x00"


class _Bytes:
    """A cursor over the header with the format's variable-length numbers."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise Unreadable("archive.damaged")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self) -> int:
        first = self.take(1)[0]
        mask, value = 0x80, 0
        for index in range(8):
            if not first & mask:
                return value | ((first & (mask - 1)) << (8 * index))
            value |= self.take(1)[0] << (8 * index)
            mask >>= 1
        return value


def entries(path: str, limits: Limits) -> int:
    """Return the number of entries; raises Unreadable for a damaged, encrypted or huge header."""
    with open(path, "rb") as file:
        start = file.read(32)
        if len(start) < 32:
            raise Unreadable("archive.damaged")
        offset, size = struct.unpack("<QQ", start[12:28])
        if size == 0:
            return 0
        if size > HEADER_CAP:
            raise Unreadable("archive.damaged")
        file.seek(32 + offset)
        header = _Bytes(file.read(size))
        kind = header.number()
        for _layer in range(4):
            if kind != ENCODED:
                break
            header = _Bytes(_unpacked(file, header))
            kind = header.number()
    if kind != HEADER:
        raise Unreadable("archive.damaged")
    count = _files(header)
    if count > limits.members:
        raise Unreadable("zip.too_many", limit=limits.members)
    return count


def _unpacked(file: Any, header: _Bytes) -> bytes:
    """Return the header that is itself packed: one folder with one coder, as every writer makes it."""
    position, sizes = 0, [0]
    coder, properties, unpacked = COPY, b"", 0
    while (kind := header.number()) != END:
        if kind == PACK:
            position, count = header.number(), header.number()
            while (inner := header.number()) != END:
                sizes = [header.number() for _ in range(count)] if inner == SIZES else sizes
        elif kind == UNPACK:
            coder, properties, unpacked = _folder(header)
        else:
            raise Unreadable("archive.damaged")
    if unpacked > HEADER_CAP:
        raise Unreadable("archive.damaged")
    file.seek(32 + position)
    return _inflate(file.read(sizes[0]), coder, properties, unpacked)


def _folder(header: _Bytes) -> tuple[bytes, bytes, int]:
    coder, properties, unpacked = COPY, b"", 0
    while (kind := header.number()) != END:
        if kind == FOLDER:
            if header.number() != 1 or header.take(1) != b"\0" or header.number() != 1:
                raise Unreadable("archive.damaged")
            flags = header.take(1)[0]
            coder = header.take(flags & 0x0F)
            properties = header.take(header.number()) if flags & 0x20 else b""
        elif kind == UNPACK_SIZES:
            unpacked = header.number()
        elif kind == DIGESTS:
            header.take(5)
        else:
            raise Unreadable("archive.damaged")
    return coder, properties, unpacked


def _inflate(data: bytes, coder: bytes, properties: bytes, size: int) -> bytes:
    if coder == COPY:
        return data[:size]
    if coder == LZMA and len(properties) == 5:
        first = properties[0]
        filters: Any = [
            {
                "id": lzma.FILTER_LZMA1,
                "lc": first % 9,
                "lp": first // 9 % 5,
                "pb": first // 45,
                "dict_size": min(struct.unpack("<I", properties[1:])[0], 64 << 20),
            }
        ]
    elif coder == LZMA2:
        filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 64 << 20}]
    else:
        raise Unreadable("archive.password")
    try:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters).decompress(data, size)
    except (lzma.LZMAError, ValueError) as error:
        raise Unreadable("archive.damaged") from error


def _files(header: _Bytes) -> int:
    """Find the list of files by walking over archive properties and stream descriptions."""
    at = header.data.find(bytes([FILES]), header.at)
    kind = header.number()
    if kind == FILES:
        return header.number()
    while at >= 0:
        cursor = _Bytes(header.data)
        cursor.at = at + 1
        count = cursor.number()
        if count and _is_file_list(cursor, count):
            return count
        at = header.data.find(bytes([FILES]), at + 1)
    return 0


def _is_file_list(cursor: _Bytes, count: int) -> bool:
    """Tell whether a list of properties follows that ends with the header and names `count` files."""
    names = 0
    try:
        while (kind := cursor.number()) != END:
            data = cursor.take(cursor.number())
            if kind == 0x11:
                names = data[1:].decode("utf-16-le", "replace").count("\0")
        return cursor.number() == END and names == count
    except Unreadable:
        return False
