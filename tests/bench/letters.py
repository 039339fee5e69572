"""Letters of an office as born-digital PDF: invented Polish text of one to five pages, an embedded font.

The same seed gives the same words. Each letter carries a word of its own, by which it can be found.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from fpdf import FPDF

from search.analysis import fold
from tests.bench.generate import UNITS, Vocabulary, vocabulary

FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/dejavu-serif-fonts/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
)
SYLLABLES = ["ba", "ce", "do", "fu", "ga", "he", "ji", "ko", "lu", "ma", "ne", "po", "ra", "se", "tu", "wy", "za"]


def mark(number: int) -> str:
    """Return the word by which a letter is found."""
    text = "".join(SYLLABLES[number // 17**place % 17] for place in range(4))
    return f"znak{text}"


def write(folder: Path, count: int, *, first: int = 0, pages: int | None = None) -> list[Path]:
    """Write letters into a folder; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return list(_write(folder, range(first, first + count), pages))


def _write(folder: Path, numbers: range, pages: int | None) -> Iterator[Path]:
    known = vocabulary(random.Random(7), size=20_000)
    font = next((font for font in FONTS if Path(font).is_file()), None)
    for number in numbers:
        path = folder / f"pismo-{number:05d}.pdf"
        path.write_bytes(letter(number, known, font, pages))
        yield path


def letter(number: int, known: Vocabulary, font: str | None, pages: int | None = None) -> bytes:
    """Return one letter; without a font with Polish letters they are replaced by plain ones."""
    chance = random.Random(number)
    sheet = FPDF()
    sheet.set_title(f"Pismo {number}")
    if font:
        sheet.add_font("text", fname=font)
    sheet.set_font("text" if font else "helvetica", size=11)
    for page in range(pages or chance.randint(1, 5)):
        sheet.add_page()
        if page == 0:
            reference = f"{chance.choice(UNITS)}.{chance.randint(1000, 9999)}.{number}.2026"
            _line(sheet, f"{reference} {mark(number)}", font)
        for _paragraph in range(6):
            words = known.draw(chance, chance.randint(40, 70))
            _line(sheet, " ".join(words).capitalize() + ".", font)
    return bytes(sheet.output())


def _line(sheet: FPDF, text: str, font: str | None) -> None:
    sheet.multi_cell(0, 6, text if font else fold(text), new_x="LMARGIN", new_y="NEXT")
