"""Names inside a bag: made safe for every file system, unique, and spelled as BagIt manifests spell them.

RFC 8493 §2.1.3 (CR, LF and % are percent-encoded in manifests), §5.2.2-5.2.3 (names that other systems refuse or
take for the same). A % is not only encoded but replaced in payload names, because the most used validator
(bagit-python) does not decode %25.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MAX_NAME_BYTES = 200
"""Below the 255 of common file systems, so that a suffix and a counter always fit."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\%\u2028\u2029\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


class SafeNames:
    """Gives each original path a safe one, never the same twice, also where case or composition is ignored."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._numbers: dict[str, int] = {}  # the last number given to a name, so that many equal ones stay quick

    def give(self, original: str) -> str:
        """Return a safe relative path for an original name or path (separated by `/`)."""
        parts = [_safe_part(part) for part in original.split("/") if part not in ("", ".", "..")] or ["_"]
        path = ""
        for part in parts[:-1]:
            path = self._unused(path, part, folder=True)
            self._folders.add(folded(path))
        path = self._unused(path, parts[-1])
        self._files.add(folded(path))
        return path

    def _unused(self, parent: str, name: str, *, folder: bool = False) -> str:
        """Return the path of a name in its parent, numbered when taken; a folder may share its name with folders."""
        stem, suffix = _split(name)
        base = f"{parent}/" if parent else ""
        path = wished = f"{base}{name}"
        number = self._numbers.get(folded(wished), 1)
        while folded(path) in self._files or (not folder and folded(path) in self._folders):
            number += 1
            path = f"{base}{stem} ({number}){suffix}"
        if not folder:
            self._numbers[folded(wished)] = number
        return path


def folded(path: str) -> str:
    """Return what two paths share when some file system would take them for the same (RFC 8493 §5.2.3)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def encode(path: str) -> str:
    """Return a path as a manifest writes it (RFC 8493 §2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def decode(text: str) -> str:
    """Return the path that a manifest's text means; other percent signs stay, as older bags wrote them."""
    marks = {"%0d": "\r", "%0a": "\n", "%25": "%"}
    return re.sub("%0D|%0A|%25", lambda found: marks[found[0].lower()], text, flags=re.IGNORECASE)


def is_inside(path: str) -> bool:
    """Tell whether a path stays in the bag: relative, without `..`, `.`, empty parts, `~` or a drive."""
    parts = path.split("/")
    plain = "\\" not in path and "\0" not in path and not re.match(r"[A-Za-z]:|~", path)
    return plain and all(part not in ("", ".", "..") for part in parts)


def _safe_part(part: str) -> str:
    """Return one component: NFC, no forbidden character, no dot or space at the end, short enough."""
    text = unicodedata.normalize("NFC", part.encode("utf-8", "replace").decode())
    text = _UNSAFE.sub("_", text).strip().rstrip(". ").lstrip("~") or "_"
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    stem, suffix = _split(text)
    room = MAX_NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + suffix


def _split(name: str) -> tuple[str, str]:
    """Return stem and suffix; only a short suffix counts as one."""
    suffix = PurePosixPath(name).suffix
    return (name[: -len(suffix)], suffix) if 0 < len(suffix.encode()) <= 16 else (name, "")
