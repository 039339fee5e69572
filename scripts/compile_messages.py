"""Compile the translation catalogues (.po → .mo) in pure Python, so that no machine needs GNU gettext.

    python scripts/compile_messages.py            compile every catalogue of dms/locale
    python scripts/compile_messages.py --check    exit code 1 when a compiled one is out of date

Reads the whole PO format that `makemessages` writes: comments, flags, contexts, plurals, long texts. Entries
that are fuzzy, obsolete or without translation are left out, as `msgfmt` does. The answer is the same on
every run (entries sorted), so the compiled files can be committed.
"""

from __future__ import annotations

import ast
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "dms" / "locale"
MAGIC = 0x950412DE
_FIELDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")


@dataclass
class Entry:
    """One message: its context, msgid, plural msgid and the translations by plural form."""

    context: str | None = None
    msgid: str = ""
    plural: str | None = None
    strings: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    def key(self) -> str:
        """Return the lookup key of the MO format: context EOT msgid NUL plural."""
        text = self.msgid if self.plural is None else f"{self.msgid}\0{self.plural}"
        return text if self.context is None else f"{self.context}\x04{text}"

    def value(self) -> str:
        """Return the translations joined as the MO format asks."""
        return "\0".join(self.strings[number] for number in sorted(self.strings))


def parse(text: str) -> Iterator[Entry]:
    """Yield every entry of a PO text, header (empty msgid) first; raises ValueError with the line number."""
    entry, place, filled = Entry(), ("", 0), False
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        starts = line.startswith(("#", "msgctxt", "msgid ")) and place[0] == "msgstr"
        if filled and (not line or starts):
            yield entry
            entry, place, filled = Entry(), ("", 0), False
        if line.startswith("#,") and "fuzzy" in line:
            entry.fuzzy = True
        if not line or line.startswith("#"):
            continue
        if not line.startswith('"'):
            place, line = _place(line, number)
            filled = True
        _append(entry, place, _unquote(line, number))
    if filled:
        yield entry


def _place(line: str, number: int) -> tuple[tuple[str, int], str]:
    """Return which field a line fills (name, plural form) and the quoted rest of the line."""
    word, _, rest = line.partition(" ")
    name, _, index = word.partition("[")
    if name not in _FIELDS:
        raise ValueError(f"line {number}: unknown word {word!r}")
    return (name, int(index.rstrip("]") or 0)), rest.strip()


def _append(entry: Entry, place: tuple[str, int], text: str) -> None:
    name, index = place
    if name == "msgid":
        entry.msgid += text
    elif name == "msgid_plural":
        entry.plural = (entry.plural or "") + text
    elif name == "msgctxt":
        entry.context = (entry.context or "") + text
    else:
        entry.strings[index] = entry.strings.get(index, "") + text


def _unquote(text: str, number: int) -> str:
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError) as problem:
        raise ValueError(f"line {number}: not a quoted text: {text}") from problem
    if not isinstance(value, str):
        raise ValueError(f"line {number}: not a quoted text: {text}")
    return value


def compile_catalogue(text: str) -> bytes:
    """Return the MO file (format revision 0, little endian, no hash table) of a PO text."""
    kept = {e.key(): e.value() for e in parse(text) if (not e.fuzzy or not e.msgid) and all(e.strings.values())}
    pairs = sorted((key.encode(), value.encode()) for key, value in kept.items())
    keys, values = b"", b""
    key_table: list[tuple[int, int]] = []
    value_table: list[tuple[int, int]] = []
    for key, value in pairs:
        key_table.append((len(key), len(keys)))
        value_table.append((len(value), len(values)))
        keys += key + b"\0"
        values += value + b"\0"
    tables = 28
    start = tables + 16 * len(pairs)
    head = struct.pack("<7I", MAGIC, 0, len(pairs), tables, tables + 8 * len(pairs), 0, start)
    index = b"".join(struct.pack("<2I", length, start + offset) for length, offset in key_table)
    index += b"".join(struct.pack("<2I", length, start + len(keys) + offset) for length, offset in value_table)
    return head + index + keys + values


def main(arguments: list[str]) -> int:
    """Compile or check every catalogue; returns the exit code."""
    stale = 0
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        compiled = compile_catalogue(source.read_text(encoding="utf-8"))
        if target.exists() and target.read_bytes() == compiled:
            continue
        stale += 1
        if "--check" not in arguments:
            target.write_bytes(compiled)
        print(f"{'stale' if '--check' in arguments else 'compiled'}: {target.relative_to(LOCALE.parent.parent)}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
