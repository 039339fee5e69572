"""The database as the office needs it: who may do what, and what is said of one that is not as it should be."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from dms import database
from dms.access.system import SYSTEM
from dms.audit import chain, log
from dms.audit.models import AuditEvent, AuditSeal
from tests.cli import akta
from tests.tools import ROOT

HARM = {
    "event changed": "UPDATE dms_auditevent SET verb = 'x.other'",
    "event deleted": "DELETE FROM dms_auditevent",
    "seal changed": "UPDATE dms_auditseal SET position = 99 WHERE position = 1",
    "seal deleted": "DELETE FROM dms_auditseal WHERE position = 2",
}
SQLITE_HARM = {
    "event replaced": "INSERT OR REPLACE INTO dms_auditevent SELECT id, 'x.other', schema, subject_kind, subject_id, "
    "actor_kind, actor_id, actor_name, at, data, digest FROM dms_auditevent",
    "seal replaced": "INSERT OR REPLACE INTO dms_auditseal SELECT position, 'x', sealed_at, event_id "
    "FROM dms_auditseal",
}
POSTGRESQL_HARM = {
    "events emptied": "TRUNCATE dms_auditevent CASCADE",
    "seals emptied": "TRUNCATE dms_auditseal",
    "event written over": "INSERT INTO dms_auditseal SELECT * FROM dms_auditseal ON CONFLICT (position) "
    "DO UPDATE SET hash = 'x'",
}
OWNERS_TOOLS = {
    "guard off": "ALTER TABLE dms_auditevent DISABLE TRIGGER ALL",
    "guard dropped": "DROP TRIGGER only_add_rows ON dms_auditevent",
    "guard rewritten": "CREATE OR REPLACE FUNCTION akta_only_add() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RETURN NEW; END $$",
    "as a replica": "SET session_replication_role = replica",
    "table dropped": "DROP TABLE dms_auditseal",
    "table taken": "ALTER TABLE dms_auditevent OWNER TO akta_app",
    "role taken": "SET ROLE akta_owner",
    "history of tables": "DELETE FROM django_migrations",
}


def _trail():
    with transaction.atomic():
        for number in range(3):
            log.record("x.noted", ("person", number), SYSTEM.actor, {"number": number})
    chain.seal()
    return _as_it_is()


def _as_it_is():
    return list(AuditEvent.objects.order_by("id").values()), list(AuditSeal.objects.order_by("position").values())


def _refused(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.sqlite
@pytest.mark.parametrize("harm", [*HARM, *SQLITE_HARM])
def test_sqlite_refuses_to_change_the_trail(office, harm):
    before = _trail()
    _refused((HARM | SQLITE_HARM)[harm])
    assert _as_it_is() == before and chain.verify().intact


@pytest.mark.parametrize("harm", [*HARM, *POSTGRESQL_HARM, *OWNERS_TOOLS])
def test_the_application_cannot_change_the_trail_on_postgresql(postgres_office, harm):
    before = _trail()
    _refused((HARM | POSTGRESQL_HARM | OWNERS_TOOLS)[harm])
    assert _as_it_is() == before and chain.verify().intact


@pytest.mark.parametrize("account", ["owner_url", "admin_url"])
@pytest.mark.parametrize("harm", [*HARM, *POSTGRESQL_HARM])
def test_even_the_owner_is_refused_until_he_takes_the_guard_away(postgres_office, harm, account):
    before = _trail()
    with psycopg.connect(getattr(postgres_office.place, account)) as other:
        if account == "admin_url":
            other.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="can only be added to"):
            other.execute((HARM | POSTGRESQL_HARM)[harm])
    assert _as_it_is() == before


@pytest.mark.sqlite
def test_the_guard_stands_on_sqlite(office):
    found = database.about()
    assert found.server.startswith("SQLite 3.") and found.audit_guarded and not found.audit_separate
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER dms_auditseal_no_delete")
    assert not database.about().audit_guarded


def test_the_guard_stands_on_postgresql_and_the_application_is_apart(postgres_office):
    found = database.about()
    assert found.server.startswith("PostgreSQL ") and found.user == "akta_app"
    assert found.audit_guarded and found.audit_separate
    with psycopg.connect(postgres_office.place.owner_url) as owner:
        owner.execute("GRANT DELETE ON dms_auditseal TO akta_app")
    assert not database.about().audit_separate
    with psycopg.connect(postgres_office.place.owner_url) as owner:
        owner.execute("ALTER TABLE dms_auditseal ENABLE TRIGGER only_add_rows")
    assert not database.about().audit_guarded


def _run(*words, **env):
    given = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")} | env
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False, timeout=120)


def test_an_office_is_set_up_by_its_owner_and_used_by_the_application(postgres, tmp_path):
    place = postgres.fresh()
    env = {"AKTA_HOME": str(tmp_path), "DATABASE_URL": place.app_url}
    alone = _run("setup", **env)
    assert alone.returncode == 3 and "DATABASE_OWNER_URL" in alone.stderr, alone.stderr
    for _again in range(2):
        done = _run("setup", DATABASE_OWNER_URL=place.owner_url, **env)
        assert done.returncode == 0, done.stderr
    assert _run("setup", **env).returncode == 0, "nothing to do, so nobody need be the owner"
    done = _run(
        "user", "add", "jan", "Jan Próbny", "--role", "administrator", AKTA_PASSWORD="dość-długie-hasło-7", **env
    )
    assert done.returncode == 0, done.stderr
    assert _run("audit", "verify", **env).returncode == 0
    shown = _run("doctor", "--language", "en", **env).stdout
    assert "PostgreSQL" in shown and "also against the account of the application" in shown


def test_one_account_for_everything_works_and_is_shown(postgres, tmp_path):
    place = postgres.fresh()
    env = {"AKTA_HOME": str(tmp_path), "DATABASE_URL": place.owner_url}
    assert _run("setup", **env).returncode == 0
    shown = _run("doctor", "--json", **env)
    assert '"audit_separate": false' in shown.stdout and '"audit_guarded": true' in shown.stdout, shown.stdout


def _made(place, statement):
    """Make a database beside this one and return its address with the owner's account."""
    name = f"{place.name}_x"
    with psycopg.connect(place.admin_url.rpartition("/")[0] + "/postgres", autocommit=True) as admin:
        admin.execute(f"drop database if exists {name}")
        admin.execute(f"create database {name} owner akta_owner template template0 encoding 'UTF8' {statement}")
    return place.owner_url.rpartition("/")[0] + f"/{name}"


@pytest.mark.parametrize("locale", ["locale 'C'", "locale 'C.UTF-8'", "locale_provider icu icu_locale 'sv' locale 'C'"])
def test_a_database_without_polish_is_refused(postgres, tmp_path, locale):
    env = {"AKTA_HOME": str(tmp_path), "DATABASE_URL": _made(postgres, locale)}
    for words in (["setup"], ["doctor"]):
        done = _run(*words, "--language", "en", **env)
        assert done.returncode == 3 and "does not sort in Polish" in done.stderr + done.stdout, done


def test_a_server_that_is_too_old_is_refused(postgres_office, monkeypatch):
    monkeypatch.setattr(database, "OLDEST", 99)
    with pytest.raises(database.TooOld, match="99"):
        database.require()
    answer = akta("doctor", "--language", "en")
    assert answer.code == 3 and "99 or newer" in answer.out


@pytest.mark.parametrize("words", [["doctor"], ["setup"], ["case", "list"], ["serve"]], ids=" ".join)
def test_a_server_that_is_not_there_is_said_so_at_once(tmp_path, words):
    env = {"AKTA_HOME": str(tmp_path), "DATABASE_URL": "postgres://akta:x@127.0.0.1:9/akta", "AKTA_PORT": "18978"}
    done = _run(*words, "--language", "en", **env)
    assert done.returncode == 3 and "DATABASE_URL" in done.stderr + done.stdout, done


def test_the_owner_must_own_the_same_database(tmp_path):
    env = {"AKTA_HOME": str(tmp_path), "DATABASE_URL": "postgres://akta:x@127.0.0.1:9/akta"}
    done = _run("doctor", DATABASE_OWNER_URL="postgres://akta:x@127.0.0.1:9/other", **env)
    assert done.returncode == 3 and "DATABASE_OWNER_URL" in done.stderr


def test_passwords_are_not_shown(postgres_office):
    word = urlsplit(postgres_office.place.app_url).password
    shown = akta("doctor", "--json").out
    assert word and word not in shown
