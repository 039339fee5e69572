"""The archive: what is written is read, in every version; what was not asked for does not happen."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dms.errors import Conflict, Damaged, StorageFailed
from dms.storage.archive import Archive
from dms.storage.base import Absent, AlreadyThere, PathRefused, Source, Store
from dms.storage.commit import HeadMoved
from dms.storage.directory import DirectoryStore
from dms.storage.locks import FolderLocks
from dms.storage.memory import MemoryStore
from dms.storage.ocfl import layout
from dms.storage.s3 import S3Store
from tests import s3
from tests.contracts.store import at_once
from tests.dms.storage.faults import STAMP
from tests.ocfl_judge import copied, errors_of_root

ID = "akta:record:0192f3a0-0000-7000-8000-000000000001"


@pytest.fixture(params=["memory", "directory", "s3"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    stores = {
        "memory": MemoryStore,
        "directory": lambda: DirectoryStore(tmp_path / "ocfl"),
        "s3": lambda: S3Store(s3.bucket(), "archive", **s3.server()._asdict()),
    }
    return Archive(stores[request.param](), FolderLocks(tmp_path / "locks"))


def test_a_life_in_three_versions(archive: Archive, tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(os.urandom(300_000))
    files: dict[str, Source] = {
        "content/001.pdf": scan,
        "content/002.txt": lambda: io.BytesIO("zażółć".encode()),
        "metadata/record.json": b"{}",
    }
    first = archive.create(ID, files, verify=True, **STAMP)
    second = archive.update(
        ID,
        {"metadata/record.json": b'{"a": 1}', "content/002.txt": None, "content/003.pdf": scan},
        expected_head=1,
        verify=True,
        **STAMP,
    )
    third = archive.write(ID, {"metadata/record.json": b"{}"}, **STAMP)
    assert [first.version, second.version, third.version] == [1, 2, 3]
    assert archive.head(ID) == third
    assert sorted(archive.files(ID, 1)) == ["content/001.pdf", "content/002.txt", "metadata/record.json"]
    assert sorted(archive.files(ID, 2)) == ["content/001.pdf", "content/003.pdf", "metadata/record.json"]
    assert archive.read(ID, "metadata/record.json", version=2) == b'{"a": 1}'
    assert archive.read(ID, "metadata/record.json") == b"{}"
    assert archive.read(ID, "content/002.txt", version=1).decode() == "zażółć"
    assert archive.open(ID, "content/003.pdf", 1000, 50).read() == scan.read_bytes()[1000:1050]
    assert archive.stat(ID, "content/001.pdf") == (
        300_000,
        hashlib.sha256(scan.read_bytes()).hexdigest(),
        hashlib.sha512(scan.read_bytes()).hexdigest(),
    )
    assert [v.user for v in archive.history(ID)] == [STAMP["user"]] * 3
    assert [v.created for v in archive.history(ID)] == [STAMP["created"]] * 3
    assert archive.verify(ID) == []
    assert errors_of_root(copied(archive.store, tmp_path / "copy"), objects=1) == []


def test_the_same_bytes_are_stored_once_in_an_object() -> None:
    store = MemoryStore()
    archive = Archive(store)
    data = b"the same letter" * 99
    archive.create(ID, {"a": data, "b": data}, **STAMP)
    archive.update(ID, {"c": lambda: io.BytesIO(data), "d": b"new"}, expected_head=1, **STAMP)
    assert [stored for stored in store.files.values() if stored == data] == [data]
    archive.create("akta:record:2", {"a": data}, **STAMP)  # but never shared between objects
    assert [stored for stored in store.files.values() if stored == data] == [data] * 2


def test_no_change_makes_no_version(archive: Archive) -> None:
    head = archive.create(ID, {"a": b"1", "b": b"2"}, **STAMP)
    assert archive.update(ID, {"a": b"1", "missing": None}, expected_head=1, **STAMP) == head
    assert archive.write(ID, {"b": lambda: io.BytesIO(b"2")}, **STAMP) == head
    assert archive.create(ID, {"a": b"1", "b": b"2"}, **STAMP) == head
    assert archive.head(ID) == head


def test_refusals(archive: Archive) -> None:
    with pytest.raises(Absent):
        archive.update(ID, {"a": b"1"}, expected_head=1, **STAMP)
    for read in (archive.head, archive.files, archive.history):
        with pytest.raises(Absent):
            read(ID)
    assert not archive.exists(ID)
    archive.create(ID, {"a/b": b"1"}, **STAMP)
    assert archive.exists(ID)
    with pytest.raises(AlreadyThere):
        archive.create(ID, {"a/b": b"2"}, **STAMP)
    with pytest.raises(HeadMoved):
        archive.update(ID, {"a/b": b"2"}, expected_head=2, **STAMP)
    for missing in (lambda: archive.read(ID, "no"), lambda: archive.files(ID, 2), lambda: archive.files(ID, 0)):
        with pytest.raises(Absent):
            missing()
    assert archive.head(ID).version == 1


@pytest.mark.parametrize(
    "files",
    [
        {"../x": b""},
        {"a//b": b""},
        {"": b""},
        {"/a": b""},
        {"torn/v1/a": b""},
        {"a": b"1", "a/b": b"2"},
        {"old/x": b"1"},
    ],
)
def test_logical_names_that_are_refused(files: dict[str, Source | None]) -> None:
    archive = Archive(MemoryStore())
    archive.create("akta:case:1", {"old": b"1"}, **STAMP)
    with pytest.raises(PathRefused):
        archive.update("akta:case:1", files, expected_head=1, **STAMP)
    assert archive.update("akta:case:1", {"old": None, "old/x": b"1"}, expected_head=1, **STAMP).version == 2
    assert archive.verify("akta:case:1") == []


def test_objects_by_kind(archive: Archive) -> None:
    ids = [f"akta:record:{n}" for n in range(5)] + ["akta:case:1", "akta:recordless:1", "akta:person:" + "ż" * 60]
    for object_id in ids:
        archive.create(object_id, {"a": object_id.encode()}, **STAMP)
    assert sorted(archive.objects()) == sorted(ids)
    assert sorted(archive.objects("record")) == ids[:5]
    assert dict(archive.verify_all()) == {object_id: [] for object_id in ids}


def test_two_writers_of_one_object(archive: Archive) -> None:
    archive.create(ID, {"a": b"0"}, **STAMP)
    changes: list[dict[str, Source | None]] = [{"a": os.urandom(3_000_000)} for _ in range(4)]
    results = at_once([lambda c=c: archive.update(ID, c, expected_head=1, **STAMP) for c in changes])
    assert sum(result is None for result in results) == 1
    assert all(result is None or isinstance(result, Conflict) for result in results)
    assert archive.head(ID).version == 2
    assert archive.read(ID, "a") == changes[results.index(None)]["a"]
    assert archive.verify(ID) == []


def test_a_writer_that_no_lock_reaches_is_stopped_by_the_store() -> None:
    """Another machine without our locks: the exclusive creation of the version's inventory decides."""
    store = MemoryStore()
    mine, other = Archive(store), Archive(store)
    mine.create(ID, {"a": b"0"}, **STAMP)

    def source() -> io.BytesIO:
        other.update(ID, {"a": b"theirs"}, expected_head=1, **STAMP)
        return io.BytesIO(b"mine")

    with pytest.raises(Conflict):
        mine.update(ID, {"b": source}, expected_head=1, **STAMP)
    assert mine.files(ID).keys() == {"a"}
    assert mine.read(ID, "a") == b"theirs"


def test_a_source_that_changes_while_it_is_read_is_not_committed() -> None:
    store = MemoryStore()
    archive = Archive(store)
    archive.create(ID, {"a": b"0"}, **STAMP)
    readings = iter([b"first reading", b"second reading", b"calm", b"calm"])
    with pytest.raises(StorageFailed):
        archive.update(ID, {"b": lambda: io.BytesIO(next(readings))}, expected_head=1, **STAMP)
    assert archive.head(ID).version == 1
    archive.update(ID, {"b": lambda: io.BytesIO(next(readings))}, expected_head=1, **STAMP)
    assert archive.read(ID, "b") == b"calm"
    assert archive.verify(ID) == []


class LyingStore(MemoryStore):
    """Flips a byte of every letter it stores."""

    def put_new(self, path: str, data: object) -> None:
        super().put_new(path, data)  # type: ignore[arg-type]
        if path.endswith("001.pdf"):
            self.files[path] = b"X" + self.files[path][1:]


def test_capture_with_verify_notices_a_store_that_lies() -> None:
    archive = Archive(LyingStore())
    with pytest.raises(Damaged):
        archive.create(ID, {"content/001.pdf": b"letter"}, verify=True, **STAMP)
    assert not archive.exists(ID)


@pytest.mark.parametrize("fault", ["flip", "truncate", "extend", "remove", "add", "sidecar", "declaration"])
def test_planted_faults_are_found(fault: str, tmp_path: Path) -> None:
    archive = Archive(DirectoryStore(tmp_path / "ocfl"))
    for number in range(3):
        archive.create(f"akta:record:{number}", {"content/001.bin": os.urandom(5000), "m": b"%d" % number}, **STAMP)
    folder = tmp_path / "ocfl" / layout.object_path("akta:record:1")
    letter = folder / "v1/content/content/001.bin"
    expected = plant(fault, folder, letter)
    found = {object_id: [f.code for f in findings] for object_id, findings in archive.verify_all()}
    if fault == "declaration":  # the folder is no object any more; asking for it by name finds the fault
        found["akta:record:1"] = [f.code for f in archive.verify("akta:record:1")]
    assert found == {"akta:record:0": [], "akta:record:1": expected, "akta:record:2": []}


def plant(fault: str, folder: Path, letter: Path) -> list[str]:
    """Do one kind of damage; return the codes that must be reported."""
    data = letter.read_bytes()
    if fault == "flip":
        letter.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
        return ["E092", "E093"]
    if fault in ("truncate", "extend"):
        letter.write_bytes(data[:-1] if fault == "truncate" else data + b"\0")
        return ["E092", "E093"]
    if fault == "remove":
        letter.unlink()
        return ["E092"]
    if fault == "add":
        (folder / "v1/content/stranger").write_bytes(b"?")
        return ["E023"]
    if fault == "sidecar":
        (folder / "inventory.json.sha512").write_text("0" * 128 + " inventory.json\n")
        return ["E060"]
    (folder / "0=ocfl_object_1.1").unlink()
    return ["E003"]


def test_missing_bytes_are_damage_not_absence(tmp_path: Path) -> None:
    archive = Archive(DirectoryStore(tmp_path / "ocfl"))
    archive.create(ID, {"a": b"1"}, **STAMP)
    (tmp_path / "ocfl" / layout.object_path(ID) / "v1/content/a").unlink()
    for act in (archive.open, archive.stat):
        with pytest.raises(Damaged):
            act(ID, "a")


MEASURE = """
import sys
from pathlib import Path
from dms.storage.archive import Archive
from dms.storage.directory import DirectoryStore
from dms.storage.s3 import S3Store
from tests.dms.storage.faults import STAMP
def peak():  # in KiB; not ru_maxrss, for a child begins with what its parent had at the fork
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))
home, big, *account = sys.argv[1:]
store = S3Store(account[0], **dict(zip(("endpoint_url", "access_key", "secret_key"), account[1:]))) if account \\
    else DirectoryStore(Path(home) / "ocfl")
archive = Archive(store)
archive.create("akta:record:0", {"a": b"warm up" * 1000, "b": Path(big).parent / "small"}, **STAMP)
before = peak()
archive.create("akta:record:1", {"content/001.mp4": Path(big)}, verify=True, **STAMP)
assert archive.verify("akta:record:1") == []
print((peak() - before) // 1024)
"""


@pytest.mark.parametrize(("where", "limit"), [("directory", 30), ("s3", 80)])
def test_memory_does_not_grow_with_the_file(where: str, limit: int, tmp_path: Path) -> None:
    """200 MB in, read back, verified: the peak grows by a few pieces only (S3: parts of 16 MiB), in MiB."""
    big = tmp_path / "big"
    with big.open("wb") as stream:
        for _ in range(200):
            stream.write(os.urandom(1 << 20))
    (tmp_path / "small").write_bytes(os.urandom(3 << 20))
    account = [s3.bucket(), *s3.server()] if where == "s3" else []
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, tmp_path, big, *account],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd(), "DJANGO_SETTINGS_MODULE": "dms.settings"},
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < limit


def test_a_store_that_is_another_root_is_refused() -> None:
    store: Store = MemoryStore()
    Archive(store)
    Archive(store)
    config = f"extensions/{layout.NAME}/config.json"
    store.replace(config, store.open(config).read().replace(b"sha256", b"md5"))
    with pytest.raises(Damaged):
        Archive(store)
