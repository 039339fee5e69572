"""Recognising scans with Tesseract, page by page with a time-out each, so one bad page costs only itself.

Pages are rendered by PDFium at 300 dpi and given to the `tesseract` program; `--psm 1` finds how the page is
turned. The languages are Polish first, then English and German where their data is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ingest.reading import Reading

if TYPE_CHECKING:
    from PIL import Image

    from ingest.box.job import Job

DPI = 300
LONGEST = 5_000
FEW = 20
_WORD = re.compile(r"[^\W\d_]{3,}")
_VOWEL = re.compile(r"[aeiouyąęóäöüáéíúýèàаеиоуыэюяіїє]", re.IGNORECASE)


def pages_without_text(document: Any, pages: list[str]) -> list[int]:
    """Return the numbers (from 0) of pages to recognise: no text but something drawn, or a picture and few words."""
    import pypdfium2.raw as c

    found = []
    for number, text in enumerate(pages):
        if not enough(text):
            page = document[number]
            kinds = {item.type for item in page.get_objects(max_depth=3)}
            if c.FPDF_PAGEOBJ_IMAGE in kinds or (kinds and not text.strip()):
                found.append(number)
            page.close()
    return found


def enough(text: str) -> bool:
    """Tell whether it is a text layer: a stamp or a page number on a scan is none."""
    return len("".join(text.split())) >= FEW


def read_pdf(document: Any, job: Job, reading: Reading) -> None:
    """Recognise the pages of an open PDF that have no text layer; their text takes the pages' places."""
    wanted = pages_without_text(document, reading.pages)
    if not wanted or not _ready(reading):
        return
    if len(wanted) > job.limits.ocr_pages:
        reading.problem("ocr.too_many_pages", limit=job.limits.ocr_pages)
    wanted = wanted[: job.limits.ocr_pages]
    for done, number in enumerate(wanted, start=1):
        page = document[number]
        across, down = page.get_size()
        scale = min(DPI / 72, LONGEST / max(across, down, 1))
        image = page.render(scale=scale, grayscale=True).to_pil()
        page.close()
        text = _recognise(image, job, reading, number + 1)
        if text.strip():
            reading.pages[number] = "\n".join(filter(None, (reading.pages[number].strip(), text)))
            reading.method = "ocr"
        if done % 5 == 0:
            job.checkpoint()
        job.progress(done, len(wanted))


def read_image(frames: Iterable[Image.Image], total: int, job: Job, reading: Reading) -> None:
    """Recognise the frames of a picture, each a page."""
    if not _ready(reading):
        return
    for number, frame in enumerate(frames, start=1):
        text = _recognise(frame, job, reading, number)
        text = text if legible(text) else ""
        reading.pages.append(text)
        if text.strip():
            reading.method = "ocr"
        job.progress(number, total)


def legible(text: str) -> bool:
    """Tell whether a picture's text reads like words: leaves, windows and waves give a few letters with marks between.

    At least three words of three letters with a vowel in each, and together more than half of all that was read.
    """
    words = [word for word in _WORD.findall(text) if _VOWEL.search(word)]
    return len(words) >= 3 and 2 * sum(map(len, words)) > len("".join(text.split()))


def _ready(reading: Reading) -> bool:
    if shutil.which("tesseract") is None:
        reading.problem("ocr.tool_missing", tool="tesseract")
        return False
    if "pol" not in languages():
        reading.problem("ocr.language_missing", language="pol")
    reading.tools["tesseract"] = _version()
    return bool(languages())


def languages() -> list[str]:
    """Return the installed languages this office reads, Polish first."""
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    installed = set(done.stdout.split("\n"))
    return [name for name in ("pol", "eng", "deu") if name in installed]


def _version() -> str:
    done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, timeout=20, check=False)
    return done.stdout.split("\n", 1)[0].removeprefix("tesseract ")


def _recognise(image: Image.Image, job: Job, reading: Reading, number: int) -> str:
    path = job.scratch / "page.png"
    image.save(path, "PNG", compress_level=1, dpi=(DPI, DPI))
    order = ["tesseract", str(path), "stdout", "-l", "+".join(languages()), "--psm", "1", "--dpi", str(DPI)]
    try:
        done = subprocess.run(
            order, capture_output=True, timeout=job.limits.ocr_page_seconds, env=dict(os.environ), check=False
        )
    except subprocess.TimeoutExpired:
        reading.problem("ocr.timeout", page=number)
        return ""
    if done.returncode:
        reading.problem("ocr.failed", page=number)
    return done.stdout.decode("utf-8", "replace").replace("\f", "").strip()
