"""PostgreSQL is killed under load: what was acknowledged is there once, commands and workers go on by themselves."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from django.db import connection

from dms import lost
from dms.access.system import SYSTEM
from dms.audit import chain
from dms.audit.models import AuditEvent
from dms.jobs.models import Job
from dms.records.models import Record
from dms.supervise import commands
from ingest import actions
from ingest.actions import Destination
from ingest.models import Arrival
from tests.tools import ROOT

FILES = 80


@pytest.fixture
def patient():
    lost.be_patient(60)
    yield
    lost.be_patient(0)


def _kill_a_backend(office):
    """SIGKILL for one process of the server: it then ends all the others, too, and recovers."""
    asked = "select pid from pg_stat_activity where datname = %s and pid <> pg_backend_pid() order by random() limit 1"
    try:
        with psycopg.connect(office.place.admin_url, autocommit=True) as admin:
            found = admin.execute(asked, [office.place.name]).fetchone()
            if found:
                os.kill(found[0], signal.SIGKILL)
    except psycopg.OperationalError:
        pass  # we were among those that were ended


def _restart(office):
    office.place.server.crash()
    time.sleep(1)
    office.place.server.start()


def _each_once(count):
    assert Arrival.objects.count() == Record.objects.count() == count
    assert set(Arrival.objects.values_list("state", flat=True)) == {"done"}
    assert AuditEvent.objects.filter(verb="arrival.received").count() == count
    assert AuditEvent.objects.filter(verb="record.captured").count() == count
    assert not Job.objects.filter(state=Job.State.SET_ASIDE).exists()
    while chain.seal():
        pass
    assert chain.verify().intact


@pytest.mark.parametrize("harm", [_kill_a_backend, _restart], ids=["backend", "postmaster"])
def test_a_command_goes_on_when_the_server_is_killed(postgres_office, patient, tmp_path, harm):
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.txt").write_text(f"Pismo numer {number} w sprawie kładki")
    connection.close()
    env = {**postgres_office.env, "AKTA_OCR": "no", "AKTA_WORKERS": "2"}
    command = [sys.executable, "manage.py", "ingest", str(folder), "--json"]
    running = subprocess.Popen(
        command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        done = 0
        while running.poll() is None and done < 4:
            count = lost.patiently(Arrival.objects.count)
            if count >= (done + 1) * FILES // 6:
                harm(postgres_office)
                done += 1
            time.sleep(0.02)
        out, err = running.communicate(timeout=180)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
    assert done == 4 and running.returncode == 0, err
    kept = json.loads(out)
    assert len(kept["kept"]) == FILES and not kept["refused"] and not kept["set_aside"] and not kept["already_kept"]
    _each_once(FILES)


def test_workers_go_on_when_the_server_is_killed(postgres_office, patient):
    env = {**postgres_office.env, "AKTA_OCR": "no", "JOB_LEASE_SECONDS": "5"}
    worker = subprocess.Popen(commands("", "", "2")["worker"], env=env, cwd=ROOT, start_new_session=True)
    try:
        for number in range(FILES):
            data = io.BytesIO(f"Pismo {number}".encode())
            assert not actions.receive(data, "a.txt", source="command", by=SYSTEM, where=Destination()).already
            if number in {20, 40}:
                _kill_a_backend(postgres_office)
            if number == 60:
                _restart(postgres_office)
        end = time.monotonic() + 120
        while lost.patiently(Arrival.objects.exclude(state="done").count):
            assert time.monotonic() < end and worker.poll() is None
            time.sleep(0.1)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    _each_once(FILES)
