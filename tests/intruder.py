"""Somebody with all rights on the database who changes rows past Akta: as SQL, with the guards out of the way."""

from __future__ import annotations

import os

import psycopg
from django.db import connection

TABLES = ("dms_auditevent", "dms_auditseal")


def sql(*statements: str) -> None:
    """Run statements as whoever may do anything: no trigger, no foreign key stops them."""
    if connection.vendor == "postgresql":
        _on_postgresql(statements)
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
        for name, _sql in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            cursor.execute(statement)
        for _name, made_by in guards:
            cursor.execute(made_by)
        cursor.execute("PRAGMA foreign_keys = ON")


def _on_postgresql(statements: tuple[str, ...]) -> None:
    url = os.environ["DATABASE_URL"].replace("akta_app:", "akta_admin:")
    with psycopg.connect(url) as admin:
        for table in TABLES:
            admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            admin.execute(statement)
        for table in TABLES:
            admin.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
            for trigger in ("only_add_rows", "only_add_table"):
                admin.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
