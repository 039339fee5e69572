"""The archive: how fast it writes and verifies a large file and many small objects, beside `cp` + fsync + sha256sum.

    python -m tests.bench.bench_archive [--mebibytes 1024] [--objects 2000] [--json FILE]

Both sides run one after the other in the same folder, so the ratio says more than the figures: it holds on a busy
disk too. By hand means: `cp`, fsync, then `sha256sum` of the copy.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.office import Office, part_of_bench

PART = "archive"


def timed(act: Callable[[], object]) -> float:
    """Return the seconds an act takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def by_hand(sources: list[Path], folder: Path) -> tuple[float, float]:
    """Copy files, sync each, and digest the copies; return the seconds of both."""
    folder.mkdir()

    def copy() -> None:
        for start in range(0, len(sources), 200):
            subprocess.run(["cp", *sources[start : start + 200], folder], check=True)
        for source in sources:
            with (folder / source.name).open("rb+") as stream:
                os.fsync(stream.fileno())

    def digest() -> None:
        copies = [folder / source.name for source in sources]
        for start in range(0, len(copies), 200):
            subprocess.run(["sha256sum", *copies[start : start + 200]], check=True, stdout=subprocess.DEVNULL)

    return timed(copy), timed(digest)


def measure(title: str, sources: list[Path], mebibytes: float, folder: Path) -> list[Figure]:
    """Write and verify one object per source beside doing it by hand."""
    from dms.storage.archive import Archive
    from dms.storage.directory import DirectoryStore
    from dms.storage.locks import FolderLocks
    from tests.dms.storage.faults import STAMP

    archive = Archive(DirectoryStore(folder / "ocfl"), FolderLocks(folder / "locks"))
    notes = {"metadata/arrival.json": b'{"name": "bench"}', "metadata/record.json": b'{"title": "bench"}'}

    def write() -> None:
        for source in sources:
            archive.create(f"akta:record:{source.name}", {"content/001.bin": source, **notes}, **STAMP)

    def verify() -> None:
        for source in sources:
            if found := archive.verify(f"akta:record:{source.name}"):
                raise RuntimeError(f"{source.name}: {found}")

    copying, digesting = by_hand(sources, folder / f"by-hand-{title}")
    writing, verifying = timed(write), timed(verify)
    count = len(sources)
    rate = "MiB/s" if count == 1 else "/s"
    size = mebibytes if count == 1 else count
    return [
        Figure(PART, f"{title}: write", size / writing, rate),
        Figure(PART, f"{title}: verify", size / verifying, rate),
        Figure(PART, f"{title}: cp + fsync", size / copying, rate),
        Figure(PART, f"{title}: sha256sum", size / digesting, rate),
        Figure(PART, f"{title}: write beside cp + fsync + sha256sum", writing / (copying + digesting), "times"),
        Figure(PART, f"{title}: verify beside sha256sum", verifying / digesting, "times"),
    ]


def filled(path: Path, size: int) -> Path:
    """Write random bytes."""
    with path.open("wb") as stream:
        while size > 0:
            size -= stream.write(os.urandom(min(size, 1 << 20)))
    return path


def run(*, quick: bool, mebibytes: int, objects: int) -> list[Figure]:
    """Measure a large file, then small objects."""
    mebibytes, objects = (64, 100) if quick else (mebibytes, objects)
    with Office() as office:
        sources = office.folder / "sources"
        sources.mkdir()
        large = filled(sources / "film", mebibytes << 20)
        small = [filled(sources / f"{number:05d}", 20_000) for number in range(objects)]
        return [
            *measure(f"one file of {mebibytes} MiB", [large], mebibytes, office.folder),
            *measure(f"{objects} objects of 20 kB", small, objects / 50, office.folder),
        ]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this part takes."""
    parser.add_argument("--mebibytes", type=int, default=1024)
    parser.add_argument("--objects", type=int, default=2000)


if __name__ == "__main__":
    part_of_bench(__doc__ or "", run, arguments)
