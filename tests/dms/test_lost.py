"""Which failures of a database pass by themselves: told by what the driver says, not by asking again."""

import sqlite3

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError

from dms import lost


def _raised(kind, cause):
    try:
        raise kind(str(cause)) from cause
    except kind as problem:
        return problem


@pytest.mark.parametrize(
    ("problem", "is_lost", "passes"),
    [
        (_raised(OperationalError, psycopg.OperationalError("server closed the connection unexpectedly")), True, True),
        (_raised(OperationalError, psycopg.errors.AdminShutdown("terminating connection")), True, True),
        (_raised(OperationalError, psycopg.errors.CannotConnectNow("starting up")), True, True),
        (_raised(OperationalError, psycopg.errors.ConnectionFailure("08006")), True, True),
        (_raised(OperationalError, psycopg.errors.LockNotAvailable("lock timeout")), False, True),
        (_raised(OperationalError, psycopg.errors.QueryCanceled("statement timeout")), False, True),
        (_raised(OperationalError, psycopg.errors.DiskFull("no room")), False, False),
        (_raised(ProgrammingError, psycopg.errors.UndefinedTable("no such table")), False, False),
        (_raised(IntegrityError, psycopg.errors.UniqueViolation("twice")), False, False),
        (_raised(OperationalError, sqlite3.OperationalError("database is locked")), False, True),
        (_raised(OperationalError, sqlite3.OperationalError("no such table: lock")), False, False),
        (ValueError("is locked"), False, False),
    ],
    ids=str,
)
def test_what_passes(problem, is_lost, passes):
    assert (lost.is_lost(problem), lost.passes(problem)) == (is_lost, passes)
