"""kill -9 anywhere loses nothing: worker, web and command are killed at random moments of an intake, and at the end
every acknowledged file is there exactly once, the archive is valid OCFL, index and database agree.

AKTA_KILLS and AKTA_KILL_FILES set how often and over how many files (defaults keep the suite quick; CI runs 50 / 300).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tools import ROOT

KILLS = int(os.environ.get("AKTA_KILLS", "50" if os.environ.get("CI") == "true" else "8"))
FILES = int(os.environ.get("AKTA_KILL_FILES", "300" if os.environ.get("CI") == "true" else "60"))
AKTA = [sys.executable, str(ROOT / "manage.py")]


def _files(folder: Path) -> dict[str, str]:
    """Make text files with different words; return sha256 → name."""
    folder.mkdir()
    made = {}
    for number in range(FILES):
        data = f"Pismo numer {number} w sprawie kładki nad rzeką, słowo{number:05d}.\n".encode() * 20
        (folder / f"pismo-{number:04d}.txt").write_bytes(data)
        made[hashlib.sha256(data).hexdigest()] = f"pismo-{number:04d}.txt"
    return made


def _start(env: dict[str, str], *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, env=env, cwd=ROOT, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _victims(running: subprocess.Popen[bytes]) -> list[int]:
    """Return the processes of a running session: the leader, and its children."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == running.pid and fields[0] != "Z":
            found.append(int(entry.name))
    return found


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to find the processes to kill")
def test_kill_anywhere_loses_nothing(office, tmp_path):
    wanted = _files(tmp_path / "files")
    env = {**office.env, "JOB_LEASE_SECONDS": "5", "AKTA_WORKERS": "2", "AKTA_OCR": "no"}
    seed = int(os.environ.get("AKTA_KILL_SEED", str(random.SystemRandom().randrange(1 << 30))))
    chance = random.Random(seed)
    print(f"seed {seed}, {KILLS} kills, {FILES} files")
    worker = [
        sys.executable, "-m", "celery", "-A", "dms.celery", "worker", "--beat", "-Q", "main,slow", "-c", "2",
        "--without-gossip", "--without-mingle", "--loglevel", "error",
    ]  # fmt: skip
    intake = [*AKTA, "ingest", str(tmp_path / "files"), "--json"]
    running = {"worker": _start(env, *worker), "command": _start(env, *intake)}
    commands = {"worker": worker, "command": intake}
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.1, 3.0))
            name = chance.choice(list(running))
            alive = _victims(running[name])
            if alive:
                os.kill(chance.choice(alive), signal.SIGKILL)
            for one in running:
                if running[one].poll() is not None or one == name:
                    _end(running[one])
                    running[one] = _start(env, *commands[one])
        answer = json.loads(_finish(running["command"], env, intake))
        _end(running["worker"])
    finally:
        for one in running.values():
            _end(one)
    _check(office, env, wanted, answer)


def _finish(command: subprocess.Popen[bytes], env: dict[str, str], intake: list[str]) -> bytes:
    """Let a last, undisturbed run of the command come to its end."""
    _end(command)
    done = subprocess.run(intake, env=env, cwd=ROOT, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:]
    return done.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a whole session and wait until it is gone."""
    for pid in _victims(process) or [process.pid]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def _check(office, env, wanted, answer) -> None:
    from dms.records.models import Component, Record
    from ingest import tidy
    from ingest.models import Arrival
    from search import indexing
    from search.index.base import ALL
    from search.query import parse

    assert answer["refused"] == [] and answer["set_aside"] == []
    assert len(answer["kept"]) + len(answer["already_kept"]) == FILES
    digests = sorted(Component.objects.filter(number=1).values_list("sha256", flat=True))
    assert digests == sorted(wanted), "every file once, none twice"
    assert Arrival.objects.filter(state="done").count() == FILES
    subprocess.run([*AKTA, "archive", "flush"], env=env, cwd=ROOT, check=True, capture_output=True)
    verified = subprocess.run([*AKTA, "verify", "--json"], env=env, cwd=ROOT, capture_output=True, check=False)
    assert json.loads(verified.stdout)["faults"] == []
    chain = subprocess.run([*AKTA, "audit", "verify", "--json"], env=env, cwd=ROOT, capture_output=True, check=False)
    assert json.loads(chain.stdout)["intact"]
    found = indexing.index().search(parse("kładką", today=dt.date.today()), guards=ALL, limit=0)
    assert found.total == FILES == Record.objects.count()
    assert set(indexing.index().ids()) == {str(pk) for pk in Record.objects.values_list("pk", flat=True)}
    tidy.adopt(older_than=dt.timedelta())  # noted bytes whose row a kill took: sent again meanwhile, so known
    tidy.sweep(older_than=dt.timedelta())
    left = [path for path in (office.home / "incoming").rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert left == [], "what was captured waits no longer"
