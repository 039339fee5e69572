"""What a benchmark measured: figures with units and targets, the table, and the facts of the machine."""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured value. `target` is a limit of the same unit; `at_least` tells on which side of it is good."""

    part: str
    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def as_data(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return asdict(self) | {"met": self.met}


def from_data(rows: Iterable[dict[str, Any]]) -> list[Figure]:
    """Return figures from `as_data()` of each."""
    return [Figure(**{name: value for name, value in row.items() if name != "met"}) for row in rows]


def percentile(values: Sequence[float], part: int) -> float:
    """Return a percentile (0 … 100) of values, the nearest that was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * part // 100)]


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as lines of text."""
    rows = [("", "value", "unit", "target", "met")]
    part = ""
    for figure in figures:
        if figure.part != part:
            part = figure.part
            rows.append((part.upper(), "", "", "", ""))
        side = "" if figure.target is None else f"{'≥' if figure.at_least else '≤'} {_short(figure.target)}"
        met = {None: "", True: "yes", False: "NO"}[figure.met]
        rows.append((f"  {figure.name}", _short(figure.value), figure.unit, side, met))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = (
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:<{widths[2]}}  {row[3]:>{widths[3]}}  {row[4]}".rstrip()
        for row in rows
    )
    return "\n".join(lines)


def _short(value: float) -> str:
    if abs(value) >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def machine(folder: Path) -> dict[str, Any]:
    """Return what the figures depend on: cores, memory, disk of the folder, load by others, versions."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(pages / 2**30, 1),
        "python": platform.python_version(),
        "load_before": [round(load, 2) for load in os.getloadavg()],
        "sync_ms": round(_sync_ms(folder), 2),
        "disk_free_gib": round(shutil.disk_usage(folder).free / 2**30),
        "box": "bwrap" if shutil.which("bwrap") else "limits only",
    }


def _sync_ms(folder: Path) -> float:
    """Return how long the disk takes to make a small new file durable: intake waits for that dozens of times a file."""
    begun, count = time.perf_counter(), 50
    for number in range(count):
        with (folder / f"sync-{number}").open("wb") as stream:
            stream.write(b"x" * 4000)
            stream.flush()
            os.fsync(stream.fileno())
    return 1000 * (time.perf_counter() - begun) / count


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
