"""The registry of archived kinds: how each noun is described for the archive and restored from it.

A feature registers its kind at start (`<feature>/archive.py`); an upper feature contributes one more metadata file to
a lower noun (`retention` adds `metadata/retention.json` to a record). Restoring goes by `order`, lowest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Metadata = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One metadata file of a kind. `describe(id)` returns its content or None; `restore(id, content)` puts it back."""

    name: str
    describe: Callable[[str], Metadata | None]
    restore: Callable[[str, Metadata], None]


@dataclass(frozen=True)
class Kind:
    """An archived noun: its own description is the part named like the kind; `ids` lists all that exist.

    `texts(id)` gives further files (logical path → bytes) that explain the noun: the extracted text of a record.
    `finish(id, own metadata)` runs when all kinds are restored, for links that point to later kinds.
    """

    name: str
    order: int
    ids: Callable[[], Iterable[str]]
    texts: Callable[[str], dict[str, bytes]] | None = None
    restore_texts: Callable[[str, dict[str, bytes]], None] | None = None
    finish: Callable[[str, Metadata], None] | None = None


_kinds: dict[str, Kind] = {}
_parts: dict[str, list[Part]] = {}
_fallbacks: dict[str, Callable[[dict[str, Metadata]], Metadata]] = {}
_belongs: dict[str, tuple[str, Callable[[], str]]] = {}


def register(kind: Kind, own: Part) -> None:
    """Register a kind with its own description, which is restored before all other parts."""
    _kinds[kind.name] = kind
    _parts.setdefault(kind.name, [])
    _parts[kind.name] = [own, *[part for part in _parts[kind.name] if part.name != own.name]]


def contribute(kind: str, part: Part) -> None:
    """Add one more metadata file to a kind (from an upper feature)."""
    parts = _parts.setdefault(kind, [])
    if part.name not in {known.name for known in parts}:
        parts.append(part)


def fall_back(kind: str, make: Callable[[dict[str, Metadata]], Metadata]) -> None:
    """Say how a noun's own description is made from its other parts, for an object whose write-back never came."""
    _fallbacks[kind] = make


def own_description(kind: str, metadata: dict[str, Metadata]) -> tuple[Metadata | None, bool]:
    """Return a noun's own description, and whether it had to be made from other parts."""
    if kind in metadata:
        return metadata[kind], False
    make = _fallbacks.get(kind)
    return (make(metadata), True) if make else (None, True)


def belongs(subject_kind: str, kind: str, noun_id: Callable[[], str]) -> None:
    """Say that events about one kind of subject are kept with another noun (users: with today's snapshot)."""
    _belongs[subject_kind] = (kind, noun_id)


def keeper(subject_kind: str, subject_id: str) -> tuple[str, str] | None:
    """Return (kind, noun id) of the archived noun that keeps events about this subject, or None."""
    if subject_kind in _belongs:
        kind, noun_id = _belongs[subject_kind]
        return kind, noun_id()
    return (subject_kind, subject_id) if subject_kind in _kinds else None


def all_kinds() -> list[Kind]:
    """Return the kinds in the order of restoring."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def get(name: str) -> Kind | None:
    """Return a kind, or None for a subject that is not archived (a job)."""
    return _kinds.get(name)


def parts(name: str) -> list[Part]:
    """Return the metadata files of a kind, its own first."""
    return _parts.get(name, [])


def object_id(kind: str, noun_id: object) -> str:
    """Return the OCFL id of a noun; the kind is visible in it, so listing needs no reading."""
    return f"akta:{kind}:{noun_id}"


def split(identifier: str) -> tuple[str, str]:
    """Return (kind, noun id) of an OCFL id."""
    _prefix, kind, noun_id = identifier.split(":", 2)
    return kind, noun_id


def describe(kind: str, noun_id: str) -> dict[str, Metadata]:
    """Return all metadata of a noun by the name of the part; empty when it does not exist (any more)."""
    found: dict[str, Metadata] = {}
    for part in parts(kind):
        content = part.describe(noun_id)
        if content is not None:
            found[part.name] = content
    return found
