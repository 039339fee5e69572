"""Memory and start: an idle office's proportional memory, the peak of each process over an intake with big files,
and the time until the sign-in page answers (Linux).

    python -m tests.bench.bench_memory [--count 300] [--idle 20] [--json FILE]
"""

from __future__ import annotations

import argparse
import os
import time
import zipfile
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.office import Office, part_of_bench
from tests.bench.processes import Watch, pss_mb

PART = "memory"
IDLE_MB, PEAK_MB, START_SECONDS = 300, 400, 6


def big_files(folder: Path, mebibytes: int, pages: int) -> None:
    """Write a ZIP and a raw film that hold nothing to read, and a letter of many pages."""
    from tests.bench import letters

    noise = os.urandom(1 << 20)
    with (folder / "film.mpg").open("wb") as film:
        film.write(b"\x00\x00\x01\xba")
        for _ in range(mebibytes):
            film.write(noise)
    with zipfile.ZipFile(folder / "zdjecia.zip", "w") as pack, pack.open("zdjecia.raw", "w", force_zip64=True) as raw:
        for _ in range(mebibytes):
            raw.write(noise)
    letters.write(folder, 1, first=80_000, pages=pages)


def idle(root: int, seconds: float) -> list[Figure]:
    """Return the memory of every process of an office that does nothing, and the CPU it uses for that."""
    with Watch(root) as watch:
        time.sleep(seconds)
    rows = pss_mb(root)
    found = [
        Figure(PART, f"idle: {name}, process {number}", size, "MB PSS")
        for number, (name, _pid, size) in enumerate(rows, 1)
    ]
    whole = sum(size for _name, _pid, size in rows)
    cpu = 100 * watch.cpu_seconds() / seconds
    return [
        *found,
        Figure(PART, "idle: the whole office", whole, "MB PSS", IDLE_MB),
        Figure(PART, "idle: CPU of the whole office", cpu, "% of a core"),
    ]


def run(*, quick: bool, count: int, idle_seconds: float) -> list[Figure]:
    """Measure start, idle memory, and the peaks over an intake."""
    count, mebibytes, pages = (30, 20, 20) if quick else (count, 200, 150)
    found: list[Figure] = []
    with Office() as office:
        from tests.bench import letters

        files = office.folder / "files"
        letters.write(files, count)
        big_files(files, mebibytes, pages)
        with office.serving():  # the first start compiles and caches
            pass
        begun = time.perf_counter()
        office.akta("setup")
        setup = time.perf_counter() - begun
        with office.serving() as (root, start):
            name = "second start, setup and servers, until the first page"
            found.append(Figure(PART, name, setup + start, "s", START_SECONDS))
            found += idle(root, 3 if quick else idle_seconds)
            running = office.start("ingest", str(files), "--json")
            with Watch(root, running.pid) as watch:
                out, _none = running.communicate()
            if running.returncode:
                raise RuntimeError(out.decode()[-1000:])
    for name, peak in sorted(watch.peaks().items()):
        found.append(Figure(PART, f"intake with big files: peak of a {name}", peak, "MB RSS", PEAK_MB))
    return found


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this part takes."""
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--idle", dest="idle_seconds", type=float, default=20)


if __name__ == "__main__":
    part_of_bench(__doc__ or "", run, arguments)
