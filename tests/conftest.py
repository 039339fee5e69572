"""Test bed: one migrated database as a template, and for each test that asks for it an office of its own.

`office` gives a fresh AKTA_HOME with a copy of the template, so tests commit for real and nothing is shared.
Pure tests ask for nothing and pay for nothing.

`postgres_office` is the same on a PostgreSQL of the run: the template belongs to the owner's account, and the tests
work as the application. With AKTA_TEST_DATABASE=postgres every `office` is one, and what is about SQLite's file (marked
`sqlite`) is left out.
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

import pytest

ROOT = Path(__file__).resolve().parent.parent
_SESSION = Path(tempfile.mkdtemp(prefix="akta-tests-"))
os.environ["AKTA_HOME"] = str(_SESSION / "home")
os.environ["AKTA_WRITE_BACK_SECONDS"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "dms.settings"
for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "AKTA_ARCHIVE", "DEBUG"):
    os.environ.pop(_name, None)
ON_POSTGRES = os.environ.get("AKTA_TEST_DATABASE", "") == "postgres"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from dms import database  # noqa: E402
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
    if ON_POSTGRES:
        made: services.Database = request.getfixturevalue("postgres_template")
        return made
    path = _SESSION / "template.sqlite3"
    _point_to(path)
    database.prepare()
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: services.Database) -> services.Database:  # noqa: F811
    """A migrated, empty database on PostgreSQL, made as `akta setup` does with DATABASE_OWNER_URL."""
    _point_to(postgres)
    settings.DATABASE_OWNER = _settings(postgres.owner_url)
    try:
        database.prepare()
    finally:
        settings.DATABASE_OWNER = None
        connection.close()
    return postgres


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


@pytest.fixture
def postgres_office(postgres_template: services.Database, tmp_path: Path) -> Iterator[Office]:
    """An office of its own on PostgreSQL, whatever the others use."""
    home = tmp_path / "home"
    home.mkdir()
    with moved_to(home, postgres_template) as made:
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
    before = settings.AKTA_HOME
    settings.AKTA_HOME = home
    _point_to(place)
    _forget()
    made = Office(home, place, template)
    try:
        yield made
    finally:
        connection.close()
        os.environ.pop("DATABASE_URL", None)
        settings.AKTA_HOME = before
        _forget()
        if isinstance(made.place, services.Database):
            made.place.drop()


def _point_to(place: Place) -> None:
    """Let this process and those that it starts use another database."""
    connection.close()
    if isinstance(place, services.Database):
        os.environ["DATABASE_URL"] = place.app_url
        connections.settings["default"] = _settings(place.app_url)
    else:
        os.environ.pop("DATABASE_URL", None)
        connections.settings["default"] = _settings(f"sqlite:///{place}")
    del connections["default"]


def _settings(url: str) -> dict[str, Any]:
    """Return what the settings make of an address."""
    from dms.settings import _database

    made = _database("DATABASE_URL", url) | {"CONN_MAX_AGE": None}
    return connections.configure_settings({"default": made})["default"]


def _forget() -> None:
    """Forget what a process opens once per office."""
    from dms.archive import store
    from search import indexing

    store.archive.cache_clear()
    indexing.index.cache_clear()
