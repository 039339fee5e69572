"""`akta doctor`: what this machine has and lacks, and how the office is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms import database, doctor, typography
from dms.access.system import Principal
from dms.errors import AktaError
from dms.jobs.models import Job
from dms.management import home, words
from dms.management.base import EXIT_ERROR, AktaCommand


class Command(AktaCommand):
    """Look at machine and office."""

    help = noop(
        "Show which programs this machine has and lacks, what works without them, and how far the office's work is."
    )
    example = "akta doctor"
    acts_as = False
    needs_office = False

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Look; an office that cannot be used is a finding, and the machine is shown all the same."""
        data: dict[str, Any] = {"tools": doctor.report()}
        try:
            home.require_office()
            database.require()
            return data | {"office": doctor.office()}
        except AktaError as problem:
            found = problem
        except DatabaseError as problem:
            explained = home.explain(problem)
            if explained is None:
                raise
            found = explained
        return data | {"error": {"code": found.code, "message": str(found)}, "exit_code": EXIT_ERROR}

    def tell(self, data: dict[str, Any]) -> None:
        """One line per finding."""
        for row in data["tools"]:
            if row["found"]:
                self.stdout.write(f"✓ {row['name']}: {row['version']}")
            else:
                self.stdout.write(f"✗ {row['name']}: {_('missing')} – {row['without']} ({row['install']})")
        for line in words.sheet(_office(data["office"])) if "office" in data else [f"✗ {data['error']['message']}"]:
            self.stdout.write(line)


def _office(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (label, value) of how the office is; what waits for a command names it."""
    yield "Python", found["python"]
    yield _("Folder of the office"), found["home"]
    yield _("Database"), f"{found['database']['server']} {found['database']['user']}".rstrip()
    yield _("Audit trail"), _trail(found["database"])
    yield _("Archive"), found["archive"]
    if found["protection"]:
        protected = found["protection"]["protected"]
        yield _("Store of the archive"), _("write-protected") if protected else _("not write-protected by the store")
    yield _("Free space"), typography.size(found["free_mb"] * 1_000_000)
    yield _("Workers alive"), str(found["workers"]) if found["workers"] else _("none – start them with: akta serve")
    states = [f"{Job.State(state).label} {count}" for state, count in found["jobs"].items() if count]
    yield _("Background jobs"), ", ".join(states) or _("none")
    yield _("Not in the archive yet"), _lag(found["archive_lag"])
    yield _("Not in the index yet"), str(found["index_lag"])
    yield _("Search engine"), found["index"]
    yield _("Search index"), _("up to date") if found["index_current"] else _("to be built: akta rebuild --index-only")
    yield _("Analysis of words"), found["analysis"]


def _trail(about: dict[str, Any]) -> str:
    """Return who may change what happened."""
    if not about["audit_guarded"]:
        return _("NOT GUARDED by the database: triggers are missing; find out who removed them")
    if about["audit_separate"]:
        return _("guarded by the database, also against the account of the application")
    if not about["user"]:
        return _("guarded by the database; whoever may write its file could take the guard away")
    return _("guarded by the database, but this account owns it and could take the guard away: see docs/operations.md")


def _lag(lag: dict[str, Any]) -> str:
    counts = ", ".join(f"{words.part(kind)} {count}" for kind, count in lag["waiting"].items())
    if not counts:
        return _("nothing")
    return _("%(counts)s (since %(since)s)") % {"counts": counts, "since": words.local(lag["since"])}
