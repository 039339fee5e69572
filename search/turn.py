"""One at a time drains or rebuilds the index, on however many machines.

The marks lie in the database, so the turn is as wide as the database is: a locked file beside SQLite, which one machine
has alone, or an advisory lock of PostgreSQL, which several share. Either is given back by the system when its holder
dies. A lock of PostgreSQL also goes with the connection, so its holder asks at the end whether it was alone all the
time.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from search.index.base import IndexBusy

_LOCK = (0x616B7461, 1)  # "akta" in ASCII, and the index among its turns

Held = Callable[[], bool]
"""Says whether the turn was held without a break until now."""


@contextmanager
def turn(*, wait: bool) -> Iterator[Held]:
    """Hold the turn; raises `IndexBusy` when somebody else has it and `wait` is false."""
    with _in_postgresql(wait) if connection.vendor == "postgresql" else _in_files(wait) as held:
        yield held


@contextmanager
def _in_files(wait: bool) -> Iterator[Held]:
    with (settings.AKTA_HOME / "index.turn").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise IndexBusy from problem
        yield lambda: True


@contextmanager
def _in_postgresql(wait: bool) -> Iterator[Held]:
    session, given = _ask(f"SELECT pg_backend_pid(), pg_{'' if wait else 'try_'}advisory_lock(%s, %s)", *_LOCK)
    if not wait and not given:
        raise IndexBusy
    try:
        yield lambda: bool(_ask("SELECT pg_backend_pid()") == (session,))
    finally:
        if _ask("SELECT pg_backend_pid()") == (session,):  # else the server took it back with the connection
            _ask("SELECT pg_advisory_unlock(%s, %s)", *_LOCK)


def _ask(sql: str, *params: int) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        answer: tuple[object, ...] = cursor.fetchone()
        return answer
