"""A strict reader of bags: says everything that is wrong, and accepts only what every tool would accept.

RFC 8493 (BagIt 1.0), and the drafts 0.93 to 0.97 for bags of others. Stricter than bagit-python, which lets
white space into the declaration. A bag that must fetch files from elsewhere is not whole and is refused.
"""

from __future__ import annotations

import enum
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retention.bag_names import decode, folded, is_inside

CHUNK = 1 << 20
ALGORITHMS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
"""Known algorithms and the length of their digests in hex."""

_DECLARATION = re.compile(rb"BagIt-Version: ([01])\.([0-9]+)\r?\nTag-File-Character-Encoding: UTF-8(?:\r?\n)?")
_VERSIONS = {(0, 93), (0, 94), (0, 95), (0, 96), (0, 97), (1, 0)}
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(\*?)(.+)")
_OXUM = re.compile(r"([0-9]+)\.([0-9]+)")


class Code(enum.StrEnum):
    """What can be wrong with a bag."""

    NOT_A_BAG = "not_a_bag"
    BAD_DECLARATION = "bad_declaration"
    BAD_VERSION = "bad_version"
    NO_PAYLOAD_FOLDER = "no_payload_folder"
    NO_MANIFEST = "no_manifest"
    UNKNOWN_ALGORITHM = "unknown_algorithm"
    BAD_ENCODING = "bad_encoding"
    BAD_LINE = "bad_line"
    BAD_PATH = "bad_path"
    DUPLICATE = "duplicate"
    SAME_NAME = "same_name"
    MISSING = "missing"
    NOT_LISTED = "not_listed"
    DIGEST_DIFFERS = "digest_differs"
    OXUM_DIFFERS = "oxum_differs"
    BAD_INFO = "bad_info"
    NEEDS_FETCH = "needs_fetch"
    NOT_A_FILE = "not_a_file"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: what, where in the bag, and expected and found where that says more."""

    code: Code
    path: str = ""
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class _Manifest:
    """A manifest as read: its file name, its algorithm, and path → digest."""

    name: str
    tag: bool
    algorithm: str
    digests: dict[str, str]


def check_bag(path: Path) -> list[Problem]:
    """Return everything wrong with the bag in a folder; an empty list means valid. Reads each file once."""
    if not path.is_dir() or not (path / "bagit.txt").is_file():
        return [Problem(Code.NOT_A_BAG, "bagit.txt")]
    problems: list[Problem] = []
    version = _version(path, problems)
    if not (path / "data").is_dir():
        problems.append(Problem(Code.NO_PAYLOAD_FOLDER, "data"))
    if (path / "fetch.txt").exists():
        problems.append(Problem(Code.NEEDS_FETCH, "fetch.txt"))
    sizes = dict(_files(path, path, problems))
    manifests = list(_manifests(path, sizes, problems))
    if not any(not manifest.tag for manifest in manifests):
        problems.append(Problem(Code.NO_MANIFEST))
    _check_listing(manifests, sizes, version, problems)
    _check_digests(path, manifests, sizes, problems)
    _check_info(path, sizes, problems)
    return problems


def _version(path: Path, problems: list[Problem]) -> tuple[int, int]:
    """Return the version of bagit.txt: exactly two lines, without a byte order mark (RFC 8493 §2.1.1)."""
    found = _DECLARATION.fullmatch((path / "bagit.txt").read_bytes())
    if not found:
        problems.append(Problem(Code.BAD_DECLARATION, "bagit.txt"))
        return (1, 0)
    version = (int(found[1]), int(found[2]))
    if version not in _VERSIONS:
        problems.append(Problem(Code.BAD_VERSION, "bagit.txt", found=f"{version[0]}.{version[1]}"))
    return version


def _files(root: Path, folder: Path, problems: list[Problem]) -> Iterator[tuple[str, int]]:
    """Yield path and size of every regular file; a link or a device is a problem, and links are not followed."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = Path(entry.path).relative_to(root).as_posix()
            if entry.is_dir(follow_symlinks=False):
                yield from _files(root, Path(entry.path), problems)
            elif entry.is_file(follow_symlinks=False):
                yield path, entry.stat(follow_symlinks=False).st_size
            else:
                problems.append(Problem(Code.NOT_A_FILE, path))


def _manifests(root: Path, sizes: dict[str, int], problems: list[Problem]) -> Iterator[_Manifest]:
    for name in sizes:
        found = _MANIFEST.fullmatch(name)
        if found and found[2] not in ALGORITHMS:
            problems.append(Problem(Code.UNKNOWN_ALGORITHM, name, found=found[2]))
        elif found:
            tag = bool(found[1])
            yield _Manifest(name, tag, found[2], _digests(root / name, tag, ALGORITHMS[found[2]], problems))


def _digests(path: Path, tag: bool, length: int, problems: list[Problem]) -> dict[str, str]:
    """Return path → digest of a manifest; a payload manifest lists `data/…` only, a tag manifest all but itself."""
    digests: dict[str, str] = {}
    same: set[str] = set()
    for line in _lines(path, problems):
        found = _LINE.fullmatch(line)
        if not found or len(found[1]) != length:
            problems.append(Problem(Code.BAD_LINE, path.name, found=line[:200]))
            continue
        listed = decode(found[3].removeprefix("./"))
        if not is_inside(listed) or listed.startswith("data/") == tag or listed.startswith("tagmanifest-"):
            problems.append(Problem(Code.BAD_PATH, path.name, found=listed))
        elif listed in digests:
            problems.append(Problem(Code.DUPLICATE, path.name, found=listed))
        else:
            if folded(listed) in same:
                problems.append(Problem(Code.SAME_NAME, path.name, found=listed))
            same.add(folded(listed))
            digests[listed] = found[1].lower()
    return digests


def _lines(path: Path, problems: list[Problem]) -> list[str]:
    """Return the lines of a tag file, ended by LF, CR or CRLF; not UTF-8 or a byte order mark is a problem."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(Code.BAD_ENCODING, path.name))
        return []
    if text.startswith("\ufeff"):
        problems.append(Problem(Code.BAD_ENCODING, path.name))
    return [line for line in re.split("\r\n|\r|\n", text) if line]


def _check_listing(
    manifests: list[_Manifest], sizes: dict[str, int], version: tuple[int, int], problems: list[Problem]
) -> None:
    """Every listed file is there; every payload file is listed, since 1.0 in each manifest (RFC 8493 §3)."""
    payload = [manifest for manifest in manifests if not manifest.tag]
    for manifest in manifests:
        missing = (path for path in manifest.digests if path not in sizes)
        problems.extend(Problem(Code.MISSING, path, expected=manifest.name) for path in missing)
    for path in (path for path in sizes if path.startswith("data/")):
        lacking = [manifest.name for manifest in payload if path not in manifest.digests]
        if lacking and (version >= (1, 0) or len(lacking) == len(payload)):
            problems.extend(Problem(Code.NOT_LISTED, path, expected=name) for name in lacking)


def _check_digests(root: Path, manifests: list[_Manifest], sizes: dict[str, int], problems: list[Problem]) -> None:
    for path in sizes:
        wanted = {m.algorithm: m.digests[path] for m in manifests if path in m.digests}
        hashes = {name: hashlib.new(name, usedforsecurity=False) for name in wanted}
        if not hashes:
            continue
        with (root / path).open("rb") as source:
            while chunk := source.read(CHUNK):
                for digest in hashes.values():
                    digest.update(chunk)
        for name, digest in hashes.items():
            if digest.hexdigest() != wanted[name]:
                problems.append(Problem(Code.DIGEST_DIFFERS, path, wanted[name], digest.hexdigest()))


def _check_info(root: Path, sizes: dict[str, int], problems: list[Problem]) -> None:
    """Check bag-info.txt, where there is one: `Label: value` lines, and the Payload-Oxum (RFC 8493 §2.2.2)."""
    if "bag-info.txt" not in sizes:
        return
    payload = [size for path, size in sizes.items() if path.startswith("data/")]
    actual = f"{sum(payload)}.{len(payload)}"
    for line in _lines(root / "bag-info.txt", problems):
        label, colon, value = line.partition(":")
        if not line.startswith((" ", "\t")) and not (colon and label and label == label.strip()):
            problems.append(Problem(Code.BAD_INFO, "bag-info.txt", found=line[:200]))
        if label.lower() == "payload-oxum" and (not _OXUM.fullmatch(value.strip()) or value.strip() != actual):
            problems.append(Problem(Code.OXUM_DIFFERS, "bag-info.txt", value.strip(), actual))
