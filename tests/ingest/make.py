"""Files made by code for the tests of the way in: small, of invented people, each with something to find."""

from __future__ import annotations

import io
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

SENTENCE = "Burmistrz Jodłowej Górki zaprasza na sesję rady"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def pdf(path: Path, texts: list[str] | None = None, *, password: str = "", attachment: bytes = b"") -> Path:
    """Write a PDF with one page per text (Latin letters only); empty texts make pages with a grey picture."""
    import pikepdf

    document = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for text in texts if texts is not None else ["The council meets on Monday at noon"]:
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        drawn = f"BT /F1 18 Tf 72 700 Td ({text}) Tj ET" if text else "0.5 g 100 100 300 300 re f"
        page.Contents = document.make_stream(drawn.encode("latin-1"))
    if attachment:
        document.attachments["extra.txt"] = attachment
    document.docinfo["/Title"] = "Agenda"
    document.docinfo["/Author"] = "Anna Przykładowa"
    document.docinfo["/CreationDate"] = "D:20240305101500+01'00'"
    document.save(path, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return path


def package(path: Path, members: dict[str, str | bytes]) -> Path:
    """Write a ZIP file with the members, deflated, a `mimetype` member stored."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, how)
    return path


def docx(path: Path, *, body: str = "", prolog: str = "") -> Path:
    """Write a Word document with a paragraph, a table cell, a header and a comment."""
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        "<dc:title>Zaproszenie</dc:title><dc:creator>Jan Zmyślony</dc:creator>"
        "<dcterms:created>2024-03-05T09:15:00Z</dcterms:created></cp:coreProperties>"
    )
    table = "<w:tbl><w:tr><w:tc>" + paragraph.format("komórka tabeli") + "</w:tc></w:tr></w:tbl>"
    content = body or paragraph.format(SENTENCE) + table
    return package(
        path,
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": f'{prolog}<w:document xmlns:w="{W}"><w:body>{content}</w:body></w:document>',
            "word/header1.xml": f'<w:hdr xmlns:w="{W}">{paragraph.format("nagłówek pisma")}</w:hdr>',
            "word/comments.xml": f'<w:comments xmlns:w="{W}">{paragraph.format("uwaga radcy")}</w:comments>',
            "docProps/core.xml": core,
        },
    )


def odt(path: Path) -> Path:
    """Write an OpenDocument text with a heading, spaces and a title."""
    text = f"<text:h>Nagłówek</text:h><text:p>Dwa<text:s text:c='2'/>odstępy. {SENTENCE}</text:p>"
    meta = "<dc:title>Protokół</dc:title><meta:creation-date>2024-03-05T10:15:00</meta:creation-date>"
    return package(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF_NAMES}><office:body><office:text>{text}</office:text>"
            "</office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {ODF_NAMES}><office:meta>{meta}</office:meta></office:document-meta>",
        },
    )


def xlsx(path: Path) -> Path:
    """Write a workbook with one sheet: a shared text, a number, an inline text."""
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return package(
        path,
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {names}><sheets><sheet name="Wydatki"/></sheets></workbook>',
            "xl/sharedStrings.xml": f"<sst {names}><si><t>Remont ratusza</t></si></sst>",
            "xl/worksheets/sheet1.xml": f'<worksheet {names}><sheetData><row><c t="s"><v>0</v></c><c><v>1250</v></c>'
            '<c t="inlineStr"><is><t>zapłacono</t></is></c></row></sheetData></worksheet>',
        },
    )


def eml(path: Path) -> Path:
    """Write a message with a body in two forms, a PDF attachment and an attached message."""
    mail, inner = EmailMessage(), EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Zaproszenie na sesję", "Anna <anna@example.org>", "urzad@example.org"
    mail["Date"], mail["Message-ID"] = "Tue, 05 Mar 2024 10:15:00 +0100", "<1@example.org>"
    mail.set_content(SENTENCE)
    mail.add_alternative(f"<p>{SENTENCE}</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.4 broken", maintype="application", subtype="pdf", filename="załącznik.pdf")
    inner["Subject"], inner["From"] = "Dalej", "jan@example.org"
    inner.set_content("Treść przesłana dalej")
    mail.add_attachment(inner)
    path.write_bytes(mail.as_bytes())
    return path


def jpeg(path: Path, size: tuple[int, int] = (640, 400)) -> Path:
    """Write a photo lying on its side (orientation 6) taken at a known time and place by a known camera."""
    from PIL import Image

    exif = Image.Exif()
    exif[271], exif[272], exif[274] = "Zmyślona", "Model 1", 6
    exif.get_ifd(0x8769)[36867] = "2024:03:05 10:15:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 30.0, 0.0), 3: "E", 4: (19.0, 15.0, 0.0)})
    Image.new("RGB", size, (30, 90, 160)).save(path, "JPEG", exif=exif)
    return path


def picture_bomb(path: Path, side: int = 20_000) -> Path:
    """Write a PNG of `side` × `side` pixels of one colour, some tens of KB on disk."""
    import struct

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    squeezer, rows = zlib.compressobj(9), io.BytesIO()
    line = bytes(1 + (side + 7) // 8)
    for _row in range(side):
        rows.write(squeezer.compress(line))
    rows.write(squeezer.flush())
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows.getvalue()) + chunk(b"IEND", b"")
    )
    return path


def zip_bomb(path: Path, megabytes: int = 200, name: str = "zeros") -> Path:
    """Write a ZIP whose one member unpacks to so many megabytes of zeros."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for _megabyte in range(megabytes):
            member.write(bytes(1 << 20))
    return path


def laughing_docx(path: Path) -> Path:
    """Write a Word document that declares a billion laughs."""
    entities = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>"
    return docx(path, body=body, prolog=f"<!DOCTYPE w [{entities}]>")


def mp4(path: Path) -> Path:
    """Write a film of ten frames, 64 × 48, with a title."""
    import av

    with av.open(str(path), "w") as container:
        container.metadata["title"] = "Otwarcie mostu"
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(10):
            frame = av.VideoFrame(64, 48, "rgb24")
            frame.planes[0].update(bytes([number * 20]) * frame.planes[0].buffer_size)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Akta//tests//PL\r\nBEGIN:VEVENT\r\nUID:1@example.org\r\n"
    "DTSTAMP:20240305T091500Z\r\nDTSTART:20240311T100000Z\r\nSUMMARY:Sesja rady\r\nLOCATION:Ratusz\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
