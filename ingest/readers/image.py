"""Pictures: size, Exif, IPTC, XMP, small copy; text by recognition when asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PIL import Image

from ingest.readers import Unreadable, metadata, ocr, picture
from ingest.reading import Reading

if TYPE_CHECKING:
    from ingest.box.job import Job


def read(job: Job, reading: Reading) -> None:
    """Read a picture. `image_width` and `image_height` are as stored, before any orientation is applied."""
    if job.identity.media_type == "image/svg+xml":
        _drawing(job, reading)
        return
    reading.tools["pillow"] = Image.__version__ if hasattr(Image, "__version__") else ""
    metadata.exif(job, reading)
    try:
        image = picture.open_image(job.path, job.limits.pixels)
    except Unreadable:
        metadata.size_of_heif(job, reading)
        raise
    with image:
        reading.fact("image_width", image.width)
        reading.fact("image_height", image.height)
        frames = getattr(image, "n_frames", 1)
        if frames > 1:
            reading.fact("image_frames", frames)
        metadata.embedded(image, job, reading)
        try:
            if job.ocr and job.identity.media_type != "image/gif":
                total = min(frames, job.limits.ocr_pages)
                ocr.read_image(_frames(image, total), total, job, reading)
            image.seek(0)
            if job.wants_thumbnail:
                picture.thumbnail(image, job, reading)
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise Unreadable("image.damaged") from error


def _frames(image: Any, total: int) -> Iterator[Image.Image]:
    """Yield the frames one by one, upright, grey, no larger than recognition needs."""
    from PIL import ImageOps

    for number in range(total):
        image.seek(number)
        frame = ImageOps.exif_transpose(image).convert("L")
        frame.thumbnail((ocr.LONGEST, ocr.LONGEST))
        yield frame


def _drawing(job: Job, reading: Reading) -> None:
    """Read an SVG drawing: its size and the words in it; it is never drawn."""
    from ingest.readers.markup import XMLRefused, parse, words

    with open(job.path, "rb") as file:
        data = file.read(32 << 20)
    try:
        root = parse(data)
    except XMLRefused as error:
        raise Unreadable("xml.refused", name="svg") from error
    for side in ("width", "height"):
        number = "".join(char for char in root.get(side, "").removesuffix("px") if char.isdigit() or char == ".")
        if number.replace(".", "", 1).isdigit():
            reading.fact(f"image_{side}", round(float(number)))
    title = root.findtext("{*}title") or ""
    reading.title, reading.pages, reading.method = title.strip(), [words(root)], "markup"
