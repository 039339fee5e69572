"""A copy of the database on PostgreSQL and what comes back from it: the same office, in Polish order, guarded again."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid

import psycopg
import pytest
from django.db import connection

from dms import database
from dms.audit import chain
from dms.audit.models import AuditEvent
from dms.move import tables
from dms.people.models import Person
from dms.rebuild import state
from tests import make
from tests.conftest import _point_to
from tests.services import Database
from tests.tools import ROOT

NAMES = ["Żak", "Ćma", "Adam", "Łoś", "Zebra", "Ącki", "Cyrk"]


@pytest.fixture
def full(postgres_office):
    make.make_user("handler", make.make_unit())
    make.make_case()
    make.make_record("Pismo o kładce", text="kładka")
    for name in NAMES:
        make.make_person(name)
    while chain.seal():
        pass
    return postgres_office


def _run(office, script, *words, **more):
    env = {**office.env, "AKTA_PYTHON": sys.executable, **more}
    command = [str(ROOT / "scripts" / script), *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)


def _all_rows():
    """Return the state's hash and the digest of each table; marks of the index go when it is built."""
    kept = [model for model in tables.all_tables() if model._meta.label != "search.Dirty"]
    return state.state(), {model._meta.label: tables.digest(model) for model in kept}


def _elsewhere(place):
    """Return the addresses of a database that is not there yet, on the same server."""
    name = f"akta_{uuid.uuid4().hex[:12]}"
    made = Database(str(place).replace(place.name, name), place.server)
    made.name = name
    return made


def test_a_copy_brings_the_same_office_back(full, tmp_path):
    file = tmp_path / "copy.dump"
    before = _all_rows()
    done = _run(full, "backup-postgres.sh", file)
    assert done.returncode == 0 and str(file) in done.stdout, done.stderr
    assert file.stat().st_mode & 0o077 == 0 and not file.with_name("copy.dump.part").exists()
    other = _elsewhere(full.place)
    try:
        account = {"DATABASE_URL": other.app_url, "DATABASE_OWNER_URL": other.owner_url}
        done = _run(full, "restore-postgres.sh", file, **account, POSTGRES_ADMIN_URL=other.admin_url)
        assert done.returncode == 0, done.stderr
        _point_to(other)
        assert _all_rows() == before
        about = database.about()
        assert about.audit_guarded and about.audit_separate and chain.verify().intact
        database.require()
        in_order = list(Person.objects.order_by("name").values_list("name", flat=True))
        assert in_order == ["Adam", "Ącki", "Cyrk", "Ćma", "Łoś", "Zebra", "Żak"]
        count = AuditEvent.objects.count()
        make.make_person("Nowa")
        assert AuditEvent.objects.count() == count + 1
        done = _run(full, "restore-postgres.sh", file, **account, POSTGRES_ADMIN_URL=other.admin_url)
        assert done.returncode == 3 and "is not empty" in done.stderr
    finally:
        connection.close()
        other.drop()


def test_a_copy_put_into_a_database_without_polish_is_refused(full, tmp_path):
    file = tmp_path / "copy.dump"
    assert _run(full, "backup-postgres.sh", file).returncode == 0
    other = _elsewhere(full.place)
    with psycopg.connect(full.place.admin_url.rpartition("/")[0] + "/postgres", autocommit=True) as admin:
        admin.execute(f"create database {other.name} owner akta_owner template template0 locale 'C'")
    try:
        account = {"DATABASE_URL": other.app_url, "DATABASE_OWNER_URL": other.owner_url}
        done = _run(full, "restore-postgres.sh", file, **account)
        assert done.returncode == 3 and "restore-postgres.sh" in done.stderr and "ICU" in done.stderr, done.stderr
    finally:
        other.drop()


def test_what_cannot_be_copied_or_restored_is_said(full, tmp_path):
    file = tmp_path / "copy.dump"
    file.write_text("something else")
    done = _run(full, "backup-postgres.sh", file)
    assert done.returncode == 3 and "there already" in done.stderr and file.read_text() == "something else"
    done = _run(full, "restore-postgres.sh", file)
    assert done.returncode == 3 and "no copy" in done.stderr
    away = {"DATABASE_URL": "postgres://akta:x@127.0.0.1:9/akta"}
    done = _run(full, "backup-postgres.sh", tmp_path / "other", **away)
    assert done.returncode == 3 and list(tmp_path.glob("other*")) == []
    done = _run(full, "backup-postgres.sh", tmp_path / "other", DATABASE_URL="")
    assert done.returncode == 3 and "DATABASE_URL" in done.stderr


def test_no_password_stands_in_a_command_line(full):
    """What is run can be seen by everyone on the machine: passwords travel in the environment."""
    text = "".join((ROOT / "scripts" / name).read_text() for name in os.listdir(ROOT / "scripts") if "postgres" in name)
    for line in text.splitlines():
        assert not ("pg_" in line or "psql" in line) or ("PASSWORD" not in line and "_URL" not in line), line
