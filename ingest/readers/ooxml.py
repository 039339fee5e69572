"""Word, Excel, PowerPoint packages (ECMA-376) and EPUB: text with tables, headers, comments; properties."""

from __future__ import annotations

import re
from posixpath import dirname, normpath
from typing import Any
from urllib.parse import unquote

from ingest.readers import Unreadable
from ingest.readers.package import Package
from ingest.reading import Reading

_CORE = "docProps/core.xml"
_NUMBER = re.compile(r"(\d+)")
_PROPERTIES = {
    "title": "doc_title",
    "creator": "doc_author",
    "subject": "doc_subject",
    "created": "doc_created",
    "modified": "doc_modified",
    "lastModifiedBy": "doc_last_modified_by",
    "keywords": "doc_keywords",
    "description": "doc_description",
}


def read(package: Package, reading: Reading) -> None:
    """Read a document, workbook or presentation by the folder its main part lies in."""
    reading.fact("office_encrypted", False)
    _properties(package, reading)
    names = sorted(package.names, key=_natural)
    if "word/document.xml" in package.names or any(name.startswith("word/document") for name in names):
        _word(package, names, reading)
    elif any(name.startswith("xl/") for name in names):
        _workbook(package, names, reading)
    else:
        _slides(package, names, reading)
    reading.method = "markup" if any(page.strip() for page in reading.pages) else ""


def _natural(name: str) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in _NUMBER.split(name)]


def _local(node: Any) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def _properties(package: Package, reading: Reading) -> None:
    name = next((name for name in package.names if name.lower() == _CORE.lower()), None)
    if name is None:
        return
    try:
        root = package.xml(name)
    except Unreadable:
        reading.problem("office.properties_damaged")
        return
    for node in root:
        fact = _PROPERTIES.get(_local(node))
        if fact:
            reading.fact(fact, node.text or "")
    reading.title = str(reading.facts.get("doc_title", ""))
    reading.author = str(reading.facts.get("doc_author", ""))
    for fact in ("doc_created", "doc_modified"):
        if fact in reading.facts:
            reading.dates[fact] = str(reading.facts[fact])


def _word(package: Package, names: list[str], reading: Reading) -> None:
    parts = [name for name in names if re.match(r"word/header\d*\.xml$", name)]
    parts += [name for name in names if re.match(r"word/document\d*\.xml$", name)]
    parts += [name for name in names if re.match(r"word/(footnotes|endnotes|comments|footer\d*)\.xml$", name)]
    texts = []
    for name in parts:
        try:
            texts.append(_paragraphs(package.xml(name)))
        except Unreadable as error:
            if name.startswith("word/document"):
                raise
            reading.problem(error.code, **error.params)
    reading.pages = ["\n".join(text for text in texts if text)]


def _paragraphs(root: Any) -> str:
    """Return text, a line per paragraph; the fallback of a text box is not told twice."""
    lines: list[str] = []
    line: list[str] = []
    skipped = 0
    from lxml import etree

    for event, node in etree.iterwalk(root, events=("start", "end")):
        name = _local(node)
        if name == "Fallback":
            skipped += 1 if event == "start" else -1
        elif skipped:
            continue
        elif event == "start":
            if name == "t":
                line.append(node.text or "")
            elif name in {"tab", "br", "cr", "noBreakHyphen"}:
                line.append({"tab": "\t", "noBreakHyphen": "-"}.get(name, "\n") if _in_run(node) else "")
        elif name == "p":
            lines.append("".join(line))
            line = []
    return "\n".join([*lines, "".join(line)]).strip()


def _in_run(node: Any) -> bool:
    parent = node.getparent()
    return parent is not None and _local(parent) == "r"


def _workbook(package: Package, names: list[str], reading: Reading) -> None:
    sheets = []
    if "xl/workbook.xml" in package.names:
        sheets = [node.get("name", "") for node in package.xml("xl/workbook.xml").iter("{*}sheet")]
    reading.fact("sheet_names", "; ".join(sheets))
    shared: list[str] = []
    if "xl/sharedStrings.xml" in package.names:
        root = package.xml("xl/sharedStrings.xml")
        shared = ["".join(node.text or "" for node in item.iter("{*}t")) for item in root.iter("{*}si")]
    for name in names:
        if re.match(r"xl/worksheets/sheet\d*\.xml$", name):
            reading.pages.append(_rows(package.xml(name), shared))
        elif re.match(r"xl/comments\d*\.xml$", name):
            reading.pages.append("\n".join(node.text or "" for node in package.xml(name).iter("{*}t")))
    if sheets and reading.pages:
        reading.pages[0] = "\n".join([*sheets, reading.pages[0]])


def _rows(root: Any, shared: list[str]) -> str:
    lines = []
    for row in root.iter("{*}row"):
        cells = [_cell(cell, shared) for cell in row.iter("{*}c")]
        lines.append("\t".join(cell for cell in cells if cell))
    return "\n".join(line for line in lines if line)


def _cell(cell: Any, shared: list[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return "".join(node.text or "" for node in cell.iter("{*}t"))
    value = str(cell.findtext("{*}v") or "")
    if kind == "s" and value.isdigit():
        return shared[int(value)] if int(value) < len(shared) else ""
    return value


def _slides(package: Package, names: list[str], reading: Reading) -> None:
    slides = [name for name in names if re.match(r"ppt/slides/slide\d+\.xml$", name)]
    reading.fact("slide_count", len(slides))
    for name in slides:
        reading.pages.append(_paragraphs(package.xml(name)))
    rest = [name for name in names if re.match(r"ppt/(notesSlides/notesSlide\d+|comments/.*)\.xml$", name)]
    extra = [_paragraphs(package.xml(name)) or "\n".join(package.xml(name).itertext()) for name in rest]
    if any(extra):
        reading.pages.append("\n".join(text for text in extra if text.strip()))


def epub(package: Package, reading: Reading) -> None:
    """Read an electronic book: title, author and the text of its chapters in reading order (EPUB 3.3)."""
    from ingest.readers.text import html_text

    container = package.xml("META-INF/container.xml")
    rootfile = next(container.iter("{*}rootfile"), None)
    if rootfile is None:
        raise Unreadable("zip.damaged")
    main = rootfile.get("full-path", "")
    root = package.xml(main)
    for tag, fact in (("title", "doc_title"), ("creator", "doc_author"), ("subject", "doc_subject")):
        node = next(root.iter("{http://purl.org/dc/elements/1.1/}" + tag), None)
        reading.fact(fact, node.text if node is not None else None)
    reading.title = str(reading.facts.get("doc_title", ""))
    files = {item.get("id"): item.get("href", "") for item in root.iter("{*}item")}
    for reference in root.iter("{*}itemref"):
        name = normpath(f"{dirname(main)}/{unquote(files.get(reference.get('idref'), ''))}").lstrip("/")
        if name in package.names:
            reading.pages.append(html_text(package.get(name))[1])
    reading.method = "markup" if reading.pages else ""
