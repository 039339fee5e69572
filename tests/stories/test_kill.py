"""kill -9 anywhere loses nothing: worker, web and command are killed at random moments of an intake, and at the end
every acknowledged file is there exactly once, the archive is valid OCFL, index and database agree.

AKTA_KILLS and AKTA_KILL_FILES set how often and over how many files (defaults keep the suite quick; CI runs 50 / 300).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from dms.records.models import Component, Record
from ingest import tidy
from ingest.models import Arrival
from search import indexing
from search.index.base import ALL
from search.query import parse
from tests import make
from tests.stories.sender import Sender
from tests.tools import ROOT

KILLS = int(os.environ.get("AKTA_KILLS", "50" if os.environ.get("CI") == "true" else "8"))
FILES = int(os.environ.get("AKTA_KILL_FILES", "300" if os.environ.get("CI") == "true" else "60"))
AKTA = [sys.executable, str(ROOT / "manage.py")]


def _text_files(folder: Path, what: str, count: int) -> dict[str, Path]:
    """Make text files with different words; return sha256 → path."""
    folder.mkdir()
    made = {}
    for number in range(count):
        data = f"{what} numer {number} w sprawie kładki nad rzeką, słowo{number:05d}.\n".encode() * 20
        path = folder / f"{what}-{number:04d}.txt"
        path.write_bytes(data)
        made[hashlib.sha256(data).hexdigest()] = path
    return made


def _large_files(folder: Path, count: int) -> dict[str, Path]:
    """Make files that do not fit into the web server's memory while they come: they lie on disk until the receipt."""
    made = {}
    for number in range(count):
        data = os.urandom(4_000_000)
        path = folder / f"duzy-{number:04d}.bin"
        path.write_bytes(data)
        made[hashlib.sha256(data).hexdigest()] = path
    return made


def _start(env: dict[str, str], *command: str, **more: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL, **more)


def _processes() -> Iterator[tuple[int, int, int, str]]:
    """Yield pid, parent, session and command line of everything that runs."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if fields[0] != "Z":
            yield int(entry.name), int(fields[1]), int(fields[3]), line


class Story:
    """The running office: `akta serve` as its supervisor runs it, a command that takes files, people who send some."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.env, self.folder, self.intake = env, folder, [*AKTA, "ingest", str(folder), "--json"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.serving = _start(env, sys.executable, "-m", "dms.supervise", "127.0.0.1", str(self.port), "2")
        self.command = _start(env, *self.intake, stdout=subprocess.DEVNULL)
        self.senders: list[Sender] = []

    def kill(self, name: str, chance: random.Random) -> None:
        """Kill one process of the web, the worker or the command, or all of it; who is not there yet is waited for."""
        self._run_command()
        until = time.monotonic() + 30
        while not (alive := self._alive(name)):
            assert time.monotonic() < until, f"{name} did not come back"
            time.sleep(0.05)
        if name == "web" and chance.random() < 0.7:
            self._await_upload(chance)
        for pid in alive if chance.random() < 0.5 else [chance.choice(alive)]:
            _kill(pid)
        if name == "command" and chance.random() < 0.5:
            _end(self.command)
        self._run_command()

    def _run_command(self) -> None:
        """Start the command again if it came to its end, good or bad."""
        if self.command.poll() is not None:
            _end(self.command)
            self.command = _start(self.env, *self.intake, stdout=subprocess.DEVNULL)

    def _await_upload(self, chance: random.Random) -> None:
        """Wait a little for files on their way to the web server, so that many a kill falls into an upload."""
        until = time.monotonic() + 2
        while not any(sender.uploading.is_set() for sender in self.senders) and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.2))

    def _alive(self, name: str) -> list[int]:
        rows = list(_processes())
        if name == "command":
            return [pid for pid, _parent, session, _line in rows if session == self.command.pid]
        mark = {"web": "granian", "worker": "celery"}[name]
        leaders = {pid for pid, parent, _session, line in rows if parent == self.serving.pid and mark in line}
        return [pid for pid, _parent, session, _line in rows if session in leaders]

    def finish(self) -> dict[str, Any]:
        """Let the people send the rest and a last run of the command come to its end, undisturbed."""
        for sender in self.senders:
            sender.join(120)
            assert not sender.is_alive() and sender.trouble is None, sender.trouble
        _end(self.command)
        done = subprocess.run(self.intake, env=self.env, cwd=ROOT, capture_output=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:]
        return json.loads(done.stdout)

    def stop(self) -> None:
        """Stop everything: the office as a person does, the rest hard."""
        for sender in self.senders:
            sender.stop()
        _end(self.command)
        self.serving.terminate()
        try:
            self.serving.wait(30)
        finally:
            _end(self.serving)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a whole session and wait until it is gone."""
    for pid, _parent, session, _line in list(_processes()):
        if session == process.pid:
            _kill(pid)
    process.wait()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to find the processes to kill")
def test_kill_anywhere_loses_nothing(office, tmp_path):
    by_hand = FILES * 2 // 5
    taken = _text_files(tmp_path / "desk", "pismo", FILES - by_hand)
    sent = _text_files(tmp_path / "sent", "nadane", by_hand - by_hand // 10)
    sent |= _large_files(tmp_path / "sent", by_hand // 10)
    for name in ("files", "tmp"):
        (tmp_path / name).mkdir()
    env = {
        **office.env, "JOB_LEASE_SECONDS": "5", "AKTA_WORKERS": "2", "AKTA_OCR": "no", "TMPDIR": str(tmp_path / "tmp"),
    }  # fmt: skip
    seed = int(os.environ.get("AKTA_KILL_SEED", str(random.SystemRandom().randrange(1 << 30))))
    chance = random.Random(seed)
    print(f"seed {seed}, {KILLS} kills, {FILES} files")
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        user, unit = make.make_user("registry"), make.make_unit()
    story = Story(env, tmp_path / "files")
    try:
        paths = chance.sample(list(sent.values()), len(sent))
        for number in range(2):
            account, mine = (user.username, make.PASSWORD), paths[number::2]
            sender = Sender(story.base, account, str(unit.pk), mine, pause=10 * KILLS / by_hand, seed=seed + number)
            story.senders.append(sender)
            sender.start()
        for number, name in enumerate(chance.sample(["worker", "web", "command"] * (KILLS // 3 + 1), KILLS)):
            for path in list(taken.values())[number::KILLS]:  # the folder fills while the command goes over it
                path.rename(story.folder / path.name)
            time.sleep(chance.uniform(0.1, 2.0))
            story.kill(name, chance)
        answer = story.finish()
    finally:
        story.stop()
    print(f"uploads cut off: {sum(sender.cut_off for sender in story.senders)}")
    acknowledged = {digest for sender in story.senders for digest in sender.acknowledged}
    given_up = {digest for sender in story.senders for digest in sender.given_up}
    assert acknowledged | given_up == set(sent) and not acknowledged & given_up
    _put_in_order()
    _check(answer, set(taken), acknowledged, given_up)
    _check_archive(env)
    _check_left(office, tmp_path)


def _put_in_order() -> None:
    """Do what the scheduler does in time: take in noted bytes whose row a kill took, work what is left, sweep."""
    tidy.adopt(older_than=dt.timedelta())
    make.work_jobs()
    tidy.sweep(older_than=dt.timedelta())


def _check(answer: dict[str, Any], taken: set[str], acknowledged: set[str], given_up: set[str]) -> None:
    """Every acknowledged file exactly once, any other at most once; the index knows what the database knows."""
    assert answer["refused"] == [] and answer["set_aside"] == []
    assert len(answer["kept"]) + len(answer["already_kept"]) == len(taken)
    digests = Counter(Component.objects.filter(number=1).values_list("sha256", flat=True))
    assert set(digests.values()) == {1}, "none twice"
    assert taken | acknowledged <= set(digests) <= taken | acknowledged | given_up
    assert set(Arrival.objects.values_list("state", flat=True)) == {"done"}
    assert Arrival.objects.count() == Record.objects.count() == len(digests)
    texts = Component.objects.filter(number=1, media_type="text/plain").count()
    found = indexing.index().search(parse("kładką", today=dt.date.today()), guards=ALL, limit=0)
    assert found.total == texts
    assert set(indexing.index().ids()) == {str(pk) for pk in Record.objects.values_list("pk", flat=True)}


def _check_archive(env: dict[str, str]) -> None:
    """Written back as a whole, the archive has no fault and the chain of events is whole."""
    subprocess.run([*AKTA, "archive", "flush"], env=env, cwd=ROOT, check=True, capture_output=True)
    verified = subprocess.run([*AKTA, "verify", "--json"], env=env, cwd=ROOT, capture_output=True, check=False)
    assert json.loads(verified.stdout)["faults"] == []
    chain = subprocess.run([*AKTA, "audit", "verify", "--json"], env=env, cwd=ROOT, capture_output=True, check=False)
    assert json.loads(chain.stdout)["intact"]


def _check_left(office, tmp_path: Path) -> None:
    """Nothing of the office runs any more, and no bytes lie where they should not."""
    until = time.monotonic() + 10  # an orphan ends by itself with its next heartbeat
    while running := _of_office(tmp_path):
        assert time.monotonic() < until, running
        time.sleep(0.2)
    left = [path for path in (office.home / "incoming").rglob("*") if path.is_file() and not path.name.startswith(".")]
    assert left == [], "what was captured waits no longer"
    assert list((office.home / "tmp").iterdir()) == [], "no half upload is left"
    assert not list((tmp_path / "tmp").glob("*.upload*")), "nor anywhere else"


def _of_office(folder: Path) -> list[str]:
    """Return the command lines of processes whose environment names the folder, ours left out."""
    found = []
    for pid, _parent, _session, line in _processes():
        with contextlib.suppress(OSError):
            if pid != os.getpid() and str(folder).encode() in Path(f"/proc/{pid}/environ").read_bytes():
                found.append(line)
    return found
