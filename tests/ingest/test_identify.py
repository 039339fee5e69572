"""Files are known by content; names decide only between texts that look alike."""

from __future__ import annotations

import csv
import gzip
import io
import tarfile
from pathlib import Path

import pytest

from ingest.identify import identify
from ingest.mediatypes import extension
from ingest.sniff.plain import encoding_of
from tests import corpus
from tests.ingest import make
from tests.tools import shared

HEADS: list[tuple[str, bytes, str, str]] = [
    ("empty.pdf", b"", "inode/x-empty", "other"),
    ("letter.doc", b"%PDF-1.7\n", "application/pdf", "pdf"),
    ("photo.png", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg", "image"),
    ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic", "image"),
    ("a.heic", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "image/heif", "image"),
    ("a.mp4", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime", "video"),
    ("a.mov", b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "video/mp4", "video"),
    ("a.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0isommp42", "audio/x-m4a", "audio"),
    ("a.bin", b"\0\0\0\x18ftyp3gp4\0\0\0\0isom3gp4", "video/3gpp", "video"),
    ("a.webm", b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm", "video/webm", "video"),
    ("a.webm", b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "video/x-matroska", "video"),
    ("a.oga", b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead", "audio/ogg", "audio"),
    ("a.dat", b"RIFF\x24\0\0\0WAVEfmt ", "audio/x-wav", "audio"),
    ("a.mp3", b"\xff\xfb\x90\x64" + bytes(100), "audio/mpeg", "audio"),
    ("a.txt", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "text/calendar", "calendar"),
    ("a.txt", b"From: a@example.org\r\nSubject: x\r\nDate: y\r\n\r\nbody", "message/rfc822", "email"),
    ("a", b"From a@example.org Tue\nFrom: a\n\nx\n\nFrom b@example.org Tue\nFrom: b\n", "application/mbox", "email"),
    ("a.emlx", b"12\nFrom: a@b\nSubject: c\n", "message/x-emlx", "email"),
    ("note.txt", b"To: nobody in particular, it is only a sentence.\n\nAnd more.", "text/plain", "text"),
    ("a.txt", b"<!DOCTYPE html><html><p>x", "text/html", "html"),
    ("a.html", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "image"),
    ("a.md", b"# Tytul\n", "text/markdown", "text"),
    ("a.csv", b"a;b\n1;2\n", "text/csv", "text"),
    ("a.txt", b"{\\rtf1\\ansi x}", "application/rtf", "word"),
    ("a.xml", b"<?xml version='1.0'?><ds:Signature xmlns:ds='u'/>", "application/xml", "signature"),
    ("a.p7m", bytes.fromhex("308004") + b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "application/pkcs7-mime",
     "signature"),
    ("a.txt", "Zażółć".encode("utf-16"), "text/plain", "text"),
    ("a.txt", bytes(range(256)) * 4, "application/octet-stream", "other"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "head", "media_type", "group"), HEADS)
def test_content_decides(tmp_path: Path, name: str, head: bytes, media_type: str, group: str) -> None:
    path = tmp_path / name
    path.write_bytes(head)
    found = identify(path)
    assert (found.media_type, found.group) == (media_type, group)


def test_packages_are_told_apart(tmp_path: Path) -> None:
    assert extension(identify(make.docx(tmp_path / "a.zip")).media_type) == ".docx"
    assert extension(identify(make.xlsx(tmp_path / "b.zip")).media_type) == ".xlsx"
    assert extension(identify(make.odt(tmp_path / "c.zip")).media_type) == ".odt"
    assert identify(make.package(tmp_path / "d.docx", {"readme.txt": "x"})).media_type == "application/zip"
    macro = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>", "word/vbaProject.bin": b"x"}
    assert "macroEnabled" in identify(make.package(tmp_path / "e.docx", macro)).media_type


def test_a_package_without_its_directory_is_still_known(tmp_path: Path) -> None:
    path = make.odt(tmp_path / "a.odt")
    path.write_bytes(path.read_bytes()[:-60])
    assert identify(path).media_type == "application/vnd.oasis.opendocument.text"


def test_tar_and_gzip(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("x"))
    (tmp_path / "a").write_bytes(out.getvalue())
    (tmp_path / "b").write_bytes(gzip.compress(out.getvalue()))
    assert identify(tmp_path / "a").media_type == "application/x-tar"
    assert identify(tmp_path / "b").media_type == "application/gzip"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1250", "iso8859-2", "cp852"])
def test_polish_encodings(codec: str) -> None:
    text = "Zażółć gęślą jaźń, Świętosława Żmudzińska prosi o wydanie zaświadczenia z dnia dzisiejszego."
    data = text.encode(codec)
    assert data.decode(encoding_of(data)).lstrip("\ufeff") == text


def test_russian_cp866() -> None:
    text = "Съешь ещё этих мягких французских булок, да выпей чаю"
    assert text.encode("cp866").decode(encoding_of(text.encode("cp866"))) == text


def test_real_files() -> None:
    folder = shared("corpus")
    with (folder / "MANIFEST.csv").open(encoding="utf-8") as file:
        wanted = {row["path"]: row["media_type"] for row in csv.DictReader(file)}
    expected, _kinds = corpus.load(folder)
    libmagic = [row for row in expected if row["fact"] == "mime_libmagic"]
    found = {path: {"media_type": identify(folder / path).media_type} for path in wanted}
    agreed = [row for row in libmagic if corpus.meets("mime_libmagic", row["value"], found[row["path"]])]
    assert len(agreed) == len(libmagic)
    assert sum(found[path]["media_type"] == media_type for path, media_type in wanted.items()) >= 0.98 * len(wanted)
