"""Test bed: one migrated database as a template, and for each test that asks for it an office of its own.

`office` gives a fresh AKTA_HOME with a copy of the template, so tests commit for real and nothing is shared.
Pure tests ask for nothing and pay for nothing.
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

import pytest

ROOT = Path(__file__).resolve().parent.parent
_SESSION = Path(tempfile.mkdtemp(prefix="akta-tests-"))
os.environ["AKTA_HOME"] = str(_SESSION / "home")
os.environ["AKTA_WRITE_BACK_SECONDS"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "dms.settings"
for _name in ("DATABASE_URL", "AKTA_ARCHIVE", "DEBUG"):
    os.environ.pop(_name, None)

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
    """Mark what needs real servers."""
    services.mark(items)


def pytest_sessionfinish() -> None:
    """Remove what the tests wrote."""
    shutil.rmtree(_SESSION, ignore_errors=True)


@pytest.fixture(scope="session")
def template() -> Path:
    """A migrated, empty database."""
    from django.core.management import call_command

    path = _SESSION / "template.sqlite3"
    _point_to(path)
    call_command("migrate", verbosity=0)
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@dataclass
class Office:
    """A fresh office: its folder, its database, and what a subprocess needs to see the same one."""

    home: Path

    @property
    def env(self) -> dict[str, str]:
        """Return the environment for a subprocess that works in this office."""
        return {**os.environ, "AKTA_HOME": str(self.home)}


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Iterator[Office]:
    """An office of its own: empty database, archive, index and queue in a temporary folder."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(template, home / "akta.sqlite3")
    with moved_to(home):
        yield Office(home)


@pytest.fixture(scope="module")
def sample_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The sample office as `make run` shows it, built by the command itself; shared by the tests of a module."""
    home = tmp_path_factory.mktemp("sample") / "home"
    env = {**os.environ, "AKTA_HOME": str(home), "AKTA_OCR": "no"}
    for command in ("setup", "demo"):
        subprocess.run([sys.executable, str(ROOT / "manage.py"), command], env=env, check=True, capture_output=True)
    with moved_to(home):
        yield Office(home)


@contextmanager
def moved_to(home: Path) -> Iterator[None]:
    """Let this process work in another office for a while."""
    before = settings.AKTA_HOME
    settings.AKTA_HOME = home
    _point_to(home / "akta.sqlite3")
    _forget()
    try:
        yield
    finally:
        connection.close()
        settings.AKTA_HOME = before
        _forget()


def _point_to(path: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(path)


def _forget() -> None:
    """Forget what a process opens once per office."""
    from dms.archive import store
    from search import indexing

    store.archive.cache_clear()
    indexing.index.cache_clear()
