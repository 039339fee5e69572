"""What only the store over a folder promises: durable in the right order, nothing left of the killed."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from dms.errors import StorageFailed
from dms.storage.directory import DirectoryStore


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "store")


def test_scratch_is_empty_after_each_act(store: DirectoryStore) -> None:
    store.put_new("a/b/c", b"1")
    store.replace("a/b/c", b"2")
    with pytest.raises(RuntimeError):
        store.put_new("d/e", Failing())
    assert list(store.scratch.iterdir()) == []
    assert [path.name for path in store.root.iterdir()] == ["a"]  # and no folder for what never came


class Failing(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        raise RuntimeError


def test_sweep_takes_back_what_the_dead_left(store: DirectoryStore, tmp_path: Path) -> None:
    (store.scratch / "1-1-1").write_bytes(b"half a film")
    (store.root / "abc/def/012/akta/v2/content/x").mkdir(parents=True)
    (store.root / "abc/def/012/akta/inventory.json").write_bytes(b"{}")
    (store.scratch / "1-1-2.folder").symlink_to(store.root / "abc/def/012/akta/v2/content/x")
    (tmp_path / "outside").mkdir()
    (store.scratch / "1-1-3.folder").symlink_to(tmp_path / "outside")
    assert store.sweep() == 0  # too young: perhaps somebody is about to lock it
    assert store.sweep(older_than=0) == 3
    assert [path.name for path in (store.root / "abc/def/012/akta").iterdir()] == ["inventory.json"]
    assert (tmp_path / "outside").is_dir()


def test_sweep_spares_the_living(store: DirectoryStore) -> None:
    class Sweeping(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            DirectoryStore(store.root).sweep(older_than=0)
            return super().read(size)

    store.put_new("a", Sweeping(b"alive"))
    assert store.open("a").read() == b"alive"


def test_order_of_syncs(store: DirectoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes before the name, the name before the return; new folders in the folders that hold them."""
    seen: list[str] = []
    fsync, link = os.fsync, Path.hardlink_to

    def note_fsync(handle: int) -> None:
        seen.append("sync " + str(Path(f"/proc/self/fd/{handle}").readlink().relative_to(store.root.parent)))
        fsync(handle)

    def note_link(target: Path, source: Path) -> None:
        seen.append("name")
        link(target, source)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "hardlink_to", note_link)
    store.put_new("a/b/file", b"1")
    scratch, *rest = seen
    assert scratch.startswith("sync store.scratch/")
    assert rest == ["sync store", "sync store/a", "name", "sync store/a/b"]


def test_full_disk_leaves_nothing(store: DirectoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFailed) as caught:
        store.put_new("a", b"1")
    assert caught.value.params["reason"] == "No space left on device"
    assert list(store.list()) == []
    assert list(store.scratch.iterdir()) == []
