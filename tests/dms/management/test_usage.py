"""What a person types wrongly is answered in one language, with the right form and the code of wrong usage."""

import os
import subprocess
import sys

import pytest

import dms
from tests.cli import akta
from tests.tools import ROOT

POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"


def test_an_unknown_command_names_near_ones_and_the_way_to_all():
    answer = akta("serch", "x")
    assert answer.code == 2 and answer.out == ""
    assert "„serch”" in answer.err and "search" in answer.err and "akta --help" in answer.err
    far = akta("zzzz", "--language", "en")
    assert far.code == 2 and "no command “zzzz”" in far.err and "Did you mean" not in far.err


@pytest.mark.parametrize("words", [["--json", "doctor"], ["help", "nonsense"], ["-x"]], ids=" ".join)
def test_what_is_no_command_ends_with_2(words):
    answer = akta(*words)
    assert answer.code == 2 and answer.err.startswith("akta: ") and len(answer.err.splitlines()) == 1


def test_the_language_may_stand_before_the_command():
    assert "usage: akta due" in akta("--language", "en", "due", "--help").out
    assert "usage: akta due" in akta("--language=en", "due", "--help").out


def test_help_names_the_commands_in_the_asked_language():
    polish, english = akta("--help").out, akta("--help", "--language", "en").out
    assert "Run the web server" in english and "Uruchamia serwer" in polish
    assert not set(english) & set(POLISH) and "with" not in polish
    assert akta("help", "due").out == akta("due", "--help").out


def test_the_version_is_that_of_akta():
    assert akta("--version").out.split() == ["Akta", dms.__version__]
    assert akta("due", "--version").out.strip() == dms.__version__


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["due", "--on", "31.12.2026"], ["31.12.2026", "2035-01-31"]),
        (["search", "x", "--limit", "-1"], ["„-1”"]),
        (["serve", "--port", "0"], ["65535"]),
        (["user", "grant", "x", "--role", "king"], ["king", "registry"]),
        (["show"], ["ID"]),
        (["show", "x", "--nonsense"], ["--nonsense"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_a_wrong_value_is_named_with_what_would_be_right(words, said):
    answer = akta(*words)
    assert answer.code == 2 and all(part in answer.err for part in said), answer.err
    assert "błąd:" in answer.err and "error" not in answer.err and "invalid" not in answer.err


def test_options_name_what_their_values_mean():
    assert "registry: punkt kancelaryjny" in " ".join(akta("user", "add", "--help").out.split())
    assert "open: w toku" in " ".join(akta("case", "list", "--help").out.split())


@pytest.mark.parametrize(("words", "code"), [(["bogus"], 2), (["due", "--on", "x"], 2), (["show", "x"], 3)], ids=str)
def test_the_codes_are_those_of_the_process(tmp_path, words, code):
    env = {**os.environ, "AKTA_HOME": str(tmp_path / "home")}
    for program in ([sys.executable, "manage.py"], [sys.executable, "-c", "from dms.cli import main; main()"]):
        done = subprocess.run([*program, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == code and done.stdout == "" and "Traceback" not in done.stderr


def test_a_python_without_the_packages_is_told_to_set_up():
    done = subprocess.run(
        [sys.executable, "-S", "manage.py", "doctor"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3 and "make setup" in done.stderr and "Traceback" not in done.stderr
