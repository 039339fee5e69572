"""Test bed: one migrated database as a template, and for each test that asks for it an office of its own.

`office` gives a fresh AKTA_HOME with a copy of the template, so tests commit for real and nothing is shared.
Pure tests ask for nothing and pay for nothing.

With AKTA_TEST_DATABASE=postgres all of this lies in a PostgreSQL of the run: the template belongs to the owner's
account, and the tests work as the application. What is about SQLite's file is marked `sqlite` and left out then.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
_SESSION = Path(tempfile.mkdtemp(prefix="akta-tests-"))
os.environ["AKTA_HOME"] = str(_SESSION / "home")
os.environ["AKTA_WRITE_BACK_SECONDS"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "dms.settings"
for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "AKTA_ARCHIVE", "DEBUG"):
    os.environ.pop(_name, None)
ON_POSTGRES = os.environ.get("AKTA_TEST_DATABASE", "") == "postgres"
if ON_POSTGRES:
    os.environ["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"  # of this kind; where it is, `_point_to` says

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests import services  # noqa: E402
from tests.services import opensearch, postgres, rabbitmq, redis_server, toxiproxy, versitygw  # noqa: E402, F401

setup_test_environment()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs real servers, and leave out what is about the other database."""
    services.mark(items)
    for item in items:
        if ON_POSTGRES and item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason="about SQLite's file"))


def pytest_sessionfinish() -> None:
    """Remove what the tests wrote."""
    shutil.rmtree(_SESSION, ignore_errors=True)


Place = Path | services.Database
"""Where a database is: SQLite's file, or one on the run's PostgreSQL."""


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest) -> Place:
    """A migrated, empty database."""
    from dms import database

    if not ON_POSTGRES:
        path = _SESSION / "template.sqlite3"
        _point_to(path)
        database.prepare()
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return path
    made: services.Database = request.getfixturevalue("postgres")
    with _as_owner(made):
        database.prepare()
    connection.close()
    return made


@dataclass
class Office:
    """A fresh office: its folder, its database, and what a subprocess needs to see the same one."""

    home: Path
    place: Place
    template: Place

    @property
    def env(self) -> dict[str, str]:
        """Return the environment for a subprocess that works in this office."""
        url = {"DATABASE_URL": self.place.app_url} if isinstance(self.place, services.Database) else {}
        return {**os.environ, "AKTA_HOME": str(self.home), **url}

    def lose_database(self) -> None:
        """Have an empty database again, as after a loss; the folder stays."""
        connection.close()
        if isinstance(self.place, services.Database):
            assert isinstance(self.template, services.Database)
            self.place = self.template.copy()
            _point_to(self.place)
            return
        for leaf in self.home.glob("akta.sqlite3*"):
            leaf.unlink()
        shutil.copy(str(self.template), self.home / "akta.sqlite3")


@pytest.fixture
def office(template: Place, tmp_path: Path) -> Iterator[Office]:
    """An office of its own: empty database, archive, index and queue in a temporary folder."""
    home = tmp_path / "home"
    home.mkdir()
    with moved_to(home, template) as made:
        yield made


@pytest.fixture(scope="module")
def sample_office(template: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The sample office as `make run` shows it, built by the command itself; shared by the tests of a module."""
    home = tmp_path_factory.mktemp("sample") / "home"
    home.mkdir()
    with moved_to(home, template) as made:
        env = {**made.env, "AKTA_OCR": "no"}
        command = [sys.executable, str(ROOT / "manage.py"), "demo"]
        subprocess.run(command, env=env, check=True, capture_output=True)
        yield made


@contextmanager
def moved_to(home: Path, template: Place) -> Iterator[Office]:
    """Let this process work in another office for a while, with a copy of the template for a database."""
    place: Place
    if isinstance(template, services.Database):
        place = template.copy()
    else:
        place = home / "akta.sqlite3"
        shutil.copy(template, place)
    before, url = settings.AKTA_HOME, os.environ.get("DATABASE_URL")
    settings.AKTA_HOME = home
    _point_to(place)
    _forget()
    made = Office(home, place, template)
    try:
        yield made
    finally:
        connection.close()
        settings.AKTA_HOME = before
        if url:
            os.environ["DATABASE_URL"] = url
        _forget()
        if isinstance(made.place, services.Database):
            made.place.drop()


def _point_to(place: Place) -> None:
    connection.close()
    if isinstance(place, services.Database):
        os.environ["DATABASE_URL"] = place.app_url
        settings_of(connection.settings_dict, place.app_url)
    else:
        connection.settings_dict["NAME"] = str(place)


def settings_of(known: dict[str, Any], url: str) -> None:
    """Let a connection lead to another database of the same kind."""
    parts = urlsplit(url)
    known.update(
        NAME=parts.path[1:], USER=parts.username, PASSWORD=parts.password, HOST=parts.hostname, PORT=parts.port
    )


@contextmanager
def _as_owner(made: services.Database) -> Iterator[None]:
    """Do as `akta setup` with DATABASE_OWNER_URL does."""
    _point_to(made)
    owner: dict[str, Any] = {}
    settings_of(owner, made.owner_url)
    settings.DATABASE_OWNER = owner
    try:
        yield
    finally:
        settings.DATABASE_OWNER = None


def _forget() -> None:
    """Forget what a process opens once per office."""
    from dms.archive import store
    from search import indexing

    store.archive.cache_clear()
    indexing.index.cache_clear()
