"""Our own judge of an OCFL object: reads what is stored and says which rules of OCFL it breaks.

Accepts objects of OCFL 1.0 and 1.1. Checked: the declaration (E003, E007), inventory and sidecar (E033, E058,
E060, E061, E063, E064), the rules of the inventory (see `rules`), foreign files (E001, E015, E023, E046),
the history told by older inventories (E037, E066), every digest (E092) and the fixity block (E093).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from dms.storage.base import Absent, Store
from dms.storage.ocfl.rules import TYPES, Finding, check_inventory
from dms.storage.streams import chunks

FIXITY = ("md5", "sha1", "sha256", "sha512")


def validate_object(store: Store, root: str, *, object_id: str | None = None, digests: bool = True) -> list[Finding]:
    """Judge the object in folder `root` of a store; an empty list means valid.

    With `object_id` the inventory must carry that id; without `digests` no content is read.
    """
    judge = _Judge(store, root)
    if not judge.names:
        return [Finding("E003", root, "no such object")]
    judge.declaration()
    inventory = judge.inventory("")
    if inventory is not None:
        if object_id is not None and inventory["id"] != object_id:
            judge.add("E037", "inventory.json", f"id is {inventory['id']!r}")
        judge.layout(inventory)
        judge.history(inventory)
        judge.content(inventory, digests)
    return judge.found


class _Judge:
    """The files of one object and what was found wrong with them."""

    def __init__(self, store: Store, root: str) -> None:
        self._store = store
        self._root = root
        skip = len(root) + 1 if root else 0
        prefix = f"{root}/" if root else ""
        self.names = {entry.path[skip:] for entry in store.list(prefix)}
        self.found: list[Finding] = []

    def add(self, code: str, where: str, detail: str) -> None:
        """Note a finding."""
        self.found.append(Finding(code, where, detail))

    def declaration(self) -> None:
        """Judge the file that says what the folder is (§3.3)."""
        names = [name for name in self.names if name.startswith("0=") and "/" not in name]
        if len(names) != 1:
            self.add("E003", "0=", f"{len(names)} declarations")
        for name in names:
            if not re.fullmatch(r"0=ocfl_object_1\.[01]", name):
                self.add("E006", name, "not a declaration of OCFL 1.0 or 1.1")
            elif self._read(name) != name[2:].encode() + b"\n":
                self.add("E007", name, "its content is not its name")

    def inventory(self, folder: str) -> dict[str, Any] | None:
        """Return the JSON of the inventory in a folder ("" or "v1/") if it is sound."""
        name = f"{folder}inventory.json"
        data = self._read(name)
        if data is None:
            self.add("E063" if not folder else "W010", name, "missing")
            return None
        try:
            value = json.loads(data)
        except ValueError as error:
            self.add("E033", name, str(error))
            return None
        broken = check_inventory(value, name)
        self.found += broken
        algorithm = value.get("digestAlgorithm") if isinstance(value, dict) else None
        if algorithm in ("sha512", "sha256"):
            self._sidecar(name, data, algorithm)
        return None if broken else value

    def layout(self, inventory: dict[str, Any]) -> None:
        """Judge what lies around: only what OCFL names may be there (§3.2, §3.3.1)."""
        versions = inventory["versions"]
        content = inventory.get("contentDirectory", "content")
        for name in sorted(self.names):
            first, _sep, rest = name.partition("/")
            if not rest:
                if not first.startswith("0=") and not first.startswith("inventory.json"):
                    self.add("E001", name, "unexpected file")
            elif first in versions:
                if not rest.startswith((f"{content}/", "inventory.json")):
                    self.add("E015", name, "unexpected file in a version")
            elif first not in ("extensions", "logs"):
                self.add("E046" if re.fullmatch(r"v\d+", first) else "E001", name, "unexpected folder")
        for version in versions:
            if not any(name.startswith(f"{version}/") for name in self.names):
                self.add("E046", version, "the version has no folder")

    def history(self, inventory: dict[str, Any]) -> None:
        """Judge the inventories kept with each version: they tell the same past (§3.5.3, §3.7)."""
        head = inventory["head"]
        for version in inventory["versions"]:
            name = f"{version}/inventory.json"
            if version == head and name in self.names:
                if self._read(name) != self._read("inventory.json"):
                    self.add("E064", name, "not the same as the root inventory")
                continue
            older = self.inventory(f"{version}/")
            if older is None:
                continue
            if older["id"] != inventory["id"]:
                self.add("E037", name, f"id is {older['id']!r}")
            if older["head"] != version:
                self.add("E040", name, f"head is {older['head']!r}")
            for past in older["versions"]:
                if _by_path(older, past) != _by_path(inventory, past):
                    self.add("E066", name, f"tells another {past}")

    def content(self, inventory: dict[str, Any], digests: bool) -> None:
        """Judge that manifest and stored content are the same, byte by byte (§3.5.2, §3.5.4)."""
        wanted = _expected(inventory)
        folder = inventory.get("contentDirectory", "content")
        inside = tuple(f"{version}/{folder}/" for version in inventory["versions"])
        for name in sorted(name for name in self.names if name.startswith(inside) and name not in wanted):
            self.add("E023", name, "stored, but not in the manifest")
        for name, expected in sorted(wanted.items()):
            if name not in self.names:
                self.add("E092" if "manifest" in expected else "E093", name, "missing")
            elif digests:
                self._compare(name, expected, inventory["digestAlgorithm"])

    def _compare(self, name: str, expected: dict[str, str], algorithm: str) -> None:
        hashes = {key: hashlib.new(algorithm if key == "manifest" else key) for key in expected}
        with self._store.open(self._path(name)) as stream:
            for piece in chunks(stream):
                for digest in hashes.values():
                    digest.update(piece)
        for key, digest in hashes.items():
            if digest.hexdigest() != expected[key]:
                code = "E092" if key == "manifest" else "E093"
                self.add(code, name, f"{digest.name} is {digest.hexdigest()}, recorded {expected[key]}")

    def _sidecar(self, name: str, data: bytes, algorithm: str) -> None:
        side = self._read(f"{name}.{algorithm}")
        if side is None:
            self.add("E058", f"{name}.{algorithm}", "missing")
        elif not (match := re.fullmatch(rb"([0-9a-fA-F]+)[ \t]+inventory\.json\s*", side)):
            self.add("E061", f"{name}.{algorithm}", "not a digest and a name")
        elif match[1].lower().decode() != hashlib.new(algorithm, data).hexdigest():
            self.add("E060", name, "the digest of the inventory is not that of its sidecar")

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if self._root else name

    def _read(self, name: str) -> bytes | None:
        try:
            with self._store.open(self._path(name)) as stream:
                return stream.read()
        except Absent:
            return None


def _expected(inventory: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return content path → {"manifest" or fixity algorithm: digest}."""
    wanted: dict[str, dict[str, str]] = {}
    for digest, paths in inventory["manifest"].items():
        for path in paths:
            wanted.setdefault(path, {})["manifest"] = digest.lower()
    for algorithm, block in inventory.get("fixity", {}).items():
        for digest, paths in block.items() if algorithm in FIXITY else ():
            for path in paths:
                wanted.setdefault(path, {})[algorithm] = digest.lower()
    return wanted


def _by_path(inventory: dict[str, Any], version: str) -> dict[str, set[str]]:
    """Return logical path → content paths with its bytes, which two digest algorithms have in common."""
    manifest = {digest.lower(): set(paths) for digest, paths in inventory["manifest"].items()}
    state: Iterator[tuple[str, list[str]]] = iter(inventory["versions"].get(version, {"state": {}})["state"].items())
    return {path: {min(manifest.get(digest.lower(), {""}))} for digest, paths in state for path in paths}


__all__ = ["TYPES", "Finding", "validate_object"]
