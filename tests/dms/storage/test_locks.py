"""One writer per object, among threads and among processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dms.storage.locks import Busy, FolderLocks, Locks, ProcessLocks
from tests.contracts.store import at_once


@pytest.fixture(params=["process", "folder"])
def locks(request: pytest.FixtureRequest, tmp_path: Path) -> Locks:
    return ProcessLocks() if request.param == "process" else FolderLocks(tmp_path)


def test_a_name_is_held_by_one(locks: Locks) -> None:
    with locks.hold("a"), locks.hold("b"), pytest.raises(Busy), locks.hold("a"):
        pass
    with locks.hold("a"):
        pass


def test_released_after_an_error(locks: Locks) -> None:
    with pytest.raises(ValueError, match="x"), locks.hold("a"):
        raise ValueError("x")
    with locks.hold("a"):
        pass


def test_never_two_inside(locks: Locks) -> None:
    inside = 0
    most = 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(200):
            try:
                with locks.hold("a"):
                    inside += 1
                    most = max(most, inside)
                    inside -= 1
            except Busy:
                pass

    assert at_once([work] * 6) == [None] * 6
    assert most == 1


HOLDER = """
import os, signal, sys
from pathlib import Path
from dms.storage.locks import FolderLocks
with FolderLocks(Path(sys.argv[1])).hold("a"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_other_processes_and_their_death(tmp_path: Path) -> None:
    locks = FolderLocks(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd(), "DJANGO_SETTINGS_MODULE": "dms.settings"},
    )
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    with pytest.raises(Busy), locks.hold("a"):
        pass
    holder.kill()
    holder.wait()
    with locks.hold("a"):
        pass
    assert list(tmp_path.iterdir()) == []
