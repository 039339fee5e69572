"""What to type when the office under AKTA_HOME cannot be used: not set up, lost, older, damaged, out of reach.

Only what costs nothing is looked at before a command; the rest is asked when the database has refused something.
"""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_noop as _

from dms.errors import AktaError, Damaged, Unavailable
from search.index.base import IndexMissing


class NotSetUp(AktaError):
    """Nothing is there yet."""

    code = "home.not_set_up"
    message = _("There is no office in %(home)s yet. Type: akta setup")


class DatabaseGone(AktaError):
    """The archive is there and its database is not."""

    code = "home.database_gone"
    message = _("The office in %(home)s has its archive and no database. Type: akta rebuild")


class DatabaseOlder(AktaError):
    """The program was brought up to date, the database not yet."""

    code = "home.database_older"
    message = _("The database is of an earlier version of Akta. Type: akta setup")


class DatabaseNewer(AktaError):
    """The database was used by a later version of the program."""

    code = "home.database_newer"
    message = _("The database is of a later version of Akta than this program. Run that version, or a newer one.")


class DatabaseDamaged(Damaged):
    """The file is there and is no whole database."""

    code = "home.database_damaged"
    message = _(
        "The database %(path)s is damaged (%(error)s). Move it away together with its -wal and -shm files – "
        "the archive keeps everything – and type: akta rebuild"
    )


class DatabaseClosed(Unavailable):
    """The file may not be opened or written."""

    code = "home.database_closed"
    message = _("The database %(path)s cannot be opened (%(error)s). Look at its owner and rights: ls -l %(path)s")


class DatabaseBusy(Unavailable):
    """Somebody else writes for a long time."""

    code = "home.database_busy"
    message = _("The database is busy with the work of somebody else. Try again in a moment.")


class DatabaseAway(Unavailable):
    """The server of the database does not answer."""

    code = "home.database_away"
    message = _("The database does not answer (%(error)s). Look at DATABASE_URL, and whether its server runs.")


class IndexToBuild(IndexMissing):
    """There is no index that this version can read."""

    message = _("The search index is missing, damaged or of another version. Type: akta rebuild --index-only")


SQLITE: tuple[tuple[str, type[AktaError]], ...] = (
    ("not a database", DatabaseDamaged),
    ("malformed", DatabaseDamaged),
    ("disk i/o error", DatabaseDamaged),
    ("unable to open", DatabaseClosed),
    ("readonly", DatabaseClosed),
    ("locked", DatabaseBusy),
)
"""Part of what SQLite says → what it means here."""


def database_file() -> Path | None:
    """Return the file of the embedded database; None for a server and for one in memory."""
    name = str(connection.settings_dict["NAME"])
    return None if connection.vendor != "sqlite" or "memory" in name else Path(name)


def require_office() -> None:
    """Raise NotSetUp or DatabaseGone when there is no database file (opening it would make an empty one)."""
    file = database_file()
    if file and (not file.exists() or (file.is_file() and file.stat().st_size == 0)):
        raise _absent()


def archive_is_kept() -> bool:
    """Tell whether there is an archive with something in it; a bucket is believed to be one."""
    if settings.AKTA_ARCHIVE:
        return True
    folder = settings.AKTA_HOME / "archive" / "ocfl"
    return folder.is_dir() and any(path.is_dir() for path in folder.iterdir())


def explain(problem: DatabaseError) -> AktaError | None:
    """Return what a failure of the database means for the office, or None when it is a fault of the program."""
    error = str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
    if file := database_file():
        for part, kind in SQLITE:
            if part in error.lower():
                return kind(path=file, error=error)
    try:
        return difference()
    except DatabaseError:
        return None if file else DatabaseAway(error=error)


def _absent() -> AktaError:
    kind = DatabaseGone if archive_is_kept() else NotSetUp
    return kind(home=settings.AKTA_HOME)


def difference() -> AktaError | None:
    """Return how the tables differ from what the program needs, or None when they do not."""
    executor = MigrationExecutor(connection)
    applied, known = set(executor.loader.applied_migrations), set(executor.loader.graph.nodes)
    if not applied:
        return _absent()
    ours = {config.label for config in apps.get_app_configs()}
    if any(label in ours for label, _name in applied - known):
        return DatabaseNewer()
    return DatabaseOlder() if known - applied else None
