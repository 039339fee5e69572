"""Our judge of OCFL objects: one fault each, the code it must produce, and what ocfl-py says of the same object."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dms.storage.archive import Archive
from dms.storage.directory import DirectoryStore
from dms.storage.memory import MemoryStore
from dms.storage.ocfl import layout
from dms.storage.ocfl.inventory import Inventory, sidecar, sidecar_matches
from dms.storage.ocfl.validate import validate_object
from tests.dms.storage.faults import STAMP
from tests.ocfl_judge import copied, errors_of_object, errors_of_root
from tests.tools import shared

ID = "akta:record:1"
ROOT = layout.object_path(ID)
A1, A2, B = (hashlib.sha512(data).hexdigest() for data in (b"a1", b"a2", b"b"))


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    archive = Archive(store)
    archive.create(ID, {"a": b"a1", "x/b": b"b"}, **STAMP)
    archive.update(ID, {"a": b"a2"}, expected_head=1, **STAMP)
    return store


def edit(change: Callable[[dict[str, Any]], object], *, head: bool = True) -> Callable[[MemoryStore], None]:
    """Return an act that changes the newest inventory (or that of v1) and makes sidecars fit again."""

    def act(store: MemoryStore) -> None:
        names = ("inventory.json", "v2/inventory.json") if head else ("v1/inventory.json",)
        for name in names:
            value = json.loads(store.files[f"{ROOT}/{name}"])
            change(value)
            data = json.dumps(value).encode()
            store.files[f"{ROOT}/{name}"] = data
            store.files[f"{ROOT}/{name}.sha512"] = sidecar(data)

    return act


def put(name: str, data: bytes) -> Callable[[MemoryStore], None]:
    return lambda store: store.files.__setitem__(f"{ROOT}/{name}", data)


def drop(name: str) -> Callable[[MemoryStore], None]:
    return lambda store: store.files.pop(f"{ROOT}/{name}") and None


def renamed(block: dict[str, Any], old: str, new: str) -> None:
    block[new] = block.pop(old)


FAULTS: list[tuple[str, Callable[[MemoryStore], None], set[str]]] = [
    ("no declaration", drop("0=ocfl_object_1.1"), {"E003"}),
    ("two declarations", put("0=ocfl_object_1.0", b"ocfl_object_1.0\n"), {"E003"}),
    ("unknown declaration", lambda s: renamed(s.files, f"{ROOT}/0=ocfl_object_1.1", f"{ROOT}/0=ocfl"), {"E006"}),
    ("false declaration", put("0=ocfl_object_1.1", b"ocfl_object_1.0\n"), {"E007"}),
    ("no inventory", drop("inventory.json"), {"E063"}),
    ("inventory is not JSON", put("inventory.json", b"{"), {"E033"}),
    ("inventory is a list", put("inventory.json", b"[]"), {"E033"}),
    ("no sidecar", drop("inventory.json.sha512"), {"E058"}),
    ("malformed sidecar", put("inventory.json.sha512", b"abc"), {"E061"}),
    ("false sidecar", put("inventory.json.sha512", b"0" * 128 + b" inventory.json\n"), {"E060"}),
    ("no id", edit(lambda v: v.pop("id")), {"E036"}),
    ("no head", edit(lambda v: v.pop("head")), {"E036"}),
    ("no manifest", edit(lambda v: v.pop("manifest")), {"E041"}),
    ("no versions", edit(lambda v: v.pop("versions")), {"E044"}),
    ("empty versions", edit(lambda v: v.update(versions={})), {"E008"}),
    ("wrong type", edit(lambda v: v.update(type="https://ocfl.io/9.9/spec/#inventory")), {"E038"}),
    ("weak digest", edit(lambda v: v.update(digestAlgorithm="md5")), {"E025"}),
    ("head is not the last", edit(lambda v: v.update(head="v1")), {"E040"}),
    ("gap", edit(lambda v: (renamed(v["versions"], "v2", "v3"), v.update(head="v3"))), {"E010"}),
    ("uneven padding", edit(lambda v: (renamed(v["versions"], "v2", "v02"), v.update(head="v02"))), {"E012"}),
    ("manifest of numbers", edit(lambda v: v["manifest"].update({B: [1]})), {"E033"}),
    ("fixity is a list", edit(lambda v: v.update(fixity=[])), {"E057"}),
    ("odd version name", edit(lambda v: renamed(v["versions"], "v1", "one")), {"E046"}),
    ("no created", edit(lambda v: v["versions"]["v2"].pop("created")), {"E048"}),
    ("created is no time", edit(lambda v: v["versions"]["v2"].update(created="yesterday")), {"E049"}),
    ("created has no zone", edit(lambda v: v["versions"]["v2"].update(created="2026-03-01T12:00:00")), {"E049"}),
    ("no state", edit(lambda v: v["versions"]["v2"].pop("state")), {"E048"}),
    ("nameless user", edit(lambda v: v["versions"]["v2"].update(user={"address": "x:y"})), {"E054"}),
    ("unknown digest in state", edit(lambda v: v["versions"]["v2"]["state"].update({"0" * 128: ["z"]})), {"E050"}),
    ("logical path leaves", edit(lambda v: v["versions"]["v2"]["state"].update({B: ["../b"]})), {"E052"}),
    ("logical path from root", edit(lambda v: v["versions"]["v2"]["state"].update({B: ["/b"]})), {"E053"}),
    ("logical path twice", edit(lambda v: v["versions"]["v2"]["state"].update({B: ["a"]})), {"E095"}),
    ("logical path below a file", edit(lambda v: v["versions"]["v2"]["state"].update({B: ["a/b"]})), {"E095"}),
    ("content path leaves", edit(lambda v: v["manifest"].update({B: ["v1/content/../b"]})), {"E099"}),
    ("content path outside", edit(lambda v: v["manifest"].update({B: ["v1/x"]})), {"E042"}),
    ("content path twice", edit(lambda v: v["manifest"].update({B: ["v1/content/a"]})), {"E101"}),
    ("digest twice", edit(lambda v: v["manifest"].update({B.upper(): ["v1/content/x/b"]})), {"E096", "E101"}),
    ("unused in manifest", edit(lambda v: v["versions"]["v1"]["state"].pop(A1)), {"E107"}),
    ("file nobody knows", put("hello.txt", b""), {"E001"}),
    ("folder nobody knows", put("things/hello.txt", b""), {"E001"}),
    ("version nobody knows", put("v3/content/x", b""), {"E046"}),
    ("file in a version", put("v1/hello.txt", b""), {"E015"}),
    ("content nobody knows", put("v1/content/new", b""), {"E023"}),
    ("content missing", drop("v1/content/a"), {"E092"}),
    ("content changed", put("v1/content/a", b"A1"), {"E092", "E093"}),
    (
        "false fixity",
        edit(lambda v: v["fixity"].update(sha256={"0" * 64: ["v1/content/a"]})),
        {"E093"},
    ),
    ("fixity of nothing", edit(lambda v: v["fixity"].update(sha256={"0" * 64: ["v1/content/q"]})), {"E093"}),
    ("head inventory differs", put("v2/inventory.json", b"{}"), {"E064"}),
    ("older id differs", edit(lambda v: v.update(id="akta:record:2"), head=False), {"E037"}),
    (
        "older state differs",
        edit(lambda v: renamed(v["versions"]["v1"]["state"], A1, "x") or (v["versions"]["v1"]["state"].pop("x")
             and v["manifest"].pop(A1) and v["fixity"].clear()), head=False),
        {"E066"},
    ),
    ("older inventory broken", put("v1/inventory.json", b"{"), {"E033"}),
]  # fmt: skip


def test_sound_object(store: MemoryStore, tmp_path: Path) -> None:
    assert validate_object(store, ROOT) == []
    assert errors_of_root(copied(store, tmp_path), objects=1) == []


@pytest.mark.parametrize(("act", "codes"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_fault(act: Callable[[MemoryStore], None], codes: set[str], store: MemoryStore, tmp_path: Path) -> None:
    act(store)
    assert {finding.code for finding in validate_object(store, ROOT)} == codes
    assert errors_of_object(copied(store, tmp_path) / ROOT) != []  # the other judge condemns it too


def test_no_inventory_makes_the_judge_fall_over(store: MemoryStore) -> None:
    """Any part of an inventory may be replaced by any kind of value: findings, never an exception."""
    sound = store.files[f"{ROOT}/inventory.json"]
    values: list[Any] = [None, 0, "", "x", [], {}, [1], {"a": 1}, {"a": [1]}, {"v1": {}}, "../..", True]
    for path in [*_places(json.loads(sound))]:
        for value in values:
            inventory = json.loads(sound)
            block: Any = inventory
            for key in path[:-1]:
                block = block[key]
            block[path[-1]] = value
            for name in ("inventory.json", "v2/inventory.json"):
                store.files[f"{ROOT}/{name}"] = json.dumps(inventory).encode()
            validate_object(store, ROOT)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every part of a JSON value."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*path, key)
        yield from _places(value[key], (*path, key))


def test_without_digests_no_content_is_read(store: MemoryStore) -> None:
    store.files[f"{ROOT}/v1/content/a"] = b"A1"
    assert validate_object(store, ROOT, digests=False) == []


def test_the_id_must_be_the_one_asked_for(store: MemoryStore) -> None:
    assert [f.code for f in validate_object(store, ROOT, object_id="akta:record:9")] == ["E037"]
    assert [f.code for f in validate_object(store, layout.object_path("akta:record:9"))] == ["E003"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("good-objects/minimal_one_version_one_file", None),
        ("bad-objects/E092_content_file_digest_mismatch", "E092"),
    ],
)
def test_fixtures_of_the_specification(name: str, code: str | None, tmp_path: Path) -> None:
    """The specification's own OCFL 1.0 objects: the same verdict as ocfl-py."""
    folder = shared("corpus", "ocfl", "1.0", *name.split("/"))
    store = DirectoryStore(tmp_path / "store")
    for path in folder.rglob("*"):
        if path.is_file():
            store.put_new(f"o/{path.relative_to(folder)}", path.read_bytes())
    found = {finding.code for finding in validate_object(store, "o") if finding.code.startswith("E")}
    assert found == ({code} if code else set())
    assert {judged[:4] for judged in errors_of_object(folder)} == found


def test_inventory_survives_a_round_trip(store: MemoryStore) -> None:
    data = store.files[f"{ROOT}/inventory.json"]
    inventory = Inventory.from_bytes(data)
    assert inventory.to_bytes() == data
    assert inventory.head == 2
    assert inventory.state(1) == {"a": A1, "x/b": B}
    assert inventory.state() == {"a": A2, "x/b": B}
    assert inventory.versions[0].created == dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    assert sidecar_matches(data, sidecar(data))
    assert not sidecar_matches(data + b" ", sidecar(data))
    assert not sidecar_matches(data, b"")
