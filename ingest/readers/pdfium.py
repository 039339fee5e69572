"""Opening PDF files with PDFium by their path as it stands.

pypdfium2 resolves links first, and the descriptor's path under /proc leads out of the box, so the raw call is
used; it also tells a wrong password from damage.
"""

from __future__ import annotations

import os

import pypdfium2 as pdfium
import pypdfium2.raw as c


class Locked(Exception):
    """The file wants a password, or a security handler PDFium does not know."""


class Refused(Exception):
    """PDFium finds no PDF in it."""


def open_pdf(path: str | os.PathLike[str]) -> pdfium.PdfDocument:
    """Open a PDF; raises Locked or Refused."""
    raw = c.FPDF_LoadDocument(os.fsencode(path) + b"\0", None)
    if not raw:
        code = c.FPDF_GetLastError()
        if code in {c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY}:
            raise Locked
        raise Refused
    return pdfium.PdfDocument(raw)
