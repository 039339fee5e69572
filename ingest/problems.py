"""What a reader's problem means, as a sentence for people; codes are stable, sentences are translated."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from dms.errors import sentence
from ingest.reading import Problem

MESSAGES: dict[str, str] = {
    "empty": _("The file is empty."),
    "not_read": _("The content of this kind of file is not read (%(media_type)s)."),
    "reader.crashed": _("The program that reads such files broke down on this one."),
    "reader.timeout": _("Reading took longer than %(seconds)s seconds and was stopped."),
    "reader.too_large": _("Reading needs more memory than one file may have."),
    "reader.failed": _("The file could not be read (%(error)s)."),
    "text.truncated": _("The text is very long; only its beginning can be searched."),
    "parts.too_many": _("The file has more than %(limit)s attachments; the rest were left out."),
    "part.damaged": _("Attachment %(number)s is damaged."),
    "pdf.password": _("The PDF is locked with a password."),
    "pdf.damaged": _("The PDF is damaged; what could be read was read."),
    "pdf.unreadable": _("The PDF is so damaged that it cannot be read."),
    "pdf.page_damaged": _("Page %(page)s is damaged."),
    "page.missing": _("There is no page %(page)s."),
    "ocr.not_done": _("The text of scanned pages is not recognised yet."),
    "ocr.tool_missing": _("Text not recognised: the program %(tool)s is not installed on this machine."),
    "ocr.language_missing": _("Text was recognised without the language data “%(language)s”; expect mistakes."),
    "ocr.too_many_pages": _("Only the first %(limit)s scanned pages were recognised."),
    "ocr.timeout": _("Recognising page %(page)s took too long and was stopped."),
    "ocr.failed": _("Page %(page)s could not be recognised."),
    "convert.tool_missing": _("The text was not read: the program %(tool)s is not installed on this machine."),
    "convert.failed": _("%(tool)s could not read this file."),
    "office.password": _("The document is locked with a password."),
    "office.damaged": _("The document is damaged."),
    "office.properties_damaged": _("The document's properties are damaged."),
    "zip.damaged": _("The package is damaged."),
    "zip.bomb": _("The package would unpack to far more than is allowed and was not opened."),
    "zip.too_many": _("The package holds more than %(limit)s files and was not opened."),
    "zip.member_missing": _("The package lacks its part %(name)s."),
    "archive.damaged": _("The archive is damaged."),
    "archive.password": _("The archive's list of files is locked."),
    "xml.damaged": _("The XML is damaged; it was read as plain text."),
    "xml.refused": _("The XML in %(name)s is damaged or declares entities and was not read."),
    "email.damaged": _("The message is damaged."),
    "image.damaged": _("The picture is damaged."),
    "image.too_large": _("The picture has more than %(limit)s pixels and was not opened."),
    "exif.damaged": _("The camera's data in the picture is damaged."),
    "media.damaged": _("The recording cannot be opened."),
    "media.no_picture": _("No picture can be taken from the recording."),
    "calendar.damaged": _("The calendar file is damaged; it was read as plain text."),
}


def sentence_of(code: str, params: dict[str, Any]) -> str:
    """Return the sentence for a code in the active language; an unknown code is shown as it is."""
    return sentence(MESSAGES.get(code, code), params)


def explain(problem: Problem) -> str:
    """Return the sentence for a reader's problem in the active language."""
    return sentence_of(problem.code, dict(problem.params))
