"""Plain text, Markdown, CSV, JSON, HTML, XML: text in the right encoding, titles, no scripts, no entities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ingest.reading import Reading
from ingest.sniff.plain import encoding_of

if TYPE_CHECKING:
    from ingest.box.job import Job

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section table tbody td "
        "tfoot th thead title tr ul",
    )
)
_HIDDEN = frozenset({"script", "style", "template", "noscript", "head"})
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)


def read(job: Job, reading: Reading) -> None:
    """Read text of any of the plain families."""
    with open(job.path, "rb") as file:
        data = file.read(4 * job.limits.text_chars)
    if job.size > len(data):
        reading.problem("text.truncated")
    if job.identity.group == "html":
        _html(data, reading)
    elif job.identity.group == "xml":
        _xml(data, job, reading)
    else:
        name = encoding_of(data[: 1 << 20])
        reading.fact("text_encoding", name)
        reading.pages, reading.method = [decode(data, name)[: job.limits.text_chars]], "plain"


def decode(data: bytes, name: str = "") -> str:
    """Return text with unreadable bytes marked and line ends made one kind."""
    text = data.decode(name or encoding_of(data[: 1 << 20]), "replace").lstrip("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _html(data: bytes, reading: Reading) -> None:
    title, text = html_text(data)
    reading.title = title
    reading.fact("html_title", title)
    reading.pages, reading.method = [text], "markup"


def html_text(data: bytes | str) -> tuple[str, str]:
    """Return title and visible text of HTML; title first in the text, blocks on lines of their own."""
    from lxml import html

    if isinstance(data, bytes):
        data = decode(data, _declared(data))
    data = re.sub(r"^\s*<\?xml[^>]*\?>", "", data)
    if not data.strip():
        return "", ""
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (ValueError, html.etree.ParserError):
        return "", re.sub(r"<[^>]*>", " ", data)
    title = " ".join((root.findtext(".//title") or "").split())
    lines = tidy("".join(_visible(root)))
    return title, f"{title}\n{lines}" if title else lines


def _declared(data: bytes) -> str:
    import codecs

    match = _CHARSET.search(data[:4096])
    if not match or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return ""
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
        data.decode(name)
        return name
    except (LookupError, UnicodeDecodeError):
        return ""


def _visible(root: Any) -> list[str]:
    """Collect text in document order without recursion, so depth cannot hurt."""
    from lxml import etree

    out: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            if not hidden:
                out.append(node.tail or "")
            continue
        skip, block = node.tag in _HIDDEN, node.tag in _BLOCKS
        if event == "start":
            hidden += skip
            if not hidden:
                out.append(("\n" if block else "") + (node.text or ""))
        else:
            hidden -= skip
            if not hidden:
                out.append(("\n" if block else "") + (node.tail or ""))
    return out


def tidy(text: str) -> str:
    """Make runs of blanks one blank and runs of empty lines one line end."""
    lines = (" ".join(line.split()) for line in text.replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def _xml(data: bytes, job: Job, reading: Reading) -> None:
    """Read an XML document: the text of its elements, the root's name and namespace."""
    from ingest.readers import Unreadable, eform
    from ingest.readers.markup import XMLRefused, parse, words

    try:
        root = parse(data)
    except XMLRefused as error:
        reading.pages, reading.method = [decode(data)], "plain"
        raise Unreadable("xml.damaged") from error
    name = root.tag if isinstance(root.tag, str) else ""
    reading.fact("xml_root", name.rsplit("}", 1)[-1])
    reading.fact("xml_namespace", name[1:].split("}")[0] if name.startswith("{") else None)
    reading.pages, reading.method = [words(root)], "markup"
    eform.read(root, job, reading)
