"""Outlook messages (.msg): MAPI properties of an OLE file, after [MS-OXMSG] and [MS-OXPROPS]."""

from __future__ import annotations

import re
import struct
from contextlib import closing
from typing import TYPE_CHECKING

import olefile

from ingest.readers import Unreadable
from ingest.readers.dates import filetime
from ingest.readers.ole import codec
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

SUBJECT, CLASS, FROM_NAME, FROM_MAIL, FROM_SMTP = "0037", "001A", "0C1A", "0C1F", "5D01"
BODY, HTML, MESSAGE_ID, HEADERS, TO, CC = "1000", "1013", "1035", "007D", "0E04", "0E03"
SENT, DELIVERED, CODEPAGE, MESSAGE_CODEPAGE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE


def read(job: Job, reading: Reading) -> None:
    """Read subject, people, date, class, body and attachments; raises Unreadable for a damaged file."""
    try:
        with closing(olefile.OleFileIO(job.path)) as file:
            _Message(file, "", job, reading).fill()
    except (OSError, IndexError, struct.error) as error:
        raise Unreadable("email.damaged") from error


class _Message:
    """The properties of one message storage: numbers in a table, texts in streams named after their tag."""

    def __init__(self, file: olefile.OleFileIO, where: str, job: Job, reading: Reading) -> None:
        self.file, self.where, self.job, self.reading = file, where, job, reading
        self.numbers = self._table(where + "__properties_version1.0", 32)
        self.codec = codec(self.numbers.get(CODEPAGE) or self.numbers.get(MESSAGE_CODEPAGE))

    def _table(self, name: str, header: int) -> dict[int, int]:
        """Return the fixed-size values by property id ([MS-OXMSG] §2.4)."""
        data = self._stream(name)
        found = {}
        for at in range(header, len(data) - 15, 16):
            _kind, tag, _flags, value = struct.unpack("<HHIQ", data[at : at + 16])
            found[tag] = value
        return found

    def _stream(self, name: str) -> bytes:
        return self.file.openstream(name).read() if self.file.exists(name) else b""

    def text(self, tag: str, where: str | None = None) -> str:
        """Return a text property: Unicode (001F), or eight-bit (001E) in the message's code page."""
        base = f"{self.where if where is None else where}__substg1.0_{tag}"
        wide = self._stream(base + "001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return self._stream(base + "001E").decode(self.codec, "replace").rstrip("\0")

    def fill(self) -> None:
        """Fill the reading from the message's own properties, recipients and attachments."""
        reading = self.reading
        reading.fact("msg_class", self.text(CLASS))
        reading.fact("email_subject", self.text(SUBJECT))
        reading.fact("email_from", self._sender())
        people = self._recipients()
        reading.fact("email_to", ", ".join(people.get(1, [])) or self.text(TO))
        reading.fact("email_cc", ", ".join(people.get(2, [])) or self.text(CC))
        reading.fact("email_message_id", self.text(MESSAGE_ID))
        sent = filetime(self.numbers.get(SENT) or self.numbers.get(DELIVERED) or 0)
        reading.fact("email_date", sent)
        if sent:
            reading.dates["email_date"] = sent
        reading.title, reading.author = self.text(SUBJECT), str(reading.facts.get("email_from", ""))
        body = self._body()
        if body.strip():
            reading.pages, reading.method = [body[: self.job.limits.text_chars]], "plain"
        self._attachments()

    def _sender(self) -> str:
        """Return the sender as the transport wrote it, or from the properties."""
        from email import message_from_string, policy

        from ingest.readers.email import header

        transported = self.text(HEADERS)
        if transported.strip():
            found = header(message_from_string(transported, policy=policy.default), "from")
            if found:
                return found
        name, mail = self.text(FROM_NAME), self.text(FROM_SMTP) or self.text(FROM_MAIL)
        if not mail or not re.match(r"[^@\s/]+@[^@\s]+$", mail) or mail == name:
            return name or mail
        return f"{name} <{mail}>" if name else mail

    def _folders(self, prefix: str) -> list[str]:
        above = self.where.split("/")[:-1]
        entries = self.file.listdir(streams=False, storages=True)
        found = {entry[len(above)] for entry in entries if len(entry) > len(above) and entry[: len(above)] == above}
        return sorted(self.where + name + "/" for name in found if name.startswith(prefix))

    def _recipients(self) -> dict[int, list[str]]:
        """Return display texts by kind: 1 to, 2 copy, 3 blind copy."""
        people: dict[int, list[str]] = {}
        for folder in self._folders("__recip_version1.0_#"):
            numbers = self._table(folder + "__properties_version1.0", 8)
            name = self.text("3001", folder)
            mail = self.text("39FE", folder) or self.text("3003", folder)
            shown = f"{name} <{mail}>" if name and mail and mail != name else name or mail
            people.setdefault(numbers.get(0x0C15, 1) & 0xFF, []).append(shown)
        return people

    def _body(self) -> str:
        body = self.text(BODY)
        if body.strip():
            return body.replace("\r\n", "\n")
        raw = self._stream(f"{self.where}__substg1.0_{HTML}0102") or self.text(HTML).encode()
        if raw:
            from ingest.readers.text import html_text

            return html_text(raw)[1]
        return ""

    def _attachments(self) -> None:
        names = []
        folders = self._folders("__attach_version1.0_#")
        for folder in folders:
            name = self.text("3707", folder) or self.text("3704", folder)
            data = self._stream(folder + "__substg1.0_37010102")
            if data:
                self.job.add_part(self.reading, name or "part.bin", data, self.text("370E", folder))
            elif self.file.exists(folder + "__substg1.0_3701000D"):
                name = name or self.text(SUBJECT, folder + "__substg1.0_3701000D/") + ".msg"
                self._embedded(folder + "__substg1.0_3701000D/", name)
            names.append(name)
        self.reading.fact("email_attachment_count", len(folders))
        self.reading.fact("email_filenames", "; ".join(name for name in names if name))

    def _embedded(self, where: str, name: str) -> None:
        """Hand on the text of a message inside the message (its storage is no file of its own)."""
        inner = Reading()
        message = _Message(self.file, where, self.job, inner)
        message.numbers = message._table(where + "__properties_version1.0", 24)
        lines = [f"Subject: {message.text(SUBJECT)}", f"From: {message._sender()}", "", message._body()]
        self.job.add_part(self.reading, name, "\n".join(lines).encode(), "text/plain")
