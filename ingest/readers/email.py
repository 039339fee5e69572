"""E-mail: RFC 5322 messages, Apple's .emlx, mailboxes, Outlook's .msg; headers, body, attachments as parts.

Broken mails are the rule, so each header is read on its own and one that defies the parser is taken raw.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from ingest.reading import Reading
from ingest.sniff.plain import encoding_of

if TYPE_CHECKING:
    from ingest.box.job import Job

_HEADERS = {
    "subject": "email_subject",
    "from": "email_from",
    "to": "email_to",
    "cc": "email_cc",
    "message-id": "email_message_id",
    "in-reply-to": "email_in_reply_to",
}


def read(job: Job, reading: Reading) -> None:
    """Read a message or count a mailbox; never raises for a broken message."""
    if job.identity.media_type == "application/vnd.ms-outlook":
        from ingest.readers import outlook

        outlook.read(job, reading)
        return
    with open(job.path, "rb") as file:
        data = file.read(job.limits.file_bytes)
    if job.identity.media_type == "application/mbox":
        _mailbox(data, job, reading)
        return
    if job.identity.media_type == "message/x-emlx":
        data = _apple(data)
    elif data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    message(_parsed(data, reading), job, reading)


def _parsed(data: bytes, reading: Reading) -> Message:
    """Parse a message; one nested past all reason is read by its headers only."""
    try:
        return message_from_bytes(data, policy=policy.default)
    except RecursionError:
        reading.problem("email.damaged")
        return BytesHeaderParser(policy=policy.default).parsebytes(data)


def _apple(data: bytes) -> bytes:
    """Return the message inside an .emlx file: its length stands on the first line."""
    length, _line, rest = data.partition(b"\n")
    return rest[: int(length)] if length.strip().isdigit() else rest


def _mailbox(data: bytes, job: Job, reading: Reading) -> None:
    """Count the messages of a mailbox and hand each on as a part (RFC 4155)."""
    messages = [part for part in re.split(rb"(?:\A|\n)From [^\n]*\n", data) if part.strip()]
    reading.fact("mbox_message_count", len(messages))
    for number, content in enumerate(messages, start=1):
        job.add_part(reading, f"message-{number}.eml", content, "message/rfc822")
    reading.method = ""


def message(mail: Message, job: Job, reading: Reading) -> None:
    """Fill the reading from a parsed message."""
    for name, fact in _HEADERS.items():
        reading.fact(fact, header(mail, name))
    date = _date(mail)
    reading.fact("email_date", date)
    if date:
        reading.dates["email_date"] = date
    reading.title = str(reading.facts.get("email_subject", ""))
    reading.author = str(reading.facts.get("email_from", ""))
    attached, names, bodies = _walk(mail, job, reading)
    reading.fact("email_attachment_count", attached)
    reading.fact("email_filenames", "; ".join(names))
    text = "\n".join(body for body in bodies if body.strip())[: job.limits.text_chars]
    if text:
        reading.pages, reading.method = [text], "plain"


def header(mail: Message, name: str) -> str:
    """Return a header as readable text; several of one name are joined by commas."""
    found = []
    try:
        found = [str(value) for value in mail.get_all(name, [])]
    except Exception:  # the header parser raises many things on malformed values
        found = [_raw(str(value)) for key, value in mail.raw_items() if key.lower() == name]
    cleaned = [" ".join(_repaired(value).split()) for value in found]
    return cleaned[0] if name in {"subject", "from"} and cleaned else ", ".join(cleaned)


def _raw(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except Exception:  # unknown charset or broken encoded word: the bytes as they stand
        return value


def _repaired(value: str) -> str:
    """Give meaning to eight-bit bytes that stand in a header without any encoding."""
    raw = value.encode("utf-8", "surrogateescape")
    if raw != value.encode("utf-8", "replace"):
        return raw.decode(encoding_of(raw), "replace")
    return value


def _date(mail: Message) -> str:
    raw = next((str(value) for key, value in mail.raw_items() if key.lower() == "date"), "")
    try:
        return parsedate_to_datetime(raw).isoformat() if raw else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _walk(mail: Message, job: Job, reading: Reading) -> tuple[int, list[str], list[str]]:
    """Go through the parts, not into attached messages: number of attachments, file names, body texts."""
    attached = 0
    names: list[str] = []
    bodies: list[str] = []
    waiting: list[tuple[Message, bool]] = [(mail, False)]
    steps = 0
    while waiting and steps < 10_000:
        steps += 1
        part, alternative = waiting.pop(0)
        kind = part.get_content_type()
        if kind.startswith("multipart/") and part.is_multipart():
            inside = [child for child in part.get_payload() if isinstance(child, Message)]
            waiting[:0] = [(child, kind == "multipart/alternative") for child in inside]
            continue
        disposition, name = _disposition(part), _file_name(part)
        attached += disposition == "attachment"
        if name:
            names.append(name)
        if kind.startswith("multipart/"):
            bodies.append(_text(part))  # the boundary is missing: all that is left is its raw text
        elif disposition != "attachment" and not name and kind in {"text/plain", "text/html"}:
            _body(part, kind, alternative, bodies)
        else:
            data = content(part)
            job.add_part(reading, name or _nameless(part, kind), data, kind, inline=disposition != "attachment")
    return attached, names, bodies


def _body(part: Message, kind: str, alternative: bool, bodies: list[str]) -> None:
    text = _text(part)
    if kind == "text/html":
        if alternative and bodies and bodies[-1].strip():
            return  # the same words were given as plain text
        from ingest.readers.text import html_text

        text = html_text(text)[1]
    bodies.append(text)


def _disposition(part: Message) -> str:
    try:
        return str(part.get_content_disposition() or "")
    except Exception:  # a malformed header
        return ""


def _file_name(part: Message) -> str:
    try:
        return " ".join(_raw(_repaired(part.get_filename() or "")).split())
    except Exception:  # a malformed or unknown encoding
        return ""


def _nameless(part: Message, kind: str) -> str:
    from ingest.mediatypes import extension

    inner = part.get_payload()
    if kind == "message/rfc822" and isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return (header(inner[0], "subject") or "message")[:100] + ".eml"
    return "part" + extension(kind)


def _text(part: Message) -> str:
    """Return the text of a text part in its declared charset, or in the one its bytes betray."""
    raw: Any = part.get_payload(decode=True) or b""
    charset = part.get_content_charset() or ""
    try:
        if charset:
            return raw.decode(charset).replace("\r\n", "\n")
    except (LookupError, UnicodeDecodeError):
        pass
    return raw.decode(encoding_of(raw), "replace").replace("\r\n", "\n")


def content(part: Message) -> bytes:
    """Return the bytes of an attachment; an attached message is written out again."""
    inner = part.get_payload()
    if part.get_content_maintype() == "message" and isinstance(inner, list):
        out = b""
        for each in inner:
            if not isinstance(each, Message):
                continue
            try:
                out += each.as_bytes(policy=policy.compat32)
            except Exception:  # re-writing broken headers may fail
                out += str(each.get_payload()).encode("utf-8", "replace")
        return out
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
