"""How fast the archive writes: small objects per second, and large files beside plain copying.

    python -m tests.bench.bench_storage [FOLDER]

Writes below FOLDER (a passing folder without it) and removes what it wrote. Figures are printed as a table.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dms.settings")

from dms.storage.archive import Archive
from dms.storage.directory import DirectoryStore
from dms.storage.locks import FolderLocks
from tests.dms.storage.faults import STAMP

OBJECTS = 400
LARGE = 400  # MiB


def timed(act: Callable[[], object]) -> float:
    """Return the seconds an act takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def small(archive: Archive) -> None:
    """Create objects of six files, add a version to each, read their heads, verify them."""
    names = [f"akta:record:{number}" for number in range(OBJECTS)]

    def create(name: str) -> None:
        files = {
            "content/001.pdf": os.urandom(20_000),
            "metadata/arrival.json": f'{{"arrival": "{name}"}}'.encode(),
            "metadata/record.json": f'{{"title": "{name}"}}'.encode(),
            "metadata/retention.json": f'{{"class": "{name}"}}'.encode(),
            "events/v1.jsonl": f"created {name}\n".encode(),
            "text/001.txt": f"text of {name}\n".encode() * 50,
        }
        archive.create(name, files, **STAMP)

    def update(name: str) -> None:
        changes = {"metadata/record.json": b"{}", "events/v2.jsonl": f"described {name}".encode()}
        archive.update(name, changes, expected_head=1, **STAMP)

    for title, act in (
        ("create, 6 files", create),
        ("update, 2 files", update),
        ("head", archive.head),
        ("verify", archive.verify),
    ):
        seconds = timed(lambda act=act: [act(name) for name in names])
        print(f"{title:28} {seconds / OBJECTS * 1000:8.2f} ms  {OBJECTS / seconds:8.0f}/s")
    seconds = timed(lambda: list(archive.objects()))
    print(f"{'list of objects':28} {seconds / OBJECTS * 1000:8.2f} ms  {OBJECTS / seconds:8.0f}/s")


def large(archive: Archive, folder: Path) -> None:
    """Capture one large file, and do by hand what that comes to."""
    big = folder / "big"
    with big.open("wb") as stream:
        for _ in range(LARGE):
            stream.write(os.urandom(1 << 20))

    def by_hand() -> None:
        subprocess.run(["cp", big, folder / "copy"], check=True)
        with (folder / "copy").open("rb+") as stream:
            os.fsync(stream.fileno())
        with big.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")

    for title, act in (
        ("cp, fsync, sha256", by_hand),
        ("create", lambda: archive.create("akta:record:film", {"content/001.mp4": big}, **STAMP)),
        ("create with read-back", lambda: archive.create("akta:record:x", {"a": big}, verify=True, **STAMP)),
        ("verify", lambda: archive.verify("akta:record:film")),
    ):
        seconds = timed(act)
        print(f"{title + f', {LARGE} MiB':28} {seconds:8.2f} s   {LARGE / seconds:8.0f} MiB/s")


def main() -> None:
    """Run both."""
    folder = Path(tempfile.mkdtemp(prefix="akta-bench-", dir=sys.argv[1] if len(sys.argv) > 1 else None))
    try:
        archive = Archive(DirectoryStore(folder / "ocfl"), FolderLocks(folder / "locks"))
        small(archive)
        large(archive, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
