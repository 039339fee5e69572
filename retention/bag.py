"""Bags: folders that carry files with their digests, readable by any BagIt tool (RFC 8493, BagIt 1.0).

A bag is written once, streaming: each payload file is read once while SHA-256 and SHA-512 are computed. It is built
beside its place as `<name>.partial` and renamed when whole and durable, so a bag that is there is complete.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop as _

from dms.errors import Conflict, Damaged, Invalid
from retention.bag_names import SafeNames, encode, folded, is_inside

ALGORITHMS = ("sha256", "sha512")
CHUNK = 1 << 20
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

PayloadItem = tuple[str, Callable[[], BinaryIO], str | None]
"""Original path, how to open its bytes, and the SHA-256 (hex) they must have, or None."""


class BagExists(Conflict):
    """There is something at the bag's place already; it is never overwritten."""

    code = "retention.bag_exists"
    message = _("There is already a package at %(path)s.")


class BadTagFile(Invalid):
    """A tag file has a name that the bag needs itself, or that leaves the bag; or a label is not one."""

    code = "retention.bad_tag_file"
    message = _("“%(path)s” cannot be used as a tag file or a label of a package.")


@dataclass(frozen=True, slots=True)
class BagFile:
    """One payload file: the path asked for, its path in the bag (`data/…`), size in bytes and digests (hex)."""

    original: str
    path: str
    size: int
    sha256: str
    sha512: str


@dataclass(frozen=True, slots=True)
class BagSummary:
    """A finished bag. `size` is that of the payload in bytes; `manifest_sha256` identifies the whole payload."""

    path: Path
    files: tuple[BagFile, ...]
    size: int
    manifest_sha256: str

    @property
    def oxum(self) -> str:
        """Return the Payload-Oxum, `bytes.files` (RFC 8493 §2.2.2)."""
        return f"{self.size}.{len(self.files)}"


def write_bag(
    dest: Path,
    payload: Iterable[PayloadItem],
    info: Mapping[str, str],
    *,
    tag_files: Mapping[str, bytes] | None = None,
) -> BagSummary:
    """Write a bag at `dest` (its parent exists) and return what is in it; names are made safe and unique.

    `info` are lines of bag-info.txt (Source-Organization, External-Identifier …); Payload-Oxum is added, and
    Bagging-Date (today in Warsaw) where it is missing. `tag_files` are further files beside the payload.
    A `.partial` left by a killed attempt is removed first; one that fails leaves nothing. Raises BagExists,
    BadTagFile, and Damaged when a payload file has not the expected SHA-256.
    """
    partial = dest.with_name(f"{dest.name}.partial")
    if os.path.lexists(dest):
        raise BagExists(path=dest)
    tags = dict(tag_files or {})
    _check_tags(tags, info)
    shutil.rmtree(partial, ignore_errors=True)
    try:
        (partial / "data").mkdir(parents=True)
        files = _write_payload(partial, payload)
        manifest = _write_tags(partial, files, info, tags)
        _sync_folders(partial)
        if os.path.lexists(dest):
            raise BagExists(path=dest)
        partial.rename(dest)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _sync(dest.parent)
    return BagSummary(dest, tuple(files), sum(file.size for file in files), hashlib.sha256(manifest).hexdigest())


def _write_payload(partial: Path, payload: Iterable[PayloadItem]) -> list[BagFile]:
    names, files = SafeNames(), []
    for original, opened, expected in payload:
        path = f"data/{names.give(original)}"
        target = partial / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened() as source:
            size, digests = _copy(source, target)
        if expected is not None and digests["sha256"] != expected.lower():
            raise Damaged(what=original, expected=expected, found=digests["sha256"])
        files.append(BagFile(original, path, size, digests["sha256"], digests["sha512"]))
    return files


def _copy(source: BinaryIO, target: Path) -> tuple[int, dict[str, str]]:
    """Copy a stream into a new, durable file; return its size and digests. Memory does not grow with the size."""
    hashes = {name: hashlib.new(name) for name in ALGORITHMS}
    size = 0
    with target.open("xb") as out:
        while chunk := source.read(CHUNK):
            out.write(chunk)
            size += len(chunk)
            for digest in hashes.values():
                digest.update(chunk)
        out.flush()
        os.fsync(out.fileno())
    return size, {name: digest.hexdigest() for name, digest in hashes.items()}


def _write_tags(partial: Path, files: list[BagFile], info: Mapping[str, str], tags: dict[str, bytes]) -> bytes:
    """Write declaration, bag-info, manifests and tag manifests; return the SHA-256 manifest."""
    manifests = {
        f"manifest-{name}.txt": _manifest((file.path, getattr(file, name)) for file in files) for name in ALGORITHMS
    }
    written = tags | manifests | {"bagit.txt": DECLARATION, "bag-info.txt": _bag_info(files, info)}
    tag_manifests = {
        f"tagmanifest-{name}.txt": _manifest(
            (path, hashlib.new(name, data).hexdigest()) for path, data in written.items()
        )
        for name in ALGORITHMS
    }
    for path, data in (written | tag_manifests).items():
        target = partial / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    return manifests["manifest-sha256.txt"]


def _manifest(entries: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{digest}  {encode(path)}\n" for path, digest in sorted(entries)).encode()


def _bag_info(files: list[BagFile], info: Mapping[str, str]) -> bytes:
    """Return bag-info.txt; a value is one line, for the folding of long lines is read differently by programs."""
    lines = {"Bagging-Date": dt.datetime.now(ZoneInfo("Europe/Warsaw")).date().isoformat(), **info}
    lines["Payload-Oxum"] = f"{sum(file.size for file in files)}.{len(files)}"
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in lines.items()).encode()


def _check_tags(tags: Mapping[str, bytes], info: Mapping[str, str]) -> None:
    own = {"bagit.txt", "bag-info.txt", "fetch.txt", "data"}
    for path in tags:
        name = folded(path)
        reserved = name in own or name.startswith(("data/", "manifest-", "tagmanifest-"))
        if reserved or not is_inside(path) or "%" in path:
            raise BadTagFile(path=path)
    for label in info:
        if not label.strip() or label != label.strip() or any(mark in label for mark in ":\r\n"):
            raise BadTagFile(path=label)


def _sync_folders(root: Path) -> None:
    """Make every folder's entries durable, deepest first."""
    for folder, _folders, _files in os.walk(root, topdown=False):
        _sync(Path(folder))


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
