"""`akta rebuild`: database and index from the archive alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms import database
from dms.access.system import Principal
from dms.errors import Refused
from dms.management import home, words
from dms.management.base import EXIT_ERROR, EXIT_OK, AktaCommand, Progress
from dms.rebuild import rebuild, state


class NothingToRebuild(Refused):
    """There is neither an office nor an archive."""

    code = "rebuild.nothing"
    message = noop("There is no archive in %(home)s to rebuild from. A new office begins with: akta setup")


class Command(AktaCommand):
    """Rebuild the office from its archive, or show the hash of its state."""

    help = noop(
        "Rebuild database and index from the archive alone (into an empty database). "
        "--state prints the hash to compare."
    )
    example = "akta rebuild"
    acts_as = False
    needs_office = False

    def arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument("--state", action="store_true", help=_("only print the hash of the office's state"))
        parser.add_argument("--index-only", action="store_true", help=_("only build the search index anew"))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Rebuild."""
        from retention import archive as retention
        from search import indexing

        _require_source(anew=not (options["state"] or options["index_only"]))
        if options["state"]:
            return state.state()
        if options["index_only"]:
            return {"indexed": indexing.rebuild()}
        database.prepare()
        progress = Progress("", options["json"])

        def show(label: str, done: int, total: int) -> None:
            progress.label = words.part(label)
            progress.show(done, total)

        report = rebuild.run(show)
        sentences = retention.recompute_all()
        indexed = indexing.rebuild()
        progress.end()
        code = EXIT_ERROR if report.failed else EXIT_OK
        return {**vars(report), "due_dates": sentences, "indexed": indexed, "exit_code": code}

    def tell(self, data: dict[str, Any]) -> None:
        """Say what came back."""
        if "hash" in data:
            rows = []
            for name, part in data["parts"].items():
                rows.append((words.part(name), str(part["count"]), part["hash"]))
            for line in words.columns(rows):
                self.stdout.write(line)
            self.stdout.write(data["hash"])
            return
        for name, count in data.get("restored", {}).items():
            self.stdout.write(f"{words.part(name)}: {count}")
        for row in data.get("failed", []):
            self.stdout.write(f"{row['object']}: {row['problem']}")
        self.stdout.write(_("in the index: %(count)s") % {"count": data["indexed"]})
        if "restored" in data:
            self.stdout.write(_("Passwords are not kept in the archive: set new ones with `akta user password NAME`."))


def _require_source(*, anew: bool) -> None:
    """Raise unless there is an office to look at or, for a rebuild of everything, at least its archive."""
    try:
        home.require_office()
    except home.NotSetUp:
        if anew:
            raise NothingToRebuild(home=settings.AKTA_HOME) from None
        raise
    except home.DatabaseGone:
        if not anew:
            raise
