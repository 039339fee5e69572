"""The way in: born-digital PDFs from files on disk to searchable, beside the bare parser; and one file's waiting time.

    python -m tests.bench.bench_intake [--count 400] [--files FOLDER] [--json FILE]

Two workers on two cores. CPU seconds are those of all processes of the office: command, workers, boxes. The bare
parser takes text and first-page picture of the same files in one process with the same library.
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
from contextlib import closing
from pathlib import Path

from tests.bench.figures import Figure, percentile
from tests.bench.office import Office, part_of_bench
from tests.bench.processes import Watch

PER_MINUTE, PEAK_MB = 600, 400
PART = "intake"


def bare(paths: list[Path]) -> tuple[float, float]:
    """Return wall and CPU seconds of the bare parser over the files: all text, one picture."""
    import pypdfium2

    wall, cpu = time.perf_counter(), time.process_time()
    for path in paths:
        with closing(pypdfium2.PdfDocument(path)) as document:
            for page in document:
                page.get_textpage().get_text_bounded()
            width, height = document[0].get_size()
            picture = document[0].render(scale=320 / max(width, height)).to_pil()
            picture.save(os.devnull, "WEBP", quality=80)
    return time.perf_counter() - wall, time.process_time() - cpu


def taken(office: Office, folder: Path, *others: int) -> tuple[float, Watch]:
    """Take a folder in; return the seconds and what the processes used. Raises when a file was not kept."""
    begun = time.perf_counter()
    running = office.start("ingest", str(folder), "--json")
    with Watch(running.pid, *others) as watch:
        out, _none = running.communicate()
        seconds = time.perf_counter() - begun
    if running.returncode:
        raise RuntimeError(f"not all was kept: {out.decode()[-1000:]}")
    return seconds, watch


def figures_of(title: str, count: int, seconds: float, watch: Watch) -> list[Figure]:
    """Return rate, CPU and peaks of one run."""
    cpu = watch.cpu_by_name()
    print(
        f"  {title}: {seconds:.1f} s wall; CPU s: { ({name: round(used, 1) for name, used in cpu.items()}) }",
        flush=True,
    )
    found = [
        Figure(PART, f"{title}: documents a minute", count / seconds * 60, "/min", PER_MINUTE, at_least=True),
        Figure(PART, f"{title}: CPU of all processes", 1000 * watch.cpu_seconds() / count, "ms/document"),
    ]
    for name, peak in sorted(watch.peaks().items()):
        if name in {"worker", "command", "box"}:
            found.append(Figure(PART, f"{title}: peak of a {name}", peak, "MB", PEAK_MB))
    return found


def latencies(paths: list[Path], first: int) -> list[float]:
    """Hand files in one by one while a worker runs; return for each the seconds from handing in to being found."""
    import django

    django.setup()
    from dms.access.system import SYSTEM
    from dms.days import today
    from ingest import actions
    from search.index.base import ALL
    from search.indexing import index
    from search.query import parse
    from tests.bench import letters

    found = []
    for number, path in enumerate(paths, start=first):
        query = parse(letters.mark(number), today=today())
        begun = time.perf_counter()
        with path.open("rb") as stream:
            actions.receive(stream, path.name, source="command", by=SYSTEM, where=actions.Destination())
        while not index().search(query, guards=ALL, limit=1).total:
            if time.perf_counter() - begun > 60:
                raise RuntimeError(f"{path.name} is not found after a minute")
            time.sleep(0.01)
        found.append(time.perf_counter() - begun)
        time.sleep(0.5)
    return found


def run(*, quick: bool, count: int, files: Path | None) -> list[Figure]:
    """Measure all of it."""
    count = 60 if quick else count
    single = 5 if quick else 20
    found: list[Figure] = []
    with Office() as office:
        from tests.bench import letters

        alone, served = office.folder / "alone", office.folder / "served"
        paths = letters.write(alone, count)
        letters.write(served, count, first=count)
        one_by_one = letters.write(office.folder / "single", single, first=2 * count)
        if files:
            for path in sorted(files.rglob("*.pdf")):
                shutil.copy(path, alone / f"{len(paths):05d}-{path.name}")
                paths.append(alone / f"{len(paths):05d}-{path.name}")
        wall, cpu = bare(paths)
        found.append(Figure(PART, "bare parser, one process: CPU", 1000 * cpu / len(paths), "ms/document"))
        found.append(Figure(PART, "bare parser, one process", len(paths) / wall * 60, "/min"))
        seconds, watch = taken(office, alone)
        found += figures_of("command alone", len(paths), seconds, watch)
        found.append(Figure(PART, "CPU of all beside the bare parser", watch.cpu_seconds() / cpu, "times"))
        with office.serving() as (supervisor, _start):
            seconds, watch = taken(office, served, supervisor)
            found += figures_of("with running workers", count, seconds, watch)
            times = latencies(one_by_one, 2 * count)
        for part in (50, 95):
            value = 1000 * percentile(times, part)
            found.append(Figure(PART, f"one file handed in until found, p{part} of {single}", value, "ms", 5000))
    return found


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this part takes."""
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--files", type=Path, help="a folder with PDFs to take as well")


if __name__ == "__main__":
    part_of_bench(__doc__ or "", run, arguments)
