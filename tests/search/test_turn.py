"""One at a time drains or rebuilds: beside SQLite by a locked file, in PostgreSQL by a lock of the session."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from search import indexing
from search.index.base import IndexBusy
from search.models import Dirty
from search.turn import turn
from tests import make
from tests.tools import ROOT

HOLD = """
import django, sys; django.setup()
from search.turn import turn
with turn(wait="wait" in sys.argv) as held:
    print("mine", flush=True)
    sys.stdin.readline()
    print(held())
"""
TRY = """
import django; django.setup()
from search.index.base import IndexBusy
from search.turn import turn
try:
    with turn(wait=False):
        print("free")
except IndexBusy:
    print("busy")
"""


def _holder(env: dict[str, str], *words: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-c", HOLD, *words]
    return subprocess.Popen(line, env=env, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _state(env: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, "-c", TRY], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def _held_once(env: dict[str, str]) -> None:
    first = _holder(env)
    assert first.stdout and first.stdout.readline() == "mine\n"
    assert _state(env) == "busy"
    second = _holder(env, "wait")
    assert first.communicate("\n")[0] == "True\n"
    assert second.stdout and second.stdout.readline() == "mine\n", "who waits has it next"
    second.kill()
    second.communicate()


def test_one_holds_the_turn_beside_sqlite(tmp_path) -> None:
    env = {**os.environ, "AKTA_HOME": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/akta.sqlite3"}
    _held_once(env)
    assert _state(env) == "free", "the death of the holder gave it back"


def test_one_holds_the_turn_in_postgresql_and_knows_when_it_was_lost(postgres, tmp_path) -> None:
    env = {**os.environ, "AKTA_HOME": str(tmp_path), "DATABASE_URL": postgres.app_url}
    _held_once(env)
    holder = _holder(env, "wait")
    assert holder.stdout and holder.stdout.readline() == "mine\n"
    postgres.server.restart()  # ends every connection; the next question makes a new one
    assert _state(env) == "free"
    assert holder.communicate("\n")[0] == "False\n"


@pytest.fixture
def lost(monkeypatch):
    """Let the turn be lost so many times."""

    def lose(times: int) -> None:
        answers = [False] * times

        @contextmanager
        def losing(*, wait: bool):
            with turn(wait=wait):
                yield lambda: answers.pop() if answers else True

        monkeypatch.setattr(indexing, "turn", losing)

    return lose


def test_what_was_indexed_without_the_turn_is_marked_again(office, lost) -> None:
    make.make_record("Lampy")
    waiting = set(Dirty.objects.values_list("subject_id", flat=True))
    lost(1)
    with pytest.raises(IndexBusy):
        indexing.drain()
    newest = Dirty.objects.order_by("-pk").values_list("subject_id", flat=True)[: len(waiting)]
    assert set(newest) == waiting
    indexing.drain()
    assert indexing.lag() == 0


def test_an_index_built_without_the_turn_is_built_again(office, lost, monkeypatch) -> None:
    make.make_record("Lampy")
    built = []
    real = type(indexing.index()).rebuild
    monkeypatch.setattr(
        type(indexing.index()), "rebuild", lambda self, documents: built.append(1) or real(self, documents)
    )
    lost(2)
    assert indexing.rebuild() == 1
    assert len(built) == 3 and indexing.lag() == 0
