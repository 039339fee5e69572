"""Runs the processes of an office together: web server, workers with scheduler. Standard library only, so it is small.

`python -m dms.supervise` is what `akta serve` becomes. A process that dies is started again, at most every two
seconds; Ctrl-C or SIGTERM stops them all, first gently, after ten seconds for good.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

STOP_SECONDS = 10


def commands(host: str, port: str, workers: str) -> dict[str, list[str]]:
    """Return what is run: name → command line."""
    here = Path(sys.executable).parent
    return {
        "web": [
            str(here / "granian"), "--interface", "wsgi", "dms.wsgi:application", "--host", host, "--port", port,
            "--workers", "1", "--blocking-threads", "4", "--backpressure", "64", "--log-level", "warning",
            "--no-ws", "--respawn-failed-workers",
        ],
        "worker": [
            # Run by root (a container, a trial) Celery warns at every start; the parsers have their own walls.
            sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "-q",
            "-A", "dms.celery", "worker", "--beat", "--queues", "main,slow",
            "--concurrency", workers, "--without-gossip", "--without-mingle", "--without-heartbeat",
            "--loglevel", "warning",
        ],
    }  # fmt: skip


class Office:
    """The running processes."""

    def __init__(self, wanted: dict[str, list[str]]) -> None:
        self._wanted = wanted
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}
        self._stopping = False

    def run(self) -> int:
        """Start all, keep them running until told to stop; return 0."""
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        while not self._stopping:
            for name in self._wanted:
                self._keep(name)
            time.sleep(0.3)
        self._end()
        return 0

    def _keep(self, name: str) -> None:
        process = self._running.get(name)
        if process and process.poll() is None:
            return
        if process:
            if time.monotonic() - self._started[name] < 2:
                return
            print(f"akta: {name} ended with {process.returncode}, starting it again", file=sys.stderr, flush=True)
            _end_rest(process)
        # Each in its own session: Ctrl-C reaches only us, and we stop them in order.
        self._running[name] = subprocess.Popen(self._wanted[name], start_new_session=True)
        self._started[name] = time.monotonic()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self) -> None:
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in self._running.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _end_rest(process)


def _end_rest(process: subprocess.Popen[bytes]) -> None:
    """End the children of a process that died hard: an orphaned web server would answer on the same port for ever."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def main() -> int:
    """Run the office; arguments: host, port, number of worker processes."""
    host, port, workers = sys.argv[1:4]
    return Office(commands(host, port, workers)).run()


if __name__ == "__main__":
    sys.exit(main())
