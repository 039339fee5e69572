"""PostgreSQL as Akta uses it (`ENGINE` in the settings names this package; Django asks for a module `base`).

**One writer at a time.** Actions look at rows and then change them, and marks are deleted up to the newest seen: right
only where transactions that write come one after the other, as SQLite runs them (`BEGIN IMMEDIATE`). So each
transaction first takes an advisory lock, which its end gives back, and each of its later statements sees all that was
committed before. Reading outside a transaction waits for nobody. What it costs stands in DESIGN under "Measured".

**A lost connection is made again** where nothing can have happened on it: between statements outside transactions,
when the lock is asked for, and while something was only read. Anywhere else the error goes up: a page answers 503, a
worker takes the job again.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base

from dms import lost

WRITING = (0x616B7461, 2)  # "akta" in ASCII, and the right to write among its locks (1 is the index's turn)
WAIT = "60s"  # for others to have written, as SQLite waits


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that keeps the two rules."""

    _was_there = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make a wrapper that is not connected yet."""
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._read_again)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect. The first time at once or not at all; later as long as this process is patient."""
        until = time.monotonic() + (lost.patience() if self._was_there else 0)
        while True:
            try:
                made = super().get_new_connection(conn_params)
            except self.Database.OperationalError:
                if time.monotonic() >= until:
                    raise
                time.sleep(lost.PAUSE)
            else:
                self._was_there = True
                return made

    def _cursor(self, name: str | None = None) -> Any:
        if self.connection is not None and not self.in_atomic_block and self.autocommit and self._is_lost():
            self.close()
        return super()._cursor(name)  # type: ignore[misc]

    def _read_again(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement; one that only reads, outside a transaction, again when the connection broke over it."""
        try:
            return execute(sql, params, many, context)
        except lost.BROKEN as problem:
            if self.in_atomic_block or not lost.is_lost(problem) or not str(sql).lstrip().upper().startswith("SELECT"):
                raise
            self.close()
            self.connect()
            context["cursor"].cursor = self.create_cursor(getattr(context["cursor"].cursor, "name", None))
            return execute(sql, params, many, context)

    def _is_lost(self) -> bool:
        """Tell whether the server has gone. It says so unasked, so without a word from it no question is sent."""
        if self.connection.closed:
            return True
        heard = select.poll()
        heard.register(self.connection.fileno(), select.POLLIN)
        return bool(heard.poll(0)) and not self.is_usable()

    def _set_autocommit(self, autocommit: bool) -> None:
        if autocommit:
            super()._set_autocommit(True)  # type: ignore[misc]
            return
        try:
            self._begin()
        except lost.BROKEN:
            if self._step_back():  # somebody else has been writing for too long
                raise
            self.close()
            self.connect()
            self._begin()

    def _step_back(self) -> bool:
        """Undo a transaction that did not begin; false when the connection is lost."""
        try:
            self.connection.rollback()
            super()._set_autocommit(True)  # type: ignore[misc]
        except (self.Database.Error, *lost.BROKEN):
            return False
        return True

    def _begin(self) -> None:
        super()._set_autocommit(False)  # type: ignore[misc]
        with self.wrap_database_errors:
            self.connection.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            self.connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", WRITING)
