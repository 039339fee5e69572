"""What the benchmarks print is right: targets, percentiles, and what a watched process used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.figures import Figure, from_data, percentile, table
from tests.bench.processes import Watch

BURN = (
    "import time; data = bytearray(60_000_000); end = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
)


@pytest.mark.parametrize(
    ("value", "target", "at_least", "met"),
    [(5, None, False, None), (5, 5, False, True), (6, 5, False, False), (6, 5, True, True), (4, 5, True, False)],
)
def test_a_target_lies_on_one_side(value: float, target: float | None, at_least: bool, met: bool | None) -> None:
    assert Figure("part", "name", value, "ms", target, at_least).met is met


def test_the_table_shows_what_was_missed_and_json_keeps_all() -> None:
    figures = [Figure("intake", "rate", 120, "/min", 600, at_least=True), Figure("memory", "idle", 99.5, "MB", 300)]
    lines = table(figures).splitlines()
    assert [line.split()[-1] for line in lines[1:]] == ["INTAKE", "NO", "MEMORY", "yes"]
    assert from_data(figure.as_data() for figure in figures) == figures


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5, 1, 4, 2, 3], 50) == 3
    assert percentile([1], 95) == 1


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs /proc of Linux")
def test_a_watch_counts_what_children_used() -> None:
    shell = subprocess.Popen(["sh", "-c", f"{sys.executable} -c '{BURN}'; true"])
    with Watch(shell.pid, every=0.05) as watch:
        shell.wait()
    assert 0.3 < watch.cpu_seconds() < 2
    assert max(watch.peaks().values()) > 60
