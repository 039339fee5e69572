"""A real worker: one of its processes may be killed while it waits, and a worker that ends in peace leaves nothing."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings

from dms.access.system import SYSTEM
from dms.jobs.models import Job, Worker
from dms.supervise import commands
from ingest import actions
from ingest.actions import Destination
from ingest.models import Arrival
from tests.tools import ROOT


@pytest.fixture
def worker(office, tmp_path):
    """A worker of two processes as `akta serve` runs it; its passing files lie in a folder of the test."""
    (tmp_path / "tmp").mkdir()
    env = {**office.env, "AKTA_OCR": "no", "TMPDIR": str(tmp_path / "tmp"), "JOB_LEASE_SECONDS": "5"}
    running = subprocess.Popen(commands("", "", "2")["worker"], env=env, cwd=ROOT, start_new_session=True)
    try:
        yield running
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def _until(true, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def _children() -> set[int]:
    """Return the living processes that work jobs: each has told the ledger so."""
    pids = {int(name.split(":")[1]) for name in Worker.objects.values_list("name", flat=True)}
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def _work(number: int) -> None:
    """Hand in a file; return when it came to its end."""
    data = io.BytesIO(f"Pismo {number}".encode())
    receipt = actions.receive(data, "a.txt", source="command", by=SYSTEM, where=Destination())
    _until(lambda: Arrival.objects.get(pk=receipt.arrival.pk).state == "done")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to see which process lives")
def test_processes_killed_while_they_wait_are_replaced_by_others_that_work(worker):
    assert settings.CELERY_BROKER_URL.startswith("akta-files")
    _until(lambda: len(_children()) == 2)
    _work(1)
    _until(lambda: not Job.objects.filter(state__in=["ready", "running"]).exists())
    time.sleep(1)
    killed = _children()
    for pid in killed:  # they wait: one for work, with the lock in its hand, the other for the lock
        os.kill(pid, signal.SIGKILL)
    _until(lambda: len(_children() - killed) == 2)
    _work(2)


def test_a_worker_that_ends_in_peace_leaves_nothing(worker, tmp_path):
    _until(lambda: len(_children()) == 2)
    for number in range(4):
        _work(number)
    assert list((tmp_path / "tmp").glob("akta-box-*"))
    worker.terminate()
    worker.wait(30)
    assert not list((tmp_path / "tmp").glob("akta-box-*"))
