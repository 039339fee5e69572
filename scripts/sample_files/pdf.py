"""Letters as born-digital PDF, and as scans: pictures of paper, a little crooked and grainy, without a text layer."""

from __future__ import annotations

import datetime as dt
import io
import random
from pathlib import Path

import pypdfium2
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from PIL import Image, ImageChops, ImageFilter

from scripts.sample_files.letters import Letter

FONTS = Path("/usr/share/fonts/truetype/noto")
ARMS = Path(__file__).with_name("arms.svg")
SCAN_DPI = 200
MADE = dt.datetime(2026, 11, 16, 8, 0, tzinfo=dt.UTC)


class _Page(FPDF):
    """A page of A4 with the sample's mark at its foot."""

    def __init__(self, note: str) -> None:
        super().__init__(format="A4")
        self._note = note
        self.set_creation_date(MADE)
        self.add_font("serif", "", FONTS / "NotoSerif-Regular.ttf")
        self.add_font("serif", "B", FONTS / "NotoSerif-Bold.ttf")
        self.set_margins(25, 22, 25)
        self.set_auto_page_break(True, 25)
        self.add_page()

    def footer(self) -> None:
        """Say on every page that nothing here is real."""
        self.set_y(-16)
        self.set_font("serif", "", 7)
        self.set_text_color(110)
        self.cell(0, 5, self._note, align="C")
        self.set_text_color(0)


def born_digital(letter: Letter, *, password: str = "") -> bytes:
    """Return a letter as PDF with its text; with a password, locked."""
    page = _Page(letter.footer)
    page.set_title(letter.subject)
    page.set_lang("de-DE" if "Lindenau" in letter.head[0] and letter.file.endswith(".pdf") else "pl-PL")
    if password:
        page.set_encryption(password, password, encryption_method=EncryptionMethod.RC4)
    if letter.arms:
        page.image(str(ARMS), 25, 18, 16)
        page.set_x(45)
    _lines(page, letter.head, indent=20 if letter.arms else 0, bold_first=True)
    page.set_font("serif", "", 10.5)
    page.cell(0, 6, letter.date, align="R", new_x="LMARGIN", new_y="NEXT")
    if letter.reference:
        page.cell(0, 6, letter.reference, new_x="LMARGIN", new_y="NEXT")
    page.ln(6)
    _lines(page, letter.to, indent=85, bold_first=True)
    page.ln(6)
    page.set_font("serif", "B", 12)
    page.multi_cell(0, 7, letter.subject, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(3)
    page.set_font("serif", "", 11)
    for paragraph in letter.text:
        page.multi_cell(0, 6.2, paragraph, align="L", new_x="LMARGIN", new_y="NEXT")
        page.ln(2.5)
    page.ln(8)
    _lines(page, letter.sign, indent=85)
    return bytes(page.output())


def _lines(page: FPDF, lines: tuple[str, ...], *, indent: float = 0, bold_first: bool = False) -> None:
    for number, line in enumerate(lines):
        page.set_font("serif", "B" if bold_first and not number else "", 11)
        page.set_x(25 + indent)
        page.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")


def paper(letter: Letter, seed: int, angle: float) -> Image.Image:
    """Return the first page as a grey picture of scanned paper; the same seed gives the same picture."""
    document = pypdfium2.PdfDocument(born_digital(letter))
    page = document[0].render(scale=SCAN_DPI / 72, grayscale=True).to_pil().convert("L")
    page = page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=250).filter(ImageFilter.GaussianBlur(0.6))
    small = (page.width // 2, page.height // 2)
    noise = random.Random(seed).randbytes(small[0] * small[1])  # noqa: S311 - the grain of a scanner
    grain = Image.frombytes("L", small, noise).resize(page.size)
    return ImageChops.subtract(page, grain.point(lambda value: value // 20))


def scan_jpeg(letter: Letter, seed: int, angle: float) -> bytes:
    """Return a scan as JPEG."""
    out = io.BytesIO()
    paper(letter, seed, angle).save(out, "JPEG", quality=45, dpi=(SCAN_DPI, SCAN_DPI), optimize=True)
    return out.getvalue()


def scan_pdf(letter: Letter, seed: int, angle: float) -> bytes:
    """Return a scan as a PDF that holds nothing but the picture."""
    page = FPDF(format="A4")
    page.set_creation_date(MADE)
    page.set_auto_page_break(False)
    page.add_page()
    page.image(io.BytesIO(scan_jpeg(letter, seed, angle)), 0, 0, 210, 297)
    return bytes(page.output())


def damaged(letter: Letter) -> bytes:
    """Return a PDF that was cut off on its way."""
    whole = born_digital(letter)
    return whole[: len(whole) // 2]
