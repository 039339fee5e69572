"""A writer may die anywhere: what was committed stays readable, and the next writer makes the object whole."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dms.storage.archive import Archive
from dms.storage.base import Absent, Source
from dms.storage.directory import DirectoryStore
from dms.storage.locks import FolderLocks
from dms.storage.memory import MemoryStore
from dms.storage.ocfl import layout
from tests.dms.storage.faults import STAMP, DyingStore, Killed
from tests.ocfl_judge import copied, errors_of_root

ID = "akta:record:0192f3a0-0000-7000-8000-000000000001"
FIRST: dict[str, Source | None] = {
    "content/001.pdf": lambda: io.BytesIO(b"%PDF the letter" * 9000),
    "content/002.pdf": b"attachment",
    "metadata/record.json": b'{"title": "first"}',
    "events/v1.jsonl": b"created\n",
}
CHANGES: dict[str, Source | None] = {
    "metadata/record.json": b'{"title": "second"}',
    "events/v1.jsonl": None,
    "events/v2.jsonl": b"described\n",
    "text/001.txt": lambda: io.BytesIO(b"text of the letter"),
    "text/002.txt": b"attachment",
}
FIRST_WRITES = 4 + 5  # contents, then the five files of a first commit
UPDATE_WRITES = 3 + 5  # the same bytes are not stored again, and the declaration is tried once more
STATE_1 = {
    "content/001.pdf": b"%PDF the letter" * 9000,
    "content/002.pdf": b"attachment",
    "metadata/record.json": b'{"title": "first"}',
    "events/v1.jsonl": b"created\n",
}
STATE_2 = {
    "content/001.pdf": b"%PDF the letter" * 9000,
    "content/002.pdf": b"attachment",
    "metadata/record.json": b'{"title": "second"}',
    "events/v2.jsonl": b"described\n",
    "text/001.txt": b"text of the letter",
    "text/002.txt": b"attachment",
}


def state(archive: Archive) -> dict[str, bytes]:
    return {logical: archive.read(ID, logical) for logical in archive.files(ID)}


def test_counts_of_writes_are_what_the_tables_below_assume() -> None:
    store = DyingStore(MemoryStore(), 10**9, after=False)
    archive = Archive(store.inner)
    archive.store = store
    archive.create(ID, FIRST, **STAMP)
    assert store.writes == FIRST_WRITES
    archive.update(ID, CHANGES, expected_head=1, **STAMP)
    assert store.writes == FIRST_WRITES + UPDATE_WRITES
    root = layout.object_path(ID)
    assert store.replaced == {f"{root}/inventory.json", f"{root}/inventory.json.sha512"}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, FIRST_WRITES + 1))
def test_create_dies(dies_at: int, after: bool, tmp_path: Path) -> None:
    inner = MemoryStore()
    Archive(inner)
    with pytest.raises(Killed):
        Archive(DyingStore(inner, dies_at, after)).create(ID, FIRST, **STAMP)
    archive = Archive(inner)
    try:
        assert state(archive) == STATE_1  # committed: whole
    except Absent:
        assert not archive.repair(ID)  # not committed: nobody was told of it
    assert archive.write(ID, FIRST, **STAMP).version == 1
    assert state(archive) == STATE_1
    assert archive.verify(ID) == []
    assert errors_of_root(copied(inner, tmp_path), objects=1) == []


@pytest.mark.parametrize("dies_at", range(1, FIRST_WRITES + 1))
def test_create_again_with_other_metadata_takes_over_content(dies_at: int, tmp_path: Path) -> None:
    inner = MemoryStore()
    Archive(inner)
    with pytest.raises(Killed):
        Archive(DyingStore(inner, dies_at, after=True)).create(ID, FIRST, **STAMP)
    archive = Archive(inner)
    other = {**FIRST, "metadata/record.json": b"other"}
    archive.write(ID, other, **STAMP)
    assert state(archive) == {**STATE_1, "metadata/record.json": b"other"}
    assert errors_of_root(copied(inner, tmp_path), objects=1) == []
    letters = [data for data in inner.files.values() if data == STATE_1["content/001.pdf"]]
    assert len(letters) == 1  # what an interrupted attempt stored is used, not stored twice


@pytest.mark.parametrize("retry", ["repair", "update", "write", "abandon"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, UPDATE_WRITES + 1))
def test_update_dies(dies_at: int, after: bool, retry: str, tmp_path: Path) -> None:
    inner = MemoryStore()
    Archive(inner).create(ID, FIRST, **STAMP)
    with pytest.raises(Killed):
        Archive(DyingStore(inner, dies_at, after)).update(ID, CHANGES, expected_head=1, **STAMP)
    archive = Archive(inner)
    assert state(archive) in (STATE_1, STATE_2)  # readable at once, one or the other
    if retry == "update":
        assert archive.update(ID, CHANGES, expected_head=1, **STAMP).version == 2
    elif retry == "write":
        archive.write(ID, CHANGES, **STAMP)
    elif retry == "abandon":  # the change was withdrawn; another one comes
        archive.write(ID, {"metadata/record.json": b"third"}, **STAMP)
        assert state(archive)["metadata/record.json"] == b"third"
    archive.repair(ID)
    if retry in ("update", "write"):
        assert state(archive) == STATE_2
    assert archive.verify(ID) == []
    assert not archive.repair(ID)
    assert errors_of_root(copied(inner, tmp_path), objects=1) == []


@pytest.mark.parametrize("second", range(1, UPDATE_WRITES + 3))
@pytest.mark.parametrize("first", range(1, UPDATE_WRITES + 1))
def test_update_dies_twice(first: int, second: int) -> None:
    inner = MemoryStore()
    Archive(inner).create(ID, FIRST, **STAMP)
    for dies_at in (first, second):
        changes = {**CHANGES, "metadata/arrival.json": b"attempt %d" % dies_at}
        try:
            Archive(DyingStore(inner, dies_at, after=True)).write(ID, changes, **STAMP)
        except Killed:
            continue
    archive = Archive(inner)
    archive.write(ID, {**CHANGES, "metadata/arrival.json": b"last"}, **STAMP)
    assert state(archive) == {**STATE_2, "metadata/arrival.json": b"last"}
    assert archive.verify(ID) == []


def test_leftovers_are_named_once_and_dropped_from_the_next_state() -> None:
    inner = MemoryStore()
    Archive(inner).create(ID, {"a": b"1"}, **STAMP)
    with pytest.raises(Killed):
        Archive(DyingStore(inner, 1, after=True)).update(ID, {"b": b"torn bytes"}, expected_head=1, **STAMP)
    archive = Archive(inner)
    archive.update(ID, {"b": b"other"}, expected_head=1, **STAMP)
    assert sorted(archive.history(ID)[1].state) == ["a", "b", "torn/v2/b"]
    assert sorted(archive.files(ID)) == ["a", "b"]
    archive.update(ID, {"c": b"3"}, expected_head=2, **STAMP)
    assert sorted(archive.history(ID)[2].state) == ["a", "b", "c"]
    assert archive.verify(ID) == []


def test_damaged_root_inventory_is_taken_from_the_version() -> None:
    inner = MemoryStore()
    archive = Archive(inner)
    archive.create(ID, {"a": b"1"}, **STAMP)
    archive.update(ID, {"a": b"2"}, expected_head=1, **STAMP)
    name = f"{layout.object_path(ID)}/inventory.json"
    for broken in (b"", b"{", inner.files[name].replace(b"Test", b"Tost")):
        inner.files[name] = broken
        assert [f.code for f in archive.verify(ID)] != []
        assert archive.read(ID, "a") == b"2"  # reading repairs it
        assert archive.verify(ID) == []


WRITER = """
import itertools, os, sys
from pathlib import Path
from tests.dms.storage.faults import STAMP
from dms.storage.archive import Archive
from dms.storage.directory import DirectoryStore
from dms.storage.locks import FolderLocks
home = Path(sys.argv[1])
archive = Archive(DirectoryStore(home / "ocfl"), FolderLocks(home / "locks"))
for number in itertools.count():
    name = f"akta:record:{os.getpid()}-{number}"
    archive.create(name, {f"content/{n}": os.urandom(2000) for n in range(4)}, **STAMP)
    archive.update(name, {"metadata/record.json": b"%d" % number, "deep/er/still": b"x"}, expected_head=1, **STAMP)
    print(name, flush=True)
"""


def test_killed_for_good(tmp_path: Path) -> None:
    """SIGKILL in mid-write, six times: whatever was acknowledged is there, and everything is valid afterwards."""
    acknowledged: list[str] = []
    for number in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.getcwd(), "DJANGO_SETTINGS_MODULE": "dms.settings"},
        )
        assert writer.stdout is not None
        acknowledged.append(writer.stdout.readline().decode().strip())
        time.sleep(0.05 + 0.007 * number)
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().decode().split("\n")[:-1]
        writer.wait()
    store = DirectoryStore(tmp_path / "ocfl")
    store.sweep(older_than=0)
    archive = Archive(store, FolderLocks(tmp_path / "locks"))
    for name in acknowledged:
        assert archive.head(name).version == 2
        assert archive.verify(name) == []
    unborn = {layout.id_of(entry.path.partition("/v1/")[0]) for entry in store.list() if "/v1/" in entry.path}
    for name in sorted(unborn - set(acknowledged) - {None}):
        if not archive.repair(str(name)):
            archive.write(str(name), {"content/0": b"tried again"}, **STAMP)
    assert errors_of_root(tmp_path / "ocfl", objects=len(list(archive.objects()))) == []
