"""Each family of files, read through the box: text, facts, dates, parts, small picture."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.box import Box
from ingest.identify import identify
from ingest.reading import Reading
from tests.ingest import make
from tests.tools import need

Read = Callable[..., Reading]


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with Box() as found:
        yield found


@pytest.fixture
def read(box: Box) -> Read:
    return lambda path, **options: box.read(path, identify(path), **options)


def test_pdf(read: Read, tmp_path: Path) -> None:
    found = read(make.pdf(tmp_path / "a.pdf", ["First page of the agenda", "Second page"], attachment=b"extra"))
    assert [page.strip() for page in found.pages] == ["First page of the agenda", "Second page"]
    assert found.method == "text layer" and found.title == "Agenda" and found.author == "Anna Przykładowa"
    assert found.facts["pdf_pages"] == 2 and found.facts["pdf_check"] == "ok"
    assert found.dates["pdf_creation_date"] == "2024-03-05T10:15:00+01:00"
    assert [(part.name, found.path_of(part.path).read_bytes()) for part in found.parts] == [("extra.txt", b"extra")]
    assert found.path_of(found.thumbnail).read_bytes()[8:12] == b"WEBP"
    assert [part.media_type for part in found.parts] == ["text/plain"]
    assert not found.problems


def test_a_scan_says_that_recognition_is_due(read: Read, tmp_path: Path) -> None:
    found = read(make.pdf(tmp_path / "scan.pdf", [""]))
    assert found.facts["pdf_has_text"] is False
    assert [problem.code for problem in found.problems] == ["ocr.not_done"]


def test_a_scan_is_recognised_page_by_page(read: Read, tmp_path: Path) -> None:
    need("tesseract", "apt install tesseract-ocr tesseract-ocr-pol")
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1240, 400), 255)
    ImageDraw.Draw(image).text((80, 150), "Council meeting minutes", fill=0, font=ImageFont.load_default(70))
    image.save(tmp_path / "scan.pdf", "PDF", resolution=150)
    steps: list[tuple[int, int]] = []
    found = read(tmp_path / "scan.pdf", ocr=True, progress=lambda done, total: steps.append((done, total)))
    assert "Council meeting minutes" in found.text
    assert found.method == "ocr" and steps == [(1, 1)] and "tesseract" in found.tools


def test_word(read: Read, tmp_path: Path) -> None:
    found = read(make.docx(tmp_path / "a.docx"))
    for wanted in (make.SENTENCE, "komórka tabeli", "nagłówek pisma", "uwaga radcy"):
        assert wanted in found.text
    assert found.title == "Zaproszenie" and found.author == "Jan Zmyślony"
    assert found.dates == {"doc_created": "2024-03-05T09:15:00Z"}


def test_opendocument(read: Read, tmp_path: Path) -> None:
    found = read(make.odt(tmp_path / "a.odt"))
    assert found.text == f"Nagłówek\nDwa  odstępy. {make.SENTENCE}"
    assert found.title == "Protokół"


def test_spreadsheet(read: Read, tmp_path: Path) -> None:
    found = read(make.xlsx(tmp_path / "a.xlsx"))
    assert found.text == "Wydatki\nRemont ratusza\t1250\tzapłacono"
    assert found.facts["sheet_names"] == "Wydatki"


def test_mail(read: Read, tmp_path: Path) -> None:
    found = read(make.eml(tmp_path / "a.eml"))
    assert found.title == "Zaproszenie na sesję" and found.text.strip() == make.SENTENCE
    assert found.facts["email_date"] == "2024-03-05T10:15:00+01:00"
    assert found.facts["email_attachment_count"] == 2
    assert [part.name for part in found.parts] == ["załącznik.pdf", "Dalej.eml"]
    assert [part.media_type for part in found.parts] == ["application/pdf", "message/rfc822"]
    inner = read(found.path_of(found.parts[1].path))
    assert inner.title == "Dalej" and "Treść przesłana dalej" in inner.text


def test_a_mail_that_is_nothing_but_a_document(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"From: skaner@example.org\nSubject: skan\nContent-Type: application/pdf; name=skan.pdf\n\n%PDF-1.4"
    )
    assert [part.name for part in read(tmp_path / "a.eml").parts] == ["skan.pdf"]


def test_mailbox(read: Read, tmp_path: Path) -> None:
    one = b"From a@example.org Tue Mar  5 10:15:00 2024\nFrom: a@example.org\nSubject: x\n\nbody\n\n"
    (tmp_path / "a.mbox").write_bytes(one * 3)
    found = read(tmp_path / "a.mbox")
    assert found.facts["mbox_message_count"] == 3 and len(found.parts) == 3


def test_photo(read: Read, tmp_path: Path) -> None:
    found = read(make.jpeg(tmp_path / "a.jpg"))
    facts = found.facts
    assert (facts["image_width"], facts["image_height"], facts["exif_orientation"]) == (640, 400, 6)
    assert (facts["exif_gps_lat"], facts["exif_gps_lon"]) == (50.5, 19.25)
    assert found.dates["exif_datetime_original"] == "2024-03-05T10:15:00"
    from PIL import Image

    with Image.open(found.path_of(found.thumbnail)) as small:
        assert small.size == (250, 400), "the orientation is applied"


def test_film(read: Read, tmp_path: Path) -> None:
    found = read(make.mp4(tmp_path / "a.mp4"))
    facts = found.facts
    assert (facts["video_codec"], facts["video_width"], facts["video_height"]) == ("mpeg4", 64, 48)
    assert facts["video_duration_s"] == pytest.approx(1.0, abs=0.2) and found.title == "Otwarcie mostu"
    assert found.thumbnail


def test_calendar(read: Read, tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_text(make.ICS)
    found = read(tmp_path / "a.ics")
    assert found.facts["ics_event_count"] == 1 and found.title == "Sesja rady"
    assert found.dates["ics_first_dtstart"] == "2024-03-11T10:00:00+00:00"


def test_web_page_without_scripts(read: Read, tmp_path: Path) -> None:
    page = "<html><head><title>Ogłoszenie</title><script>var x=1</script></head><body><p>Jeden</p><p>Dwa</p>"
    (tmp_path / "a.html").write_bytes(page.encode("cp1250").replace(b"<head>", b'<head><meta charset="cp1250">'))
    found = read(tmp_path / "a.html")
    assert found.text.split("\n") == ["Ogłoszenie", "Jeden", "Dwa"]


def test_electronic_form(read: Read, tmp_path: Path) -> None:
    content = base64.encodebytes(b"%PDF-1.4 " + bytes(900)).decode()
    (tmp_path / "a.xml").write_text(
        '<wnio:Dokument xmlns:str="http://crd.gov.pl/xml/schematy/struktura/2009/11/16/" '
        'xmlns:meta="http://crd.gov.pl/xml/schematy/meta/2009/11/16/" xmlns:wnio="u"><meta:Data typDaty="stworzony">'
        "<meta:Czas>2024-03-05</meta:Czas></meta:Data><str:NazwaDokumentu>Wniosek o dostęp</str:NazwaDokumentu>"
        '<str:Zalaczniki><str:Zalacznik kodowanie="base64" nazwaPliku="mapa.pdf"><str:DaneZalacznika>'
        f"{content}</str:DaneZalacznika></str:Zalacznik></str:Zalaczniki></wnio:Dokument>"
    )
    found = read(tmp_path / "a.xml")
    assert found.title == "Wniosek o dostęp" and found.dates == {"doc_created": "2024-03-05"}
    assert [(part.name, part.media_type, part.size) for part in found.parts] == [("mapa.pdf", "application/pdf", 909)]
    assert found.text == "2024-03-05\nWniosek o dostęp"


def test_archive_is_listed(read: Read, tmp_path: Path) -> None:
    found = read(make.package(tmp_path / "a.zip", {"../../x.txt": "ab", "b.txt": "cde"}))
    assert found.facts["archive_file_count"] == 2 and found.facts["archive_unpacked_bytes"] == 5
    assert not found.parts


def test_signed_content_is_handed_on(tmp_path: Path, read: Read) -> None:
    def tagged(tag: int, body: bytes) -> bytes:
        return bytes([tag, len(body)]) + body

    data_id = bytes.fromhex("06092a864886f70d010701")
    content = tagged(0x30, data_id + tagged(0xA0, tagged(0x04, b"Podpisane")))
    signed = tagged(0x30, bytes.fromhex("06092a864886f70d010702") + tagged(0xA0, tagged(0x30, content)))
    (tmp_path / "pismo.txt.p7m").write_bytes(signed)
    found = read(tmp_path / "pismo.txt.p7m")
    assert [(part.name, found.path_of(part.path).read_bytes()) for part in found.parts] == [("pismo.txt", b"Podpisane")]
