"""Which kind of text a text file is, and in which encoding it is written.

The encodings are those that Polish offices left behind: UTF-8, UTF-16, windows-1250, ISO 8859-2, CP852,
Mazovia is not in Python; Cyrillic CP866 and windows-1251 for papers from the East, windows-1252 for the West.
"""

from __future__ import annotations

import codecs
import re

from ingest.mediatypes import XADES

_HEADERS = (
    b"from|to|cc|subject|date|received|message-id|mime-version|return-path|delivered-to|reply-to|sender|"
    b"content-type|content-transfer-encoding|x-[a-z0-9-]+|dkim-signature|in-reply-to|references|importance"
)
_HEADER = re.compile(rb"^(" + _HEADERS + rb")[ \t]*:", re.I)
_TELLING = {b"from", b"received", b"message-id", b"mime-version", b"return-path", b"subject", b"delivered-to"}
_ROOT = re.compile(r"<(?!\?|!)([\w.-]+:)?([\w.-]+)")
_POLISH = set("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_WESTERN = set("äöüßÄÖÜéèêëàâçîïôûùñíáúÉÈÀÇ„”–—’")
_CYRILLIC = re.compile("[а-яёіїєґА-ЯЁІЇЄҐ]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def is_text(head: bytes) -> bool:
    """Tell whether the head looks like text: a byte order mark, or no NUL and hardly any controls."""
    if any(head.startswith(mark) for mark, _name in _BOMS):
        return True
    if b"\0" in head:
        return _utf16_without_mark(head) != ""
    controls = sum(head.count(bytes([code])) for code in range(32) if code not in (7, 8, 9, 10, 11, 12, 13, 26, 27))
    return controls * 200 <= len(head)


def _utf16_without_mark(head: bytes) -> str:
    odd, even = head[1::2].count(0), head[::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else ""


def encoding_of(data: bytes) -> str:
    """Return the Python codec name for text bytes (a head of some 64 KiB is enough)."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    if b"\0" in data and (name := _utf16_without_mark(data)):
        return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
        return "utf-8"
    except UnicodeDecodeError:
        return _eight_bit(data)


def _eight_bit(data: bytes) -> str:
    """Choose among eight-bit codings by counting the letters each one would give."""
    best, most = "windows-1252", -1.0
    for name in ("cp1250", "iso8859-2", "cp852", "windows-1252", "cp866", "windows-1251", "koi8-r"):
        text = data.decode(name, "replace")
        foreign = [char for char in text if ord(char) > 127]
        lower = sum(1 for char in foreign if char.islower())
        score = 3.0 * sum(1 for char in foreign if char in _POLISH) + lower
        score += 2.0 * sum(1 for char in foreign if char in _WESTERN)
        score += 2.2 * len(_CYRILLIC.findall("".join(foreign))) + (lower if _CYRILLIC.search(text) else 0)
        score -= 4.0 * sum(1 for char in foreign if not char.isalpha() and char not in "„”–—’…§°«» ")
        if score > most:
            best, most = name, score
    return best


def kind_of(head: bytes, name: str) -> str:
    """Return the media type of text by what it says; the name decides only between kinds that look alike."""
    text = head.decode(encoding_of(head), "replace").lstrip("\ufeff")
    start = text.lstrip()[:4096]
    lower = start.lower()
    suffix = name.lower().rsplit(".", 1)[-1] if "." in name else ""
    if lower.startswith("begin:vcalendar"):
        return "text/calendar"
    if lower.startswith("begin:vcard"):
        return "text/vcard"
    if lower.startswith("{\\rtf"):
        return "application/rtf"
    if lower.startswith("<") and (marked := _markup_kind(start)):
        return marked
    if mail := _mail_kind(head, suffix):
        return mail
    if re.match(r"\s*[\[{]", start) and (suffix == "json" or re.match(r'\s*(\{\s*"|\[\s*[\[{"\d])', start)):
        return "application/json"
    return {"md": "text/markdown", "markdown": "text/markdown", "csv": "text/csv", "tsv": "text/csv"}.get(
        suffix,
        "text/html" if re.search(r"<(html|body|!doctype html)", lower) and suffix != "txt" else "text/plain",
    )


def _mail_kind(head: bytes, suffix: str) -> str:
    lines = head.lstrip(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines[0].startswith(b"From ") and any(_HEADER.match(line) for line in lines[1:40]):
        more = any(line.startswith(b"From ") and not lines[at].strip() for at, line in enumerate(lines[1:]))
        return "application/mbox" if more or suffix in {"mbox", "mbx", ""} else "message/rfc822"
    if lines[0].strip().isdigit() and len(lines) > 2 and _HEADER.match(lines[1]):
        return "message/x-emlx"
    found: set[bytes] = set()
    for line in lines[:200]:
        if not line.strip():
            if found:
                break
            continue
        match = _HEADER.match(line)
        if match:
            found.add(match.group(1).lower())
        elif not found and not line[:1].isspace() and b":" not in line[:80]:
            break
    sure = len(found) >= 3 or (len(found) >= 2 and bool(found & _TELLING))
    if suffix in {"mht", "mhtml"} and found:
        return "message/rfc822"
    if sure or (suffix == "eml" and (found or len(head) < 200)):
        return "message/rfc822"
    return ""


def _markup_kind(start: str) -> str:
    lower = start.lower()
    tags = "html|head|body|meta|title|script|style|div|p|h1|h2|table|center|font|br|b|i|span|ul|a"
    if re.match(rf"<!doctype html|<({tags})[\s>/]", lower) or "<html" in lower[:2048]:
        return "text/html"
    root = _ROOT.search(re.sub(r"<!--.*?(-->|$)", "", start, flags=re.S))
    if not root:
        return ""
    name = root.group(2)
    if name == "svg":
        return "image/svg+xml"
    if name in {"xmpmeta", "RDF", "xpacket"}:
        return "application/rdf+xml"
    if name in {"Signature", "XAdESSignatures"}:
        return XADES
    return "application/xml" if lower.startswith("<?xml") or "xmlns" in lower or start.rstrip() else ""
