"""Renditions: the right page, width, form, upright, without metadata; refusals say why."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ingest import renditions
from ingest.box import Box
from ingest.identify import identify
from tests.ingest import make


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with Box() as found:
        yield found


@pytest.mark.parametrize("form", ["webp", "png", "jpeg"])
def test_page_of_a_pdf(box: Box, tmp_path: Path, form: renditions.Form) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["One", "Two"])
    found = renditions.page(box, path, identify(path), 2, width=500, form=form)
    with Image.open(io.BytesIO(found.data)) as image:
        assert image.width == found.width == 500 and image.format == form.upper()
    assert found.media_type == f"image/{form}"


def test_photo_is_upright_small_and_bare(box: Box, tmp_path: Path) -> None:
    path = make.jpeg(tmp_path / "a.jpg", (3200, 1000))
    found = renditions.picture(box, path, identify(path))
    with Image.open(io.BytesIO(found.data)) as image:
        assert image.size == (500, 1600) and not image.getexif()


def test_film_gives_a_frame(box: Box, tmp_path: Path) -> None:
    path = make.mp4(tmp_path / "a.mp4")
    assert renditions.thumbnail(box, path, identify(path)).width == 64


def test_refusals_say_why(box: Box, tmp_path: Path) -> None:
    for path, number in (
        (make.pdf(tmp_path / "a.pdf"), 9),
        (make.pdf(tmp_path / "b.pdf", password="tajne"), 1),
        (make.docx(tmp_path / "c.docx"), 1),
        (make.picture_bomb(tmp_path / "d.png"), 1),
    ):
        with pytest.raises(renditions.NotDrawn) as refused:
            renditions.page(box, path, identify(path), number)
        assert refused.value.params["reason"]
