"""What a reader found in one file: facts, text by page, parts, candidates and problems, as plain data.

A `Reading` crosses the wall between the boxed helper and the worker as JSON, so this module knows neither
Django nor a parser; both sides import it. Codes of problems become sentences in `ingest.problems`.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Fact = str | int | float | bool


@dataclass(frozen=True)
class Problem:
    """Why something could not be read: a stable code (`pdf.password`) and its params; never an exception."""

    code: str
    params: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A file found inside the file (an attachment): `path` is relative to the reading's scratch folder.

    `name` is the sender's, untrusted, for display only; `path` is ours.
    """

    name: str
    media_type: str
    path: str
    size: int
    inline: bool = False


@dataclass
class Reading:
    """All that was found. Facts carry flat names (`pdf_pages`, `exif_make`, `email_subject`).

    `pages` is the text page by page (one item where the kind has no pages); `method` says where the text
    comes from: "text layer", "ocr", "plain", "markup", "converted" or "" when there is none.
    `dates` maps a candidate's origin to ISO 8601 text (with offset where the file states one).
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    method: str = ""
    language: str = ""
    title: str = ""
    author: str = ""
    dates: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    thumbnail: str = ""
    problems: list[Problem] = field(default_factory=list)
    tools: dict[str, str] = field(default_factory=dict)
    scratch: Path | None = None

    @property
    def text(self) -> str:
        """Return the whole text; pages are parted by a form feed, as pdftotext does."""
        return "\f".join(self.pages)

    def problem(self, code: str, **params: str | int | float) -> None:
        """Note a problem once."""
        found = Problem(code, params)
        if found not in self.problems:
            self.problems.append(found)

    def fact(self, name: str, value: Fact | None) -> None:
        """Note a fact unless it is empty; text is cleaned of NULs and white space at its ends."""
        if isinstance(value, str):
            value = value.replace("\0", "").strip()[:10_000]
        if isinstance(value, float) and not math.isfinite(value):
            return  # a position of NaN is no position, and JSON knows none
        if value is not None and value != "":
            self.facts[name] = value

    def path_of(self, relative: str) -> Path:
        """Return where a part or the thumbnail lies for the caller."""
        if self.scratch is None:
            raise ValueError("this reading has no scratch folder")
        return self.scratch / relative

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data (without the scratch folder, which is the caller's own)."""
        data = asdict(self)
        del data["scratch"]
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Reading:
        """Build from `as_data()`; raises TypeError, KeyError or ValueError when the shape is wrong."""
        data = dict(data)
        for name in ("facts", "dates", "tools"):
            data[name] = {str(k): v for k, v in data[name].items() if isinstance(v, str | int | float | bool)}
        for name in ("method", "language", "title", "author", "thumbnail"):
            data[name] = str(data[name])
        data["pages"] = [str(page) for page in data["pages"]]
        data["problems"] = [Problem(str(p["code"]), dict(p["params"])) for p in data["problems"]]
        data["parts"] = [Part(**p) for p in data["parts"]]
        return cls(**data)
