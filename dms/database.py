"""The database of an office: made and brought up to date by its owner, looked at before work begins.

On PostgreSQL two accounts share the work. The **owner** (`DATABASE_OWNER_URL`) has the tables and makes them: it is
used by `akta setup` and by whatever else brings tables up to date, and by nothing else. The **application**
(`DATABASE_URL`) reads and writes rows; of the audit trail it can add some, not change or delete any. An owner could
switch the triggers off that hold this, so one account for both is good for a trial, and shown by `akta doctor`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_noop as _

from dms.errors import AktaError

OWNER = "owner"
OLDEST = 15
AUDIT = ("dms_auditevent", "dms_auditseal")
TRIGGERS = 4  # on both databases: two for each table
SORTED = ["Adam", "Ącki", "Bąk", "cma", "ćma", "łąka", "mak", "zebra", "źrebię", "żaba"]


class TooOld(AktaError):
    """The server is of a version that Akta was never tried with."""

    code = "database.too_old"
    message = _("The database is PostgreSQL %(found)s. Akta needs version %(needed)s or newer.")


class NotPolish(AktaError):
    """The database was made without the rules of Polish: names would stand in a wrong order, capitals not be known."""

    code = "database.not_polish"
    message = _(
        "The database %(name)s does not sort in Polish, as happens when a backup is put into a database made without "
        "the locale. Make it with: LOCALE_PROVIDER icu ICU_LOCALE 'pl' TEMPLATE template0 (scripts/restore-postgres.sh "
        "does) and put the data there."
    )


class NoOwner(AktaError):
    """Tables are to be made, and this account may not."""

    code = "database.no_owner"
    message = _(
        "The account %(user)s may not make tables. Give the address with the owner's account to this command: "
        "DATABASE_OWNER_URL=postgres://… akta setup"
    )


@dataclass(frozen=True)
class About:
    """What the doctor shows: the server, and whether the audit trail is beyond the reach of the application."""

    server: str
    user: str
    audit_guarded: bool  # the triggers stand
    audit_separate: bool  # and this account can neither change rows nor switch the triggers off


def prepare() -> None:
    """Bring the tables up to date as their owner, and give the application its rights. Raises as `require` does, and
    NoOwner where there are tables to be made and nobody who may."""
    with _owner() as alias:
        require(connections[alias])
        if not _may_make_tables(connections[alias]):
            _require_nothing_to_make(connections[alias])
            return
        call_command("migrate", database=alias, verbosity=0)
        if alias == OWNER:
            _grant(connections[alias], str(connection.settings_dict["USER"]))


def require(using: BaseDatabaseWrapper | Any = connection) -> None:
    """Raise TooOld or NotPolish where work on this server must not begin."""
    if using.vendor != "postgresql":
        return
    number = int(_value(using, "SELECT current_setting('server_version_num')"))
    if number < OLDEST * 10_000:
        raise TooOld(found=_value(using, "SHOW server_version"), needed=OLDEST)
    if not _sorts_in_polish(using):
        raise NotPolish(name=using.settings_dict["NAME"])


def about() -> About:
    """Return what is known of the database of this office."""
    if connection.vendor != "postgresql":
        count = _value(
            connection, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", *AUDIT
        )
        version = _value(connection, "SELECT sqlite_version()")
        return About(f"SQLite {version}", "", count == TRIGGERS, False)
    count = _value(
        connection,
        "SELECT count(*) FROM pg_trigger WHERE tgrelid IN (%s::regclass, %s::regclass) AND tgenabled = 'A'",
        *AUDIT,
    )
    guarded = count == TRIGGERS
    return About(
        f"PostgreSQL {_value(connection, 'SHOW server_version')}",
        str(_value(connection, "SELECT current_user")),
        guarded,
        guarded and not _may_harm(connection),
    )


def _may_harm(using: BaseDatabaseWrapper | Any) -> bool:
    """Tell whether this account owns an audit table (or may act as its owner), or holds a right to change rows."""
    asked = """
        SELECT bool_or(pg_has_role(current_user, relowner, 'USAGE')
            OR has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')
            OR has_table_privilege(oid, 'TRUNCATE'))
        FROM pg_class WHERE oid IN (%s::regclass, %s::regclass)"""
    return bool(_value(using, asked, *AUDIT))


def _sorts_in_polish(using: BaseDatabaseWrapper | Any) -> bool:
    """Look at what the database does, not at what its locale is called: names differ by version and maker."""
    words = _value(using, "SELECT array_agg(word ORDER BY word) FROM unnest(%s::text[]) AS word", sorted(SORTED))
    return bool(words == SORTED and _value(using, "SELECT upper('zażółć')") == "ZAŻÓŁĆ")


def _may_make_tables(using: BaseDatabaseWrapper | Any) -> bool:
    if using.vendor != "postgresql":
        return True
    return bool(_value(using, "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)"))


def _require_nothing_to_make(using: BaseDatabaseWrapper | Any) -> None:
    executor = MigrationExecutor(using)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NoOwner(user=using.settings_dict["USER"])


@contextmanager
def _owner() -> Iterator[str]:
    """Lend the owner's connection for a while; without one of its own the office's only account is the owner."""
    if not settings.DATABASE_OWNER:
        yield DEFAULT_DB_ALIAS
        return
    account = {name: settings.DATABASE_OWNER[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    connections.databases[OWNER] = {**connections.databases[DEFAULT_DB_ALIAS], **account}
    try:
        yield OWNER
    finally:
        connections[OWNER].close()
        del connections[OWNER]
        del connections.databases[OWNER]


def _grant(using: BaseDatabaseWrapper | Any, user: str) -> None:
    """Give the application's account what it needs and take from it what it must not have; said anew each time."""
    name = using.ops.quote_name(user)
    with using.cursor() as cursor:
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {name}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
            f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {name}",
            f"REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON {', '.join(AUDIT)} FROM {name}",
            f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}",
        ):
            cursor.execute(statement)


def _value(using: BaseDatabaseWrapper | Any, sql: str, *params: Any) -> Any:
    with using.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchone()[0]
