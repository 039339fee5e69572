"""Original names of files: shown to people and kept as metadata, never used as a path.

Control characters and bidirectional overrides are made visible, so that a name cannot lie about its ending.
"""

from __future__ import annotations

import unicodedata

BIDI = "\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
HIDDEN = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of pairs, separators of lines and paragraphs


def shown(raw: str) -> str:
    """Return a name fit for display: NFC, last path part, odd characters as `�`, at most 255 bytes of UTF-8."""
    name = unicodedata.normalize("NFC", raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    kept = "".join("�" if unicodedata.category(c) in HIDDEN or c in BIDI else c for c in name).strip()
    while len(kept.encode()) > 255:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[:-1]}{dot}{ending}" if dot and len(ending) < 12 and stem else kept[:-1]
    return kept or "bez-nazwy"


def shown_path(raw: str) -> str:
    """Return a path fit for display: each part as `shown`, at most 1,000 characters."""
    return "/".join(shown(part) if part else "" for part in raw.split("/"))[-1000:]


def title(name: str) -> str:
    """Return a first title from a file's name: without the ending, underscores as spaces."""
    stem, dot, ending = name.rpartition(".")
    plain = stem if dot and 0 < len(ending) <= 5 and stem else name
    return " ".join(plain.replace("_", " ").split()) or name
