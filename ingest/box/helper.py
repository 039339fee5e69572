"""The program inside the box: takes one job after the other from the socket on descriptor 0 and answers.

It bounds itself before it parses anything, imports a parser only when a file needs it, and knows neither
Django nor the project's models. A reader fills the `Reading` step by step, so what was found before a failure
is kept.
"""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from ingest.box import protocol
from ingest.box.job import Job
from ingest.box.limits import Limits
from ingest.mediatypes import Identity
from ingest.readers import Unreadable, language, reader_for
from ingest.reading import Reading

HARD_MEMORY = 6 << 30


def main(scratch: str) -> int:
    """Serve jobs until the worker closes the socket; returns the exit code."""
    link = socket.socket(fileno=os.dup(0))
    _bound()
    while True:
        try:
            request, descriptor = protocol.receive(link)
        except (protocol.WireBroken, OSError):
            return 0
        if descriptor is None:
            return 1
        try:
            _serve(link, request, descriptor, Path(scratch))
        finally:
            os.close(descriptor)


def _bound() -> None:
    """Set what no job may raise: no core dumps, a ceiling of memory (LibreOffice needs more than readers)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_AS, HARD_MEMORY, HARD_MEMORY)
    _lower(resource.RLIMIT_NOFILE, 256, 256)


def _lower(what: int, soft: int, hard: int) -> None:
    """Set a limit, never above the hard one already in force."""
    _soft, ceiling = resource.getrlimit(what)
    if ceiling != resource.RLIM_INFINITY:
        hard = ceiling if hard == resource.RLIM_INFINITY else min(hard, ceiling)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    try:
        resource.setrlimit(what, (soft, hard))
    except (ValueError, OSError):  # macOS refuses RLIMIT_AS
        return


def _serve(link: socket.socket, request: dict[str, Any], descriptor: int, scratch: Path) -> None:
    limits, reading = Limits(**request["limits"]), Reading()
    folder = scratch / request["job"]
    folder.mkdir()

    def checkpoint() -> None:
        protocol.send(link, {"reading": reading.as_data()})

    def progress(done: int, total: int) -> None:
        protocol.send(link, {"progress": [done, total]})

    job = Job(
        what=request["what"],
        path=_path_of(descriptor),
        name=request["name"],
        identity=Identity(**request["identity"]),
        size=os.fstat(descriptor).st_size,
        scratch=folder,
        limits=limits,
        options=request,
        checkpoint=checkpoint,
        progress=progress,
    )
    _spend(limits)
    _guarded(job, reading)
    reading.language = reading.language or language.guess("\n".join(reading.pages[:10]))
    _clean(folder, reading)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    protocol.send(link, {"reading": reading.as_data(), "done": True, "peak": peak})


def _path_of(descriptor: int) -> str:
    linux = f"/proc/self/fd/{descriptor}"
    return linux if Path("/proc/self/fd").exists() else f"/dev/fd/{descriptor}"


def _spend(limits: Limits) -> None:
    """Grant this job its share: CPU on top of what earlier jobs used, memory, bytes in one file."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    _lower(resource.RLIMIT_CPU, cpu, resource.RLIM_INFINITY)
    _lower(resource.RLIMIT_AS, limits.memory, HARD_MEMORY)
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes, resource.RLIM_INFINITY)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def _guarded(job: Job, reading: Reading) -> None:
    """Run the reader; whatever it raises becomes a problem of the reading."""
    try:
        if job.what == "render":
            importlib.import_module("ingest.readers.picture").render(job, reading)
        else:
            reader_for(job.identity)(job, reading)
    except Unreadable as error:
        reading.problem(error.code, **error.params)
    except MemoryError:
        reading.problem("reader.too_large")
    except Exception as error:  # any parser may raise anything: it must not end the helper
        reading.problem("reader.failed", error=type(error).__name__)


def _clean(folder: Path, reading: Reading) -> None:
    """Leave in the job's folder only what the reading names."""
    named = {part.path for part in reading.parts} | {reading.thumbnail}
    for found in folder.iterdir():
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found, ignore_errors=True)
        elif found.name not in named:
            found.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
