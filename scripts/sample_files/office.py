"""Letters as Word (docx) and OpenDocument (odt): the few parts each format needs, written directly."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from scripts.sample_files.letters import Letter

ZIP_DATE = (2026, 11, 16, 8, 0, 0)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _lines(letter: Letter) -> list[tuple[str, str]]:
    """Return (style, text) for each line; styles: plain, strong, right, title, small."""
    rows = [("strong" if not number else "plain", line) for number, line in enumerate(letter.head)]
    rows.append(("right", letter.date))
    if letter.reference:
        rows.append(("plain", letter.reference))
    rows += [("plain", line) for line in letter.to]
    rows.append(("title", letter.subject))
    rows += [("plain", paragraph) for paragraph in letter.text]
    rows += [("right", line) for line in letter.sign]
    rows.append(("small", letter.footer))
    return rows


def docx(letter: Letter) -> bytes:
    """Return a letter as a Word document."""
    body = "".join(_word_paragraph(style, text) for style, text in _lines(letter))
    types = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    document = (
        f'{XML}<w:document xmlns:w="{W}"><w:body>{body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1247" w:right="1417" w:bottom="1247" w:left="1417" w:header="708" w:footer="708" '
        'w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    return _zip({"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document})


def _word_paragraph(style: str, text: str) -> str:
    size = {"title": 26, "small": 14}.get(style, 22)
    justify = '<w:jc w:val="right"/>' if style == "right" else ""
    bold = "<w:b/>" if style in {"title", "strong"} else ""
    return (
        f'<w:p><w:pPr><w:spacing w:after="140"/>{justify}</w:pPr><w:r><w:rPr>{bold}<w:sz w:val="{size}"/>'
        f'<w:lang w:val="pl-PL"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def odt(letter: Letter) -> bytes:
    """Return a letter as an OpenDocument text."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items() if name != "manifest")
    body = "".join(f'<text:p text:style-name="{style}">{escape(text)}</text:p>' for style, text in _lines(letter))
    styles = "".join(
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {paragraph}'
        f' fo:margin-bottom="0.25cm"/><style:text-properties fo:language="pl" fo:country="PL" {text}/></style:style>'
        for name, paragraph, text in (
            ("plain", "", 'fo:font-size="11pt"'),
            ("strong", "", 'fo:font-size="11pt" fo:font-weight="bold"'),
            ("right", 'fo:text-align="end"', 'fo:font-size="11pt"'),
            ("title", "", 'fo:font-size="13pt" fo:font-weight="bold"'),
            ("small", "", 'fo:font-size="7pt"'),
        )
    )
    content = (
        f'{XML}<office:document-content {spaces} office:version="1.3"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (
        f'{XML}<manifest:manifest xmlns:manifest="{names["manifest"]}" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return _zip({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}, plain_first=True)


def _zip(parts: dict[str, str], *, plain_first: bool = False) -> bytes:
    """Return a zip whose bytes depend on the parts alone; OpenDocument wants its first part uncompressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number, (name, text) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_STORED if plain_first and not number else zipfile.ZIP_DEFLATED
            package.writestr(info, text)
    return out.getvalue()
