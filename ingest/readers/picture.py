"""Pictures made from files: thumbnails, page images, smaller copies without metadata; Pillow and PDFium.

Every picture opened here passes the pixel limit and the list of formats first (bombs, rare decoders).
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps

from ingest.readers import Unreadable
from ingest.reading import Part, Reading

if TYPE_CHECKING:
    from ingest.box.job import Job

THUMBNAIL = 400
FORMATS = ["JPEG", "MPO", "PNG", "GIF", "TIFF", "WEBP", "BMP", "HEIF", "AVIF", "JPEG2000", "PSD", "ICO"]
FORMS = {"webp": ("WEBP", "image/webp"), "png": ("PNG", "image/png"), "jpeg": ("JPEG", "image/jpeg")}


def open_image(source: Any, pixels: int) -> Image.Image:
    """Open a picture within the pixel limit; raises Unreadable for a bomb, a damaged or unknown one."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(source, formats=[name for name in FORMATS if name in _known()])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unreadable("image.too_large", limit=pixels) from error
    except (OSError, ValueError, SyntaxError, KeyError, EOFError) as error:
        raise Unreadable("image.damaged") from error
    return image


def _known() -> set[str]:
    Image.init()
    return set(Image.OPEN)


def upright(image: Image.Image, edge: int) -> Image.Image:
    """Return a copy with the longer edge at most `edge`, the Exif orientation applied, on white, in RGB."""
    image.draft("RGB", (edge, edge))
    image.thumbnail((edge, edge))
    turned = ImageOps.exif_transpose(image)
    if turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info:
        layered = turned.convert("RGBA")
        white = Image.new("RGB", layered.size, "white")
        white.paste(layered, mask=layered.getchannel("A"))
        return white
    return turned.convert("RGB")


def pdf_page(document: Any, number: int, width: int, height: int = 0) -> Image.Image:
    """Return page `number` (from 0) as a picture `width` pixels wide, at most `height` high (default: four widths).

    Raises ValueError for a page without size.
    """
    page = document[number]
    try:
        across, down = page.get_size()
        if across <= 0 or down <= 0:
            raise ValueError("page without size")
        scale = min(width / across, (height or 4 * width) / down)
        return page.render(scale=scale).to_pil().convert("RGB")
    finally:
        page.close()


def thumbnail(image: Image.Image, job: Job, reading: Reading) -> None:
    """Write the small WebP picture of the reading."""
    upright(image, THUMBNAIL).save(job.scratch / "thumbnail.webp", "WEBP", quality=80, method=2)
    reading.thumbnail = "thumbnail.webp"


def render(job: Job, reading: Reading) -> None:
    """Make the one picture a rendition asks for: a page of a PDF by number, or a picture made smaller."""
    page, width = int(job.options["page"]), int(job.options["width"])
    form, media_type = FORMS[job.options["form"]]
    if job.identity.group == "pdf":
        image = _rendered_page(job, page, width)
    elif job.identity.group in {"video", "audio"}:
        from ingest.readers.media import frame

        image = upright(frame(job), width)
    else:
        image = _rendered_frame(job, page, width)
    path = "rendition." + form.lower()
    image.save(job.scratch / path, form, **({} if form == "PNG" else {"quality": 82}))
    size = (job.scratch / path).stat().st_size
    reading.parts.append(Part(path, media_type, path, size))
    reading.fact("image_width", image.width)
    reading.fact("image_height", image.height)


def _rendered_page(job: Job, page: int, width: int) -> Image.Image:
    import pypdfium2 as pdfium

    from ingest.readers.pdfium import Locked, Refused, open_pdf

    try:
        document = open_pdf(job.path)
    except Locked as error:
        raise Unreadable("pdf.password") from error
    except Refused as error:
        raise Unreadable("pdf.damaged") from error
    if not 0 <= page < len(document):
        raise Unreadable("page.missing", page=page + 1)
    try:
        return pdf_page(document, page, width)
    except (pdfium.PdfiumError, ValueError) as error:
        raise Unreadable("pdf.page_damaged", page=page + 1) from error


def _rendered_frame(job: Job, page: int, width: int) -> Image.Image:
    image = open_image(job.path, job.limits.pixels)
    try:
        image.seek(page)
        return upright(image, width)
    except EOFError as error:
        raise Unreadable("page.missing", page=page + 1) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Unreadable("image.damaged") from error
