"""`akta ingest`: take files and folders into the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.models import Level
from dms.access.system import Principal
from dms.management import lookup, usage
from dms.management.base import EXIT_OK, EXIT_REFUSED, AktaCommand, Progress
from ingest.actions import Destination
from ingest.intake import Intake
from ingest.names import shown_path


class Command(AktaCommand):
    """Take files and folders; wait until they can be found."""

    help = noop("Take files and folders into the archive and wait until they can be found. Safe to run again.")
    example = "akta ingest letters/ --unit KPM --class 500"

    def arguments(self, parser: CommandParser) -> None:
        """Say what to take and where it belongs."""
        parser.add_argument("paths", nargs="+", metavar="PATH", help=_("a file or a folder"))
        parser.add_argument("--unit", metavar="SYMBOL", help=_("the unit to which the records belong"))
        parser.add_argument("--class", dest="symbol", metavar="SYMBOL", help=_("the class of records outside cases"))
        parser.add_argument("--case", metavar="REFERENCE", help=_("the open case to which the records belong"))
        parser.add_argument("--level", choices=Level.values, default=Level.UNIT, help=usage.meanings(Level))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Run the intake."""
        where = Destination(
            unit=lookup.unit(options["unit"]) if options["unit"] else None,
            level=options["level"],
            record_class=lookup.record_class(options["symbol"]) if options["symbol"] else None,
            case=lookup.case(options["case"], by) if options["case"] else None,
        )
        progress = Progress(_("files"), options["json"])
        outcome = Intake(by, where, progress.show).run([Path(path) for path in options["paths"]])
        progress.end()
        bad = outcome.refused or outcome.set_aside
        return {**vars(outcome), "exit_code": EXIT_REFUSED if bad else EXIT_OK}

    def tell(self, data: dict[str, Any]) -> None:
        """Print the summary, and every path that was not kept with its reason."""
        labels = {
            "kept": _("kept"),
            "already_kept": _("already kept"),
            "refused": _("refused"),
            "set_aside": _("set aside"),
        }
        for name in ("refused", "set_aside"):
            for row in data[name]:
                self.stdout.write(f"{labels[name]}: {shown_path(row['path'])}: {row['reason']}")
        for row in data["already_kept"]:
            if row.get("note"):
                self.stdout.write(f"{labels['already_kept']}: {shown_path(row['path'])}: {row['note']}")
        self.stdout.write(", ".join(f"{labels[name]} {len(data[name])}" for name in labels))
