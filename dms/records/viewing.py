"""What the viewer of a record's page shows: which file, which page, its text with the words of a search marked."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from dms.records import marking
from dms.records.marking import Pieces
from dms.records.models import Component, ComponentText

TEXT_SHOWN = 150_000
"""Characters of text shown on one page; the rest is reached through the pages of the file."""

PLAYED = {
    "video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/x-wav", "audio/wav",
}  # fmt: skip
"""Recordings that browsers play by themselves."""


@dataclass(frozen=True)
class TextPage:
    """One page of text: its number (from 1), its pieces, how many words of the search stand on it."""

    number: int
    pieces: Pieces
    hits: int


@dataclass
class Viewer:
    """One file of a record on the screen. `page` is the page shown, of `pages`; `shape` says how it is shown:
    pages, picture, video, audio or none. `kept` are further parameters of the addresses of its pages."""

    component: Component
    query: str
    page: int
    pages: int
    shape: str
    text: list[TextPage] = field(default_factory=list)
    cut: bool = False
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def hit_pages(self) -> list[TextPage]:
        """Return the pages on which words of the search stand."""
        return [page for page in self.text if page.hits]

    @property
    def hits(self) -> int:
        """Return how many words of the search stand in the file."""
        return sum(page.hits for page in self.text)

    def address(self, page: int) -> str:
        """Return the address of another page of the same file."""
        parameters: dict[str, str | int] = {**self.kept, "strona": page}
        if self.component.number != 1:
            parameters["plik"] = self.component.number
        if self.query:
            parameters["q"] = self.query
        return f"?{urlencode(parameters)}#preview"

    @property
    def size(self) -> tuple[int, int] | None:
        """Return width and height of the picture as shown (upright), so that its place is kept before it comes."""
        facts = self.component.facts
        width = facts.get("image_width") or facts.get("video_width")
        height = facts.get("image_height") or facts.get("video_height")
        if not (isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0):
            return None
        return (height, width) if facts.get("exif_orientation") in {5, 6, 7, 8} else (width, height)

    @property
    def previous_address(self) -> str:
        """Return the address of the page before, if there is one."""
        return self.address(self.page - 1) if self.page > 1 else ""

    @property
    def next_address(self) -> str:
        """Return the address of the page after, if there is one."""
        return self.address(self.page + 1) if self.page < self.pages else ""

    @property
    def hit_links(self) -> list[tuple[int, int, str]]:
        """Return (page, words found, address) of the first pages with hits."""
        return [(page.number, page.hits, self.address(page.number)) for page in self.hit_pages[:12]]


def look(component: Component, query: str, page: str | None, **kept: str) -> Viewer:
    """Return the viewer of a component. Without a page asked for, the first page with a hit is shown."""
    text, cut = _text(component, query)
    pages = _pages(component)
    first_hit = next((one.number for one in text if one.hits), 1)
    number = int(page) if page and page.isdecimal() else first_hit
    return Viewer(component, query, max(1, min(number, pages)), pages, _shape(component), text, cut, kept)


def _pages(component: Component) -> int:
    frames = component.facts.get("image_frames")
    return max(1, component.pages or 0, frames if isinstance(frames, int) else 0)


def _shape(component: Component) -> str:
    if component.media_type in PLAYED:
        return component.media_type.split("/")[0]
    if not component.thumbnail:
        return "none"
    if component.group == "pdf" or (component.group == "image" and _pages(component) > 1):
        return "pages"
    return "picture" if component.group in {"image", "video"} else "none"


def _text(component: Component, query: str) -> tuple[list[TextPage], bool]:
    """Return the text page by page, and whether something was left out."""
    whole = ComponentText.objects.filter(component=component).values_list("text", flat=True).first() or ""
    shown = whole[:TEXT_SHOWN]
    pages = []
    for number, text in enumerate(shown.split("\f"), start=1):
        if text.strip():
            found = marking.pieces(text.strip(), query)
            pages.append(TextPage(number, found, sum(hit for _text, hit in found)))
    return pages, len(whole) > len(shown)
