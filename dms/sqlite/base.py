"""SQLite as Akta uses it (`ENGINE` in the settings names this package; Django asks for a module `base`)."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from dms import polish


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that knows Polish."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file and teach the connection the order, and that LIKE knows no capitals of any letter."""
        made = super().get_new_connection(conn_params)
        made.create_collation("polish", polish.compare)
        for count in (2, 3):  # without ESCAPE and with it
            made.create_function("like", count, polish.like, deterministic=True)
        return made
