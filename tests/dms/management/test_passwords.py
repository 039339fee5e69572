"""Where the password comes from: typed twice on a terminal, piped in, or in the environment."""

import os
import pty
import select
import subprocess
import sys
import time

import pytest
from django.conf import global_settings, settings
from django.db import connection
from django.test import override_settings

from dms.access.models import User
from tests import make
from tests.tools import ROOT

OTHER = "calkiem-inne-haslo"


@pytest.fixture
def account(office, monkeypatch):
    monkeypatch.delenv("AKTA_PASSWORD", raising=False)
    make.make_user("reader", username="nowak")
    both = [*settings.PASSWORD_HASHERS, *global_settings.PASSWORD_HASHERS]  # the tests', and those of the process
    with override_settings(PASSWORD_HASHERS=both):
        yield office


def _env(office, **more):
    return {**os.environ, **office.env, **more}


def _checks(password):
    return User.objects.get(username="nowak").check_password(password)


def _piped(office, text, **more):
    connection.close()
    return subprocess.run(
        [sys.executable, "manage.py", "user", "password", "nowak"],
        cwd=ROOT, env=_env(office, **more), input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _read_until(terminal, end, seconds=60):
    """Return what the terminal says until `end` stands in it; without `end`, until the process closes it."""
    said, deadline = "", time.monotonic() + seconds
    while time.monotonic() < deadline and not (end and end in said):
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            data = os.read(terminal, 4096)
        except OSError:  # the other side has gone
            break
        if not data:
            break
        said += data.decode()
    return said


def _typed(office, *answers):
    """Run the command on a terminal of its own and type an answer at each question."""
    connection.close()
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "manage.py", "user", "password", "nowak"], _env(office))
    said = ""
    for question, answer in zip(("Hasło: ", "Jeszcze raz: "), answers, strict=False):
        said += _read_until(terminal, question)
        os.write(terminal, f"{answer}\n".encode())
    said += _read_until(terminal, "")
    _pid, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), said


def test_on_a_terminal_it_is_asked_twice_and_not_shown(account):
    code, said = _typed(account, OTHER, OTHER)
    assert code == 0 and said.count("Hasło: ") == 1 and said.count("Jeszcze raz: ") == 1 and OTHER not in said
    assert _checks(OTHER)


def test_two_different_ones_change_nothing(account):
    code, said = _typed(account, OTHER, OTHER + "x")
    assert code == 1 and "różne" in said and _checks(make.PASSWORD)


def test_an_empty_answer_says_what_to_do(account):
    code, said = _typed(account, "")
    assert code == 1 and "AKTA_PASSWORD" in said and "Jeszcze raz" not in said and _checks(make.PASSWORD)


def test_the_first_line_of_a_pipe_is_the_password(account):
    done = _piped(account, f"{OTHER}\r\nsomething else\n")
    assert done.returncode == 0 and done.stderr == "" and "nowak" in done.stdout
    assert _checks(OTHER)


@pytest.mark.parametrize("text", ["", "\n"])
def test_an_empty_pipe_says_what_to_do(account, text):
    done = _piped(account, text)
    assert done.returncode == 1 and "AKTA_PASSWORD" in done.stderr and "krótkie" not in done.stderr
    assert _checks(make.PASSWORD)


def test_a_short_one_is_called_short(account):
    done = _piped(account, "krotkie\n")
    assert done.returncode == 1 and "krótkie" in done.stderr and "AKTA_PASSWORD" not in done.stderr


def test_the_environment_comes_before_the_pipe(account):
    assert _piped(account, "krotkie\n", AKTA_PASSWORD=OTHER).returncode == 0
    assert _checks(OTHER)
