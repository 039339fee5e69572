"""An office of its own for a benchmark: a fresh AKTA_HOME, its commands, and its servers."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, table

ROOT = Path(__file__).resolve().parent.parent.parent
AKTA = [sys.executable, str(ROOT / "manage.py")]
CORES = 2
FOREIGN = ("DATABASE_URL", "AKTA_ARCHIVE", "CELERY_BROKER_URL", "DEBUG", "CI", "PYTHONDONTWRITEBYTECODE")


class Office:
    """A fresh office in a passing folder; two workers on two cores. Use as a context manager, once per process.

    Our own process sees the same office, so import what needs settings only inside the block.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="akta-bench-"))
        self.home = self.folder / "home"
        for foreign in FOREIGN:
            os.environ.pop(foreign, None)
        os.environ |= {"AKTA_HOME": str(self.home), "AKTA_WORKERS": str(CORES), "AKTA_OCR": "no"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "dms.settings"

    def __enter__(self) -> Office:
        with contextlib.suppress(AttributeError, OSError):  # macOS has no affinity
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
        self.akta("setup")
        return self

    def __exit__(self, *_exc: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command and return at once; its standard output is kept for `communicate`."""
        return subprocess.Popen([*AKTA, *arguments], cwd=ROOT, stdout=subprocess.PIPE)

    def akta(self, *arguments: str) -> Any:
        """Run a command and return its JSON. Raises RuntimeError when it fails."""
        running = self.start(*arguments, "--json")
        out, _none = running.communicate()
        if running.returncode:
            raise RuntimeError(f"akta {arguments[0]}: {running.returncode}: {out.decode()[-2000:]}")
        return json.loads(out)

    @contextlib.contextmanager
    def serving(self) -> Iterator[tuple[int, float]]:
        """Run the office's servers for the block; gives the supervisor's pid and the seconds to the first page.

        The workers are up, too, when the block begins.
        """
        port = _free_port()
        begun = time.perf_counter()
        running = self.start("serve", "--port", str(port))
        try:
            _wait(lambda: _answers(port), 60)
            seconds = time.perf_counter() - begun
            _wait(lambda: bool(self.workers()), 60)
            yield running.pid, seconds
        finally:
            running.terminate()
            running.wait(timeout=30)

    def workers(self) -> list[str]:
        """Return the workers that the database has seen."""
        import sqlite3

        with contextlib.closing(sqlite3.connect(self.home / "akta.sqlite3", timeout=30)) as database:
            return [row[0] for row in database.execute("SELECT name FROM dms_worker")]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _wait(come: Any, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not come():
        if time.monotonic() > until:
            raise RuntimeError(f"not there after {seconds} s")
        time.sleep(0.02)


def part_of_bench(
    about: str, run: Callable[..., list[Figure]], more: Callable[[argparse.ArgumentParser], Any] | None = None
) -> None:
    """Be the command line of one part: measure, print the table, write JSON where asked."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few files: whether it works, not how fast it is")
    parser.add_argument("--json", type=Path)
    if more:
        more(parser)
    options = vars(parser.parse_args())
    target = options.pop("json")
    found = run(**options)
    if target:
        target.write_text(json.dumps([figure.as_data() for figure in found], ensure_ascii=False), encoding="utf-8")
    print(table(found))
