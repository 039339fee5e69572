"""Outlook messages from streams made here: Unicode and eight-bit texts, people, date, attachments, a message inside."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from ingest.box.job import Job
from ingest.mediatypes import identity
from ingest.readers import outlook
from ingest.reading import Reading


class Compound:
    """Stands in for an OLE file: streams by path, storages by their prefixes."""

    def __init__(self, streams: dict[str, bytes]) -> None:
        self.streams = streams

    def exists(self, name: str) -> bool:
        return any(path == name or path.startswith(name + "/") for path in self.streams)

    def openstream(self, name: str) -> io.BytesIO:
        return io.BytesIO(self.streams[name])

    def listdir(self, *, streams: bool, storages: bool) -> list[list[str]]:
        assert storages and not streams
        parts = [path.split("/")[:-1] for path in self.streams]
        found = {tuple(part[:depth]) for part in parts for depth in range(1, len(part) + 1)}
        return [list(path) for path in sorted(found)]


def _numbers(header: int, **values: int) -> bytes:
    rows = (struct.pack("<HHIQ", 3, int(tag[1:], 16), 0, value) for tag, value in values.items())
    return bytes(header) + b"".join(rows)


def test_a_message(tmp_path: Path) -> None:
    attached, recipient = "__attach_version1.0_#00000000/", "__recip_version1.0_#00000000/"
    inside = "__attach_version1.0_#00000001/__substg1.0_3701000D/"
    ticks = (1_709_630_100 + 11_644_473_600) * 10_000_000
    streams = {
        "__properties_version1.0": _numbers(32, x0039=ticks, x3FFD=1250),
        "__substg1.0_0037001F": "Zaproszenie na sesję".encode("utf-16-le"),
        "__substg1.0_1000001E": "Treść żądania".encode("cp1250"),
        "__substg1.0_001A001E": b"IPM.Note",
        "__substg1.0_0C1A001F": "Anna".encode("utf-16-le"),
        "__substg1.0_5D01001F": "anna@example.org".encode("utf-16-le"),
        recipient + "__properties_version1.0": _numbers(8, x0C15=1),
        recipient + "__substg1.0_3001001F": "Urząd".encode("utf-16-le"),
        recipient + "__substg1.0_39FE001F": "urzad@example.org".encode("utf-16-le"),
        attached + "__substg1.0_3707001F": "mapa.pdf".encode("utf-16-le"),
        attached + "__substg1.0_37010102": b"%PDF-1.4",
        inside + "__properties_version1.0": _numbers(24),
        inside + "__substg1.0_0037001F": "Dalej".encode("utf-16-le"),
        inside + "__substg1.0_1000001F": "Treść dalsza".encode("utf-16-le"),
    }
    path = tmp_path / "a.msg"
    path.write_bytes(b"x")
    job = Job("read", str(path), "a.msg", identity("application/vnd.ms-outlook"), 1, tmp_path)
    reading = Reading(scratch=tmp_path)
    outlook._Message(Compound(streams), "", job, reading).fill()  # type: ignore[arg-type]
    assert reading.title == "Zaproszenie na sesję" and reading.text == "Treść żądania"
    assert reading.facts["email_from"] == "Anna <anna@example.org>"
    assert reading.facts["email_to"] == "Urząd <urzad@example.org>"
    assert reading.dates["email_date"] == "2024-03-05T09:15:00+00:00"
    assert [part.name for part in reading.parts] == ["mapa.pdf", "Dalej.msg"]
    assert "Treść dalsza" in (tmp_path / reading.parts[1].path).read_text()
