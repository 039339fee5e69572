"""The text of RTF files (Rich Text Format 1.9.1): groups, code pages and Unicode characters; nothing is drawn."""

from __future__ import annotations

import re

from ingest.readers.ole import codec

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"themedata", b"datastore", b"filetbl",
    b"listtable", b"listoverridetable", b"rsidtbl", b"generator", b"fldinst", b"xmlnstbl", b"latentstyles",
    b"bkmkstart", b"bkmkend", b"colorschememapping", b"mmathPr", b"revtbl", b"pgptbl",
}  # fmt: skip
_BREAKS = {b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t",
           b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
           b"bullet": "•"}  # fmt: skip
_CHARSETS = {0: 1252, 77: 10000, 128: 932, 161: 1253, 162: 1254, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 238: 1250}
_FONT = re.compile(rb"\\f(\d+)[^{}]*?\\fcharset(\d+)")
_INFO = re.compile(rb"\{\\(title|author|subject)\s([^{}]*)\}")


def facts(data: bytes) -> dict[str, str]:
    """Return title, author and subject from the information group."""
    page = _page(data)
    return {
        match.group(1).decode(): text(b"{\\rtf1\\ansicpg%d " % page + match.group(2) + b"}")
        for match in _INFO.finditer(data[: 1 << 20])
    }


def _page(data: bytes) -> int:
    found = re.search(rb"\\ansicpg(\d{1,5})", data[:2000])
    return int(found.group(1)) if found else 1252


def text(data: bytes) -> str:
    """Return the text of the body, headers and notes."""
    fonts = {int(number): _CHARSETS.get(int(charset), 0) for number, charset in _FONT.findall(data[: 1 << 20])}
    reader = _Reader(_page(data), fonts)
    for match in _TOKEN.finditer(data):
        reader.token(*match.groups())
    lines = reader.finished().split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


class _Reader:
    """The state of the RTF reader: a stack of groups, each with skipping, code page and Unicode skip count."""

    def __init__(self, page: int, fonts: dict[int, int]) -> None:
        self.page, self.fonts = page, fonts
        self.skip, self.current, self.fallback = False, page, 1
        self.stack: list[tuple[bool, int, int]] = []
        self.out: list[str] = []
        self.bytes = bytearray()
        self.ignore = 0

    def token(
        self, word: bytes | None, number: bytes | None, code: bytes | None, symbol: bytes | None,
        brace: bytes | None, run: bytes | None,
    ) -> None:  # fmt: skip
        """Take one token of the file."""
        if brace:
            self._group(brace)
        elif word:
            self._word(word, int(number) if number else None)
        elif code:
            self._put(bytes([int(code, 16)]))
        elif symbol:
            self._symbol(symbol)
        elif run:
            self._put(run)

    def _group(self, brace: bytes) -> None:
        self._flush()
        self.ignore = 0
        if brace == b"{":
            self.stack.append((self.skip, self.current, self.fallback))
        elif self.stack:
            self.skip, self.current, self.fallback = self.stack.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        self._flush()
        if word in _SKIPPED:
            self.skip = True
        elif word == b"u" and number is not None and not self.skip:
            self.out.append(chr(number & 0xFFFF))
            self.ignore = self.fallback
        elif word == b"uc" and number is not None:
            self.fallback = max(0, min(number, 8))
        elif word == b"f" and number is not None:
            self.current = self.fonts.get(number) or self.page
        elif word == b"plain":
            self.current = self.page
        elif word in _BREAKS and not self.skip:
            self.out.append(_BREAKS[word])

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.skip = True  # a destination that may be ignored: ignore it
        elif symbol in b"\\{}":
            self._put(symbol)
        elif not self.skip:
            self._flush()
            self.out.append({b"~": " ", b"_": "-", b"\n": "\n", b"\r": "\n"}.get(symbol, ""))

    def _put(self, data: bytes) -> None:
        if self.skip:
            return
        dropped = min(self.ignore, len(data))
        self.ignore -= dropped
        self.bytes += data[dropped:]

    def _flush(self) -> None:
        if self.bytes:
            self.out.append(self.bytes.decode(codec(self.current), "replace"))
            self.bytes.clear()

    def finished(self) -> str:
        """Return everything; surrogate pairs written as two \\u become one character."""
        self._flush()
        joined = "".join(self.out)
        return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
