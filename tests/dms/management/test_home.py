"""An office that is not set up, lost its database or index, or has one of another version: each says what to type."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection

from dms.management import home
from tests import intruder, make
from tests.cli import akta
from tests.tools import ROOT

READING = [
    ["case", "list"], ["search", "x"], ["show", "x"], ["why", "x"], ["due"], ["user", "list"], ["audit", "list"],
    ["audit", "verify"], ["archive", "flush"], ["verify"], ["rebuild", "--state"], ["rebuild", "--index-only"],
    ["list", "units"], ["classify", "x", "1"], ["export", "bag", "case:x", "/tmp/akta-none"], ["demo"],
    ["ingest", "manage.py"], ["serve"],
]  # fmt: skip


def _lose_database(office):
    connection.close()
    for path in office.home.glob("akta.sqlite3*"):
        path.unlink()


def _one_sentence(answer, command):
    lines = answer.err.splitlines()
    assert answer.code == 3 and answer.out == "" and len(lines) == 1 and lines[0].startswith("akta: "), answer
    assert command in lines[0]


@pytest.mark.sqlite
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_without_an_office_every_command_says_to_set_up_and_makes_nothing(office, words):
    _lose_database(office)
    _one_sentence(akta(*words), "akta setup")
    assert not (office.home / "akta.sqlite3").exists()
    answer = akta(*words, "--json")
    assert answer.code == 3 and answer.data["error"]["code"] == "home.not_set_up"


@pytest.mark.sqlite
def test_an_empty_database_counts_as_none(office):
    _lose_database(office)
    (office.home / "akta.sqlite3").touch()
    _one_sentence(akta("case", "list"), "akta setup")


@pytest.mark.sqlite
def test_with_an_archive_and_no_database_the_way_is_a_rebuild(office):
    make.make_unit()
    akta("archive", "flush")
    _lose_database(office)
    _one_sentence(akta("case", "list"), "akta rebuild")
    assert akta("rebuild").code == 0
    assert akta("list", "units", "--json").data["units"][0]["symbol"] == "KPM"


@pytest.mark.sqlite
def test_there_is_nothing_to_rebuild_from_nothing(office):
    _lose_database(office)
    answer = akta("rebuild")
    assert answer.code == 1 and "akta setup" in answer.err and not (office.home / "akta.sqlite3").exists()


def _damage(office):
    connection.close()
    file = office.home / "akta.sqlite3"
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 3])


def _garbage(office):
    connection.close()
    (office.home / "akta.sqlite3").write_bytes(b"no database at all, only words " * 10)


@pytest.mark.sqlite
@pytest.mark.parametrize("harm", [_damage, _garbage])
@pytest.mark.parametrize("words", [["case", "list"], ["user", "list"], ["setup"], ["rebuild"], ["demo"]], ids=" ".join)
def test_a_damaged_database_is_to_be_moved_away_and_rebuilt(office, harm, words):
    harm(office)
    _one_sentence(akta(*words), "akta rebuild")
    connection.close()


@pytest.mark.sqlite
def test_a_database_that_cannot_be_opened_names_its_rights(office):
    _lose_database(office)
    (office.home / "akta.sqlite3").mkdir()
    _one_sentence(akta("case", "list"), "ls -l")


def _forget_migrations(where):
    connection.close()
    intruder.sql(
        f"DELETE FROM django_migrations WHERE app = 'dms' {where}",
        "DROP TABLE dms_casemention",
        "ALTER TABLE dms_case RENAME TO dms_lost",
    )


def test_an_older_database_is_to_be_brought_up_to_date(office):
    _forget_migrations("")
    _one_sentence(akta("case", "list"), "akta setup")
    _one_sentence(akta("serve"), "akta setup")


def test_a_newer_database_is_not_touched(office):
    intruder.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('dms', '9999_of_tomorrow', '2090-01-01')")
    _forget_migrations("AND name = 'none'")
    assert akta("case", "list", "--json").data["error"]["code"] == "home.database_newer"
    assert isinstance(home.difference(), home.DatabaseNewer)


def test_a_database_that_is_as_it_should_be_is_no_reason(office):
    assert home.difference() is None


@pytest.fixture
def indexed(office):
    make.make_record("Pismo o kładce", text="kładka")
    make.make_record("Uchwała o kładce", text="uchwała w sprawie kładki")
    akta("rebuild", "--index-only")
    return office.home / "index"


def _generation(index):
    return index / (index / "current").read_text().strip()


def _other_version(index):
    (_generation(index) / "made-by.json").write_text(json.dumps({"format": "0"}))


def _torn(index):
    for path in [*_generation(index).glob("*.term"), *_generation(index).glob("*.idx")]:
        path.chmod(0o600)
        path.write_bytes(b"xxxxx")


def _unreadable(index):
    (_generation(index) / "meta.json").write_text('{"x":')


@pytest.mark.parametrize("harm", [shutil.rmtree, _other_version, _torn, _unreadable])
def test_without_a_good_index_a_search_says_to_build_it(indexed, harm):
    harm(indexed)
    for words in (["search", "kładka"], ["export", "bag", "search:kładka", "/tmp/akta-none"]):
        answer = akta(*words)
        assert answer.code == 3 and answer.out == "" and "akta rebuild --index-only" in answer.err.splitlines()[-1]
        assert akta(*words, "--json").data["error"]["code"] == "search.missing"
    assert akta("rebuild", "--index-only").code == 0
    assert akta("search", "kładka", "--json").data["total"] == 2


@pytest.mark.sqlite
def test_the_doctor_shows_the_machine_and_what_to_type(office):
    _lose_database(office)
    answer = akta("doctor")
    assert answer.code == 3 and "tesseract" in answer.out and "akta setup" in answer.out.splitlines()[-1]
    assert akta("doctor", "--json").data["error"]["code"] == "home.not_set_up"


@pytest.mark.sqlite
def test_a_busy_database_is_said_to_be_busy(office):
    import sqlite3

    from django.db import OperationalError

    other = sqlite3.connect(office.home / "akta.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        sqlite3.connect(office.home / "akta.sqlite3", timeout=0).execute("BEGIN IMMEDIATE")
        raise AssertionError("two writers at once")
    except sqlite3.OperationalError as problem:
        assert isinstance(home.explain(OperationalError(str(problem))), home.DatabaseBusy)
    finally:
        other.rollback()
        other.close()


def test_serving_a_folder_without_an_office_starts_nothing(tmp_path):
    env = {**os.environ, "AKTA_HOME": str(tmp_path / "home"), "AKTA_PORT": "18979"}
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 3 and "akta setup" in done.stderr
