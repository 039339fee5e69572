"""An office carried to other settings: all arrives, nothing of the source changes, an interrupted move goes on."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import make
from tests.tools import ROOT

AKTA = [sys.executable, str(ROOT / "manage.py")]


def _target(tmp_path: Path, **more: str) -> Path:
    home = tmp_path / "other"
    lines = {"AKTA_HOME": str(home), "AKTA_OCR": "no", **more}
    file = tmp_path / "target.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    return file


def _akta(office, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**office.env, "AKTA_OCR": "no", **more}
    if "AKTA_HOME" in more:  # another office, whose database lies in its home
        env.pop("DATABASE_URL", None)
    return subprocess.run([*AKTA, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, check=False)


def _tree(home: Path) -> dict[str, str]:
    """Return path → digest of what an office keeps for good (not SQLite's own files, nor locks)."""
    found = {}
    for folder in ("archive", "incoming", "derived"):
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and ".scratch" not in str(path):  # swept by the store a minute later
                found[str(path.relative_to(home))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@pytest.fixture
def pipes():
    """See a broken pipe as the error that it is, as the command does."""
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGPIPE, before)


@pytest.fixture
def full(office, tmp_path):
    """An office with letters in a case, a class, a note in words and somebody who may sign in."""
    make.make_class("051")
    case = make.make_case()
    make.make_user("handler", make.make_unit())
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(6):
        (folder / f"list-{number}.txt").write_text(f"Pismo w sprawie kładki numer {number}\n" * 9)
    (folder / "photo.jpg").write_bytes((ROOT / "dms/sample_office/files/lawki-na-bulwarze.jpg").read_bytes())
    done = _akta(office, "ingest", str(folder), "--case", case.reference, "--json")
    assert done.returncode == 0, done.stderr
    return office


def test_everything_arrives_and_nothing_here_changes(full, tmp_path):
    before = _tree(full.home)
    done = _akta(full, "move", str(_target(tmp_path)), "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    report = json.loads(done.stdout)
    assert report["objects"] > 7 and report["files_sent"] > 20
    assert _tree(full.home) == before == _tree(tmp_path / "other")
    moved = {"AKTA_HOME": str(tmp_path / "other")}
    state = json.loads(_akta(full, "rebuild", "--state", "--json", **moved).stdout)
    assert state["hash"] == report["hash"]
    found = json.loads(_akta(full, "search", "kładkami", "--json", **moved).stdout)
    assert found["total"] >= 6
    assert json.loads(_akta(full, "audit", "verify", "--json", **moved).stdout)["intact"]


def test_a_second_move_sends_only_what_is_new(full, tmp_path):
    target = _target(tmp_path)
    assert _akta(full, "move", str(target), "--json").returncode == 0
    more = tmp_path / "more.txt"
    more.write_text("Jeszcze jedno pismo o kładce\n")
    assert _akta(full, "ingest", str(more), "--json").returncode == 0
    done = _akta(full, "move", str(target), "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    report = json.loads(done.stdout)
    assert report["files_there"] > 20
    assert _tree(full.home) == _tree(tmp_path / "other")


@pytest.mark.parametrize("after", [1, 40, 120])
def test_an_interrupted_move_goes_on(full, tmp_path, after, pipes):
    """The receiving side is killed after so many lines; what it has is used, and the second move ends whole."""
    from dms.move import sender
    from dms.move.wire import CutOff, Wire

    target = _target(tmp_path)
    env = {**os.environ, "AKTA_ENV_FILE": str(target)}
    for name in ("AKTA_HOME", "DATABASE_URL"):
        env.pop(name, None)
    other = subprocess.Popen(
        [*AKTA, "move", "--receive"], env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )

    class Dying(Wire):
        said = 0

        def say(self, **what: object) -> None:
            self.said += 1
            if self.said == after:
                other.kill()
                other.wait()
            super().say(**what)

    with pytest.raises(CutOff):
        sender.move(Dying(other.stdout, other.stdin), lambda *_shown: None)
    other.stdout.close()
    done = _akta(full, "move", str(target), "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    assert _tree(full.home) == _tree(tmp_path / "other")


def test_a_receiver_that_dies_at_once_is_named(full):
    done = _akta(full, "move", "--through", "false")
    assert done.returncode == 3 and "przerwała" in done.stderr


def test_another_office_is_not_written_over(full, tmp_path):
    other = {"AKTA_HOME": str(tmp_path / "other")}
    assert _akta(full, "setup", **other).returncode == 0
    note = tmp_path / "note.txt"
    note.write_text("z innego urzędu\n")
    assert _akta(full, "ingest", str(note), **other).returncode == 0
    before = _tree(tmp_path / "other")
    done = _akta(full, "move", str(_target(tmp_path)))
    assert done.returncode != 0 and "inny urząd" in done.stderr
    assert _tree(tmp_path / "other") == before


def test_wrong_settings_are_named(full, tmp_path):
    missing = _akta(full, "move", str(tmp_path / "nothing.env"))
    assert missing.returncode == 1 and "nothing.env" in missing.stderr
    same = tmp_path / "same.env"
    same.write_text(f"AKTA_HOME={full.home}\nDATABASE_URL={full.env.get('DATABASE_URL', '')}\n")
    done = _akta(full, "move", str(same))
    assert done.returncode != 0 and "DATABASE_URL" in done.stderr
    wrong = tmp_path / "wrong.env"
    wrong.write_text(f"AKTA_HOME={tmp_path / 'x'}\nAKTA_SEARCH=sphinx\n")
    done = _akta(full, "move", str(wrong))
    assert done.returncode != 0 and "AKTA_SEARCH" in done.stderr


def test_tables_that_others_point_to_come_first(office):
    from dms.move import tables

    seen = set()
    for model in tables.all_tables():
        for field in model._meta.concrete_fields:
            other = field.related_model._meta.label_lower if field.remote_field else ""
            if other and other != model._meta.label_lower:
                assert other in seen, f"{model._meta.label_lower} points to {other}"
        seen.add(model._meta.label_lower)
    assert "dms.record" in seen and "retention.entry" in seen
