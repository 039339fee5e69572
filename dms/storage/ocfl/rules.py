"""The rules for an inventory (OCFL 1.1 §3.5), checked on its JSON alone: no file is opened here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

TYPES = {
    "https://ocfl.io/1.0/spec/#inventory": "1.0",
    "https://ocfl.io/1.1/spec/#inventory": "1.1",
}
ALGORITHMS = {"sha512": 128, "sha256": 64}
VERSION = re.compile(r"v(0\d*[1-9]\d*|[1-9]\d*)")


class Finding(NamedTuple):
    """One thing that is wrong: OCFL's code (E… error, W… warning), the file or field, what was found."""

    code: str
    where: str
    detail: str


def check_inventory(value: Any, where: str) -> list[Finding]:
    """Return what is wrong with an inventory's JSON; an empty list if its files may be looked at."""
    if not isinstance(value, dict):
        return [Finding("E033", where, "not a JSON object")]
    found = [Finding("E036", where, f"{key} is missing") for key in ("id", "head") if not value.get(key)]
    if str(value.get("type")) not in TYPES:
        found.append(Finding("E038", where, f"type is {value.get('type')!r}"))
    if str(value.get("digestAlgorithm")) not in ALGORITHMS:
        found.append(Finding("E025", where, f"digestAlgorithm is {value.get('digestAlgorithm')!r}"))
    for code, key in (("E041", "manifest"), ("E044", "versions")):
        if not isinstance(value.get(key), dict):
            found.append(Finding(code, where, f"{key} is missing or not an object"))
    found = found or [*_shape(value, where)]
    if found:
        return found
    found += _sequence(value, where)
    if found:
        return found
    found += _manifest(value, where)
    for name, version in value["versions"].items():
        found += _version(version, f"{where} {name}", value)
    if not found:
        used = {d.lower() for v in value["versions"].values() for d in v["state"]}
        unused = {d.lower() for d in value["manifest"]} - used
        found += [Finding("E107", where, f"{digest[:16]}… is in no version's state") for digest in unused]
    return found


def _shape(value: dict[str, Any], where: str) -> Iterator[Finding]:
    """Every block maps digests to lists of paths; names are text (§3.5)."""
    if not isinstance(value["id"], str) or not isinstance(value["head"], str):
        yield Finding("E033", where, "id or head is not text")
    if not isinstance(value.get("contentDirectory", ""), str):
        yield Finding("E019", where, "contentDirectory is not text")
    if not _digests_to_paths(value["manifest"]):
        yield Finding("E033", where, "the manifest does not map digests to lists of paths")
    fixity = value.get("fixity", {})
    if not isinstance(fixity, dict) or not all(_digests_to_paths(block) for block in fixity.values()):
        yield Finding("E057", where, "the fixity block does not map digests to lists of paths")
    for name, version in value["versions"].items():
        if not isinstance(version, dict) or not isinstance(version.get("state"), dict):
            yield Finding("E048", f"{where} {name}", "no state")
        elif not _digests_to_paths(version["state"]):
            yield Finding("E033", f"{where} {name}", "the state does not map digests to lists of paths")


def _digests_to_paths(block: Any) -> bool:
    return isinstance(block, dict) and all(
        isinstance(paths, list) and paths and all(isinstance(path, str) for path in paths) for paths in block.values()
    )


def _sequence(value: dict[str, Any], where: str) -> Iterator[Finding]:
    """Versions are v1, v2, … without a gap, and the head is the last (§3.5.1, §3.5.3)."""
    names = list(value["versions"])
    if not names:
        yield Finding("E008", where, "no version")
        return
    if bad := [name for name in names if not VERSION.fullmatch(name)]:
        yield Finding("E046", where, f"not a version: {bad[0]!r}")
        return
    padded = [name for name in names if name.startswith("v0")]
    if padded and (len(padded) < len(names) or len({len(name) for name in names}) > 1):
        yield Finding("E012", where, "version numbers padded in different ways")
    numbers = sorted(int(name[1:]) for name in names)
    if numbers != list(range(1, len(numbers) + 1)):
        yield Finding("E010", where, f"versions are {numbers}")
    if value["head"] not in names or int(value["head"][1:]) != numbers[-1]:
        yield Finding("E040", where, f"head is {value['head']!r}")


def _manifest(value: dict[str, Any], where: str) -> Iterator[Finding]:
    """Each content path stands once, inside a version's content folder, under a digest of the right form."""
    content = value.get("contentDirectory", "content")
    inside = tuple(f"{name}/{content}/" for name in value["versions"])
    digests = [digest.lower() for digest in value["manifest"]]
    if len(set(digests)) != len(digests):
        yield Finding("E096", where, "a digest stands twice in the manifest")
    length = ALGORITHMS[value["digestAlgorithm"]]
    for digest in digests:
        if not re.fullmatch(rf"[0-9a-f]{{{length}}}", digest):
            yield Finding("E025", where, f"not a {value['digestAlgorithm']}: {digest[:20]!r}")
    paths = [path for some in value["manifest"].values() for path in some]
    for path in paths:
        if not path.startswith(inside):
            yield Finding("E042", where, f"content path outside a version: {path!r}")
        if _malformed(path):
            yield Finding("E099" if "//" in path or "." in path else "E100", where, f"content path {path!r}")
    yield from _clashes("E101", where, paths)


def _version(version: dict[str, Any], where: str, value: dict[str, Any]) -> Iterator[Finding]:
    """A version says when it was made and which bytes have which logical paths (§3.5.3)."""
    if "created" not in version:
        yield Finding("E048", where, "no created")
    else:
        yield from _created(version["created"], where)
    user = version.get("user")
    if user is not None and not (isinstance(user, dict) and user.get("name")):
        yield Finding("E054", where, "user without a name")
    manifest = {digest.lower() for digest in value["manifest"]}
    for digest in version["state"]:
        if digest.lower() not in manifest:
            yield Finding("E050", where, f"{digest[:16]}… is not in the manifest")
    paths = [path for some in version["state"].values() for path in some]
    for path in paths:
        if path.startswith("/") or path.endswith("/"):
            yield Finding("E053", where, f"logical path {path!r}")
        elif _malformed(path):
            yield Finding("E052", where, f"logical path {path!r}")
    yield from _clashes("E095", where, paths)


def _created(created: Any, where: str) -> Iterator[Finding]:
    try:
        moment = dt.datetime.fromisoformat(created)
    except (TypeError, ValueError):
        yield Finding("E049", where, f"created is {created!r}")
        return
    if moment.tzinfo is None:
        yield Finding("E049", where, f"created {created!r} has no time zone")


def _malformed(path: str) -> bool:
    return any(part in ("", ".", "..") for part in path.split("/"))


def _clashes(code: str, where: str, paths: list[str]) -> Iterator[Finding]:
    """No path stands twice, and none is a folder and a file at once."""
    names = set(paths)
    if len(names) != len(paths):
        yield Finding(code, where, "a path stands twice")
    for path in sorted(names):
        if any(parent in names for parent in _above(path)):
            yield Finding(code, where, f"{path!r} lies below another file")


def _above(path: str) -> Iterable[str]:
    parts = path.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))
