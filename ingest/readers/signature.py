"""Signatures: packages (ASiC), PKCS #7 messages, XAdES; what is signed, never whether validly so.

The content of a signed message is handed on as a part, so it can be read like any other file. Checking a
signature against a trust list is not a reader's work.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from ingest.readers import archives, text
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

_DATA = bytes.fromhex("06092a864886f70d010701")


def read(job: Job, reading: Reading) -> None:
    """Read a signature or a signed package."""
    media_type = job.identity.media_type
    if media_type.startswith("application/vnd.etsi"):
        archives.read(job, reading)
    elif media_type == "application/xml":
        text.read(job, reading)
    elif media_type.startswith("application/pkcs7"):
        _pkcs7(job, reading)
    else:
        reading.problem("not_read", media_type=media_type)


def _pkcs7(job: Job, reading: Reading) -> None:
    with open(job.path, "rb") as file:
        data = file.read(64 << 20)
    if data.startswith(b"-----BEGIN"):
        data = base64.b64decode(re.sub(rb"-----[^\n]*-----|\s", b"", data) + b"==")
    content = signed_content(data)
    reading.fact("signature_detached", not content)
    if content:
        job.add_part(reading, re.sub(r"\.p7[ms]$", "", job.name, flags=re.I), content)


def signed_content(data: bytes) -> bytes:
    """Return the content inside PKCS #7 SignedData (RFC 5652 §5.2), or nothing for a detached signature."""
    at = data.find(_DATA)
    if at < 0:
        return b""
    at += len(_DATA)
    if data[at : at + 1] != b"\xa0":
        return b""
    _length, at = _length_at(data, at + 1)
    return _octets(data, at)[0]


def _octets(data: bytes, at: int) -> tuple[bytes, int]:
    """Return an OCTET STRING, whole or in pieces (BER, X.690 §8.7)."""
    tag = data[at : at + 1]
    if tag == b"\x04":
        length, start = _length_at(data, at + 1)
        return data[start : start + max(0, length)], start + max(0, length)
    if tag != b"\x24":
        return b"", len(data)
    length, at = _length_at(data, at + 1)
    end = at + length if length >= 0 else len(data)
    pieces = []
    while at < end and data[at : at + 1] == b"\x04":
        piece, at = _octets(data, at)
        pieces.append(piece)
    return b"".join(pieces), at


def _length_at(data: bytes, at: int) -> tuple[int, int]:
    """Return the length at a place and where the content begins; -1 for the indefinite form."""
    first = data[at] if at < len(data) else 0
    if first < 0x80:
        return first, at + 1
    if first == 0x80:
        return -1, at + 1
    count = first & 0x7F
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count
