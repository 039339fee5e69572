"""The inventory of an OCFL object (OCFL 1.1 §3.5): which bytes each version has, under which logical names.

manifest  SHA-512 → content paths (`v1/content/…`): every stored file of every version, exactly once
versions  number → state: SHA-512 → logical paths of that version
fixity    the same files by SHA-256 (§3.5.4), for people and programs that know only that one
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dms.errors import Damaged

TYPE = "https://ocfl.io/1.1/spec/#inventory"
ALGORITHM = "sha512"
FILE = "inventory.json"
SIDECAR = f"{FILE}.{ALGORITHM}"
DECLARATION = "0=ocfl_object_1.1"
DECLARATION_TEXT = b"ocfl_object_1.1\n"


@dataclass(frozen=True)
class Version:
    """One version of an object: when, why, by whom (name, address as a URI), and logical path → SHA-512."""

    created: dt.datetime
    message: str
    user: tuple[str, str]
    state: Mapping[str, str]


@dataclass
class Inventory:
    """An inventory; `content` maps content path → SHA-512, `sha256` content path → SHA-256."""

    object_id: str
    versions: list[Version] = field(default_factory=list)
    content: dict[str, str] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)

    @property
    def head(self) -> int:
        """Return the number of the newest version."""
        return len(self.versions)

    def state(self, version: int | None = None) -> Mapping[str, str]:
        """Return logical path → SHA-512 of a version (the newest without a number)."""
        number = self.head if version is None else version
        return self.versions[number - 1].state if 1 <= number <= self.head else {}

    def paths(self) -> dict[str, str]:
        """Return SHA-512 → the first content path that has these bytes."""
        first: dict[str, str] = {}
        for path, digest in self.content.items():
            first.setdefault(digest, path)
        return first

    def to_bytes(self) -> bytes:
        """Return the JSON of the inventory."""
        value = {
            "id": self.object_id,
            "type": TYPE,
            "digestAlgorithm": ALGORITHM,
            "head": f"v{self.head}",
            "contentDirectory": "content",
            "manifest": _inverted(self.content),
            "versions": {f"v{n}": _version_json(v) for n, v in enumerate(self.versions, 1)},
            "fixity": {"sha256": _inverted(self.sha256)},
        }
        return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> Inventory:
        """Return the inventory in JSON that we wrote; raises `Damaged` for anything else."""
        try:
            return cls._from_json(json.loads(data))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Damaged(what=f"inventory ({error})") from error

    @classmethod
    def _from_json(cls, value: dict[str, Any]) -> Inventory:
        if value["digestAlgorithm"] != ALGORITHM or value["head"] != f"v{len(value['versions'])}":
            raise ValueError("digest algorithm or head")
        return cls(
            object_id=value["id"],
            versions=[_version(value["versions"][f"v{number}"]) for number in range(1, len(value["versions"]) + 1)],
            content=_upright(value["manifest"]),
            sha256=_upright(value.get("fixity", {}).get("sha256", {})),
        )


def sidecar(inventory: bytes) -> bytes:
    """Return the sidecar of an inventory: its digest and its name (OCFL 1.1 §3.7)."""
    return f"{hashlib.sha512(inventory).hexdigest()} {FILE}\n".encode()


def sidecar_matches(inventory: bytes, side: bytes) -> bool:
    """Return whether a sidecar belongs to these bytes."""
    return side.split()[:1] == [hashlib.sha512(inventory).hexdigest().encode()]


def _version_json(version: Version) -> dict[str, Any]:
    name, address = version.user
    return {
        "created": version.created.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "message": version.message,
        "user": {"name": name, "address": address},
        "state": _inverted(version.state),
    }


def _version(value: dict[str, Any]) -> Version:
    user = value.get("user", {})
    return Version(
        created=dt.datetime.fromisoformat(value["created"]),
        message=value.get("message", ""),
        user=(user.get("name", ""), user.get("address", "")),
        state=_upright(value["state"]),
    )


def _inverted(by_path: Mapping[str, str]) -> dict[str, list[str]]:
    """Return digest → sorted paths, in the order of the paths."""
    result: dict[str, list[str]] = {}
    for path in sorted(by_path):
        result.setdefault(by_path[path], []).append(path)
    return result


def _upright(by_digest: Mapping[str, list[str]]) -> dict[str, str]:
    """Return path → digest in lower case."""
    return {path: digest.lower() for digest, paths in by_digest.items() for path in paths}
