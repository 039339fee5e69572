"""PDF: text by page, information dictionary, encryption, attachments, comments, soundness, small picture.

PDFium reads; pdfminer.six reads the text of what PDFium refuses; qpdf (through pikepdf) judges soundness.
"""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from ingest.readers import Unreadable, ocr
from ingest.readers.dates import pdf_date
from ingest.readers.pdfium import Locked, Refused, open_pdf
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

FREE_TEXT = 4_096
CHECKED_BYTES = 128 << 20
_HYPHEN = re.compile(r"\ufffe\r?\n?")


def read(job: Job, reading: Reading) -> None:
    """Fill the reading of a PDF; raises Unreadable when it is locked or damaged beyond repair."""
    reading.tools["pdfium"] = str(pdfium.PDFIUM_INFO)
    document = _open(job, reading)
    if document is None:
        _by_pdfminer(job, reading)
    else:
        with closing(document):
            _facts(document, reading)
            job.checkpoint()
            _text(document, job, reading)
            _attachments(document, job, reading)
            if job.wants_thumbnail and len(document):
                _thumbnail(document, job, reading)
            reading.fact("pdf_has_text", ocr.enough("".join(reading.pages)))
            if job.ocr:
                ocr.read_pdf(document, job, reading)
            elif ocr.pages_without_text(document, reading.pages):
                reading.problem("ocr.not_done")
    if job.size <= CHECKED_BYTES:
        job.checkpoint()
        _check(job, reading)


def _open(job: Job, reading: Reading) -> pdfium.PdfDocument | None:
    """Open with PDFium; None when PDFium finds it too damaged."""
    try:
        return open_pdf(job.path)
    except Locked as error:
        for name in ("pdf_encrypted", "pdf_password_required"):
            reading.fact(name, True)
        reading.fact("pdf_check", "errors")
        raise Unreadable("pdf.password") from error
    except Refused:
        reading.problem("pdf.damaged")
        return None


def _facts(document: pdfium.PdfDocument, reading: Reading) -> None:
    reading.fact("pdf_pages", len(document))
    version = document.get_version()
    if version:
        reading.fact("pdf_version", f"{version // 10}.{version % 10}")
    encrypted = c.FPDF_GetSecurityHandlerRevision(document.raw) >= 0
    reading.fact("pdf_encrypted", encrypted)
    reading.fact("pdf_password_required", False)
    info = document.get_metadata_dict(skip_empty=True)
    for key in ("Title", "Author", "Subject", "Keywords", "Creator", "Producer"):
        reading.fact(f"pdf_{key.lower()}", info.get(key))
    reading.title, reading.author = info.get("Title", "").strip(), info.get("Author", "").strip()
    for key, name in (("CreationDate", "pdf_creation_date"), ("ModDate", "pdf_modification_date")):
        found = pdf_date(info.get(key, ""))
        reading.fact(name, found)
        if found:
            reading.dates[name] = found


def _text(document: pdfium.PdfDocument, job: Job, reading: Reading) -> None:
    left = job.limits.text_chars
    for number in range(min(len(document), job.limits.pages)):
        try:
            text = _page_text(document, number)
        except pdfium.PdfiumError:
            reading.problem("pdf.page_damaged", page=number + 1)
            text = ""
        reading.pages.append(text[: max(0, left)])
        left -= len(text)
    if len(document) > job.limits.pages or left < 0:
        reading.problem("text.truncated")
    if any(page.strip() for page in reading.pages):
        reading.method = "text layer"


def _page_text(document: pdfium.PdfDocument, number: int) -> str:
    with closing(document[number]) as page:
        with closing(page.get_textpage()) as textpage:
            text = _HYPHEN.sub("", textpage.get_text_bounded()).replace("\r\n", "\n").replace("\0", "")
        notes = _annotations(page)
        return "\n".join([text, *notes]) if notes else text


def _annotations(page: pdfium.PdfPage) -> list[str]:
    """Return comments and values of form fields, which the text layer lacks (ISO 32000-2 §12.5, §12.7)."""
    found = []
    for index in range(min(c.FPDFPage_GetAnnotCount(page.raw), 1_000)):
        annotation = c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        key = b"V" if c.FPDFAnnot_GetSubtype(annotation) == c.FPDF_ANNOT_WIDGET else b"Contents"
        size = c.FPDFAnnot_GetStringValue(annotation, key, None, 0)
        if 2 < size <= 2 * FREE_TEXT:
            buffer = (c.FPDF_WCHAR * (size // 2))()
            c.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
            found.append(bytes(buffer).decode("utf-16-le", "replace").rstrip("\0"))
        c.FPDFPage_CloseAnnot(annotation)
    return [text for text in found if text.strip()]


def _attachments(document: pdfium.PdfDocument, job: Job, reading: Reading) -> None:
    count = document.count_attachments()
    reading.fact("pdf_attachment_count", count)
    for index in range(min(count, job.limits.parts)):
        try:
            attachment: Any = document.get_attachment(index)
            data = bytes(attachment.get_data())
            job.add_part(reading, attachment.get_name(), data)
        except pdfium.PdfiumError:
            reading.problem("part.damaged", number=index + 1)


def _thumbnail(document: pdfium.PdfDocument, job: Job, reading: Reading) -> None:
    from ingest.readers import picture

    try:
        picture.thumbnail(picture.pdf_page(document, 0, picture.THUMBNAIL, picture.THUMBNAIL), job, reading)
    except (pdfium.PdfiumError, ValueError):
        reading.problem("pdf.page_damaged", page=1)


def _by_pdfminer(job: Job, reading: Reading) -> None:
    """Read the text of a file that PDFium refuses."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTTextContainer

    try:
        for layout in extract_pages(job.path, maxpages=job.limits.pages):
            reading.pages.append("".join(box.get_text() for box in layout if isinstance(box, LTTextContainer)))
    except Exception as error:  # pdfminer raises anything on damaged files
        raise Unreadable("pdf.unreadable") from error
    finally:
        reading.fact("pdf_pages", len(reading.pages) or None)
    if any(page.strip() for page in reading.pages):
        reading.method = "text layer"
    reading.fact("pdf_has_text", bool(reading.method))


def _check(job: Job, reading: Reading) -> None:
    """Let qpdf judge the file's structure: ok, warnings or errors."""
    import pikepdf

    reading.tools["qpdf"] = pikepdf.__libqpdf_version__
    try:
        with pikepdf.open(job.path, suppress_warnings=True) as pdf:
            findings = [*pdf.get_warnings(), *pdf.check_pdf_syntax()]
        reading.fact("pdf_check", "warnings" if findings else "ok")
    except pikepdf.PasswordError:
        reading.fact("pdf_check", "errors")
    except pikepdf.PdfError:
        reading.fact("pdf_check", "errors")
        reading.problem("pdf.damaged")
