"""One at a time drains or rebuilds the index, on however many machines.

The marks lie in the database, so the turn is as wide as the database is: a locked file beside SQLite, which one machine
has alone, or an advisory lock of PostgreSQL, which several share. Either is given back by the system when its holder
dies.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from search.index.base import IndexBusy

_LOCK = (0x616B7461, 1)  # "akta" in ASCII, and the index among its turns


@contextmanager
def turn(*, wait: bool) -> Iterator[None]:
    """Hold the turn; raises `IndexBusy` when somebody else has it and `wait` is false."""
    with _in_postgresql(wait) if connection.vendor == "postgresql" else _in_files(wait):
        yield


@contextmanager
def _in_files(wait: bool) -> Iterator[None]:
    with (settings.AKTA_HOME / "index.turn").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise IndexBusy from problem
        yield


@contextmanager
def _in_postgresql(wait: bool) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_lock(%s, %s)", _LOCK)
        (given,) = cursor.fetchone()
        if not wait and not given:
            raise IndexBusy
    try:
        yield
    finally:
        with connection.cursor() as cursor:  # of a broken connection the server has taken it back
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _LOCK)
