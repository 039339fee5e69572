"""OpenDocument packages (ODF 1.3): text with tables, headers, footers, notes and comments; meta.xml."""

from __future__ import annotations

from typing import Any

from ingest.readers import Unreadable
from ingest.readers.package import Package
from ingest.reading import Reading

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_FACTS = {
    _DC + "title": "doc_title",
    _DC + "creator": "doc_author",
    _DC + "subject": "doc_subject",
    _DC + "description": "doc_description",
    _DC + "date": "doc_modified",
    _META + "initial-creator": "doc_initial_author",
    _META + "creation-date": "doc_created",
    _META + "keyword": "doc_keywords",
}


def read(package: Package, reading: Reading) -> None:
    """Read properties and text; raises Unreadable when the content is locked or damaged."""
    if "meta.xml" in package.names:
        try:
            _properties(package.xml("meta.xml"), reading)
        except Unreadable:
            reading.problem("office.properties_damaged")
    if _locked(package):
        reading.fact("office_encrypted", True)
        raise Unreadable("office.password")
    body = package.xml("content.xml")
    headers, footers = _styles(package)
    spread = next(body.iter(_OFFICE + "spreadsheet"), None)
    if spread is not None:
        reading.fact("sheet_names", "; ".join(node.get(_TABLE + "name", "") for node in spread.iter(_TABLE + "table")))
    slides = list(body.iter(_DRAW + "page"))
    if slides:
        reading.fact("slide_count", len(slides))
    text = "\n".join(part for part in (headers, _lines(body), footers) if part)
    reading.pages, reading.method = [text], "markup" if text else ""


def _properties(root: Any, reading: Reading) -> None:
    for node in root.iter():
        fact = _FACTS.get(node.tag) if isinstance(node.tag, str) else None
        if fact:
            reading.fact(fact, node.text or "")
    reading.title = str(reading.facts.get("doc_title", ""))
    reading.author = str(reading.facts.get("doc_author") or reading.facts.get("doc_initial_author", ""))
    for fact in ("doc_created", "doc_modified"):
        if fact in reading.facts:
            reading.dates[fact] = str(reading.facts[fact])


def _locked(package: Package) -> bool:
    """Tell whether the manifest says that parts are encrypted (ODF 1.3 part 2 §4.4)."""
    try:
        return "META-INF/manifest.xml" in package.names and b"encryption-data" in package.get("META-INF/manifest.xml")
    except Unreadable:
        return False


def _styles(package: Package) -> tuple[str, str]:
    try:
        root = package.xml("styles.xml")
    except Unreadable:
        return "", ""
    found = []
    for kind in ("header", "footer"):
        texts = [_lines(node) for node in root.iter(_STYLE + kind, _STYLE + kind + "-left", _STYLE + kind + "-first")]
        found.append("\n".join(dict.fromkeys(text for text in texts if text)))
    return found[0], found[1]


def _lines(root: Any) -> str:
    """Return a line for each outermost paragraph or heading; cells of a row share a line."""
    lines: list[str] = []
    for node in root.iter(_TEXT + "p", _TEXT + "h"):
        text = _paragraph(node)
        if text.strip():
            lines.append(text.strip())
    return "\n".join(lines)


def _paragraph(node: Any) -> str:
    """Return a paragraph's text with spaces and tabs; paragraphs nested in it (notes) come on their own."""
    out = [node.text or ""]
    for child in node:
        name = child.tag if isinstance(child.tag, str) else ""
        if name == _TEXT + "s":
            count = child.get(_TEXT + "c", "1")
            out.append(" " * min(int(count), 100) if count.isdigit() else " ")
        elif name == _TEXT + "tab":
            out.append("\t")
        elif name == _TEXT + "line-break":
            out.append("\n")
        elif name and name not in {_TEXT + "p", _TEXT + "h", _TEXT + "note", _OFFICE + "annotation"}:
            out.append(_paragraph(child))
        out.append(child.tail or "")
    return "".join(out)
