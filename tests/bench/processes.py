"""Watching processes from outside: CPU seconds and peak memory of a tree, also of what ended meanwhile (Linux)."""

from __future__ import annotations

import os
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass
class Seen:
    """A process as last seen: what it is, CPU seconds of its own, peak resident memory in MB."""

    pid: int
    name: str
    cpu: float
    peak_mb: float


class Watch:
    """Looks at the processes below some roots a few times a second while the block runs.

    CPU of the last fraction of a second of a process that ended is not seen; what it used before the watch began
    is not counted.
    """

    def __init__(self, *roots: int, every: float = 0.2) -> None:
        self._roots, self._every = set(roots), every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._before: dict[tuple[int, str], float] = {}
        self.seen: dict[tuple[int, str], Seen] = {}

    def __enter__(self) -> Watch:
        for key, (seen, _parent) in _all(self._roots).items():
            self._before[key] = seen.cpu
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join()
        self._look()

    def add(self, root: int) -> None:
        """Watch one more process and what it starts."""
        self._roots.add(root)

    def cpu_seconds(self) -> float:
        """Return the CPU seconds used by all of them since the watch began."""
        return sum(self.cpu_by_name().values())

    def cpu_by_name(self) -> dict[str, float]:
        """Return CPU seconds by kind of process."""
        found: dict[str, float] = defaultdict(float)
        for key, seen in self.seen.items():
            found[seen.name] += seen.cpu - self._before.get(key, 0.0)
        return dict(found)

    def peaks(self) -> dict[str, float]:
        """Return the highest peak of resident memory in MB by kind of process."""
        found: dict[str, float] = defaultdict(float)
        for seen in self.seen.values():
            found[seen.name] = max(found[seen.name], seen.peak_mb)
        return dict(found)

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            self._look()

    def _look(self) -> None:
        for key, (seen, _parent) in _all(self._roots | {pid for pid, _started in self.seen}).items():
            if known := self.seen.get(key):  # one that just ended has neither a command line nor memory any more
                known.cpu, known.peak_mb = seen.cpu, _status_mb(seen.pid, "VmHWM") or known.peak_mb
            else:
                seen.peak_mb = _status_mb(seen.pid, "VmHWM")
                self.seen[key] = seen


def _all(roots: set[int]) -> dict[tuple[int, str], tuple[Seen, int]]:
    """Return the roots that live and everything below them, by (pid, start)."""
    rows: dict[int, tuple[list[str], str]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            rows[int(entry.name)] = fields
    children = defaultdict(list)
    for pid, (fields, _command) in rows.items():
        children[int(fields[1])].append(pid)
    found, waiting = {}, [pid for pid in roots if pid in rows]
    while waiting:
        pid = waiting.pop()
        fields, command = rows[pid]
        key = (pid, fields[19])
        if key in found:
            continue
        cpu = (int(fields[11]) + int(fields[12])) * TICK
        found[key] = (Seen(pid, _name(pid, command), cpu, 0.0), int(fields[1]))
        waiting += children[pid]
    return found


def _stat(pid: int) -> tuple[list[str], str] | None:
    try:
        command, _bracket, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    except OSError:
        return None
    return rest.split(), command.partition("(")[2]


def _name(pid: int, command: str) -> str:
    """Return what a process of the office does, from its command line."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        line = ""
    for part, name in (
        ("ingest.box.helper", "bwrap" if command == "bwrap" else "box"),
        ("granian", "web"),
        ("celery", "worker"),
        ("dms.supervise", "supervisor"),
        ("manage.py", "command"),
        (str(Path(sys.prefix) / "bin"), "command"),
    ):
        if part in line:
            return name
    return command


def pss_mb(root: int) -> list[tuple[str, int, float]]:
    """Return (name, pid, proportional set size in MB) of a process and everything below it."""
    rows = []
    for seen, _parent in _all({root}).values():
        try:
            lines = Path(f"/proc/{seen.pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        rows.append((seen.name, seen.pid, _kib(lines, "Pss:") / 1024))
    return sorted(rows)


def _status_mb(pid: int, name: str) -> float:
    try:
        return _kib(Path(f"/proc/{pid}/status").read_text().splitlines(), f"{name}:") / 1024
    except OSError:
        return 0.0


def _kib(lines: list[str], start: str) -> float:
    return next((float(line.split()[1]) for line in lines if line.startswith(start)), 0.0)
