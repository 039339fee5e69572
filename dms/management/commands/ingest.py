"""`akta ingest`: take files and folders into the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.models import Level, Unit, User
from dms.access.system import Principal
from dms.cases.models import Case
from dms.errors import Refused
from dms.management import lookup, usage
from dms.management.base import EXIT_OK, EXIT_REFUSED, AktaCommand, Progress
from ingest.actions import Destination
from ingest.forms import receiving_units, usual_unit
from ingest.intake import Intake
from ingest.names import shown_path


class NoUnit(Refused):
    """A user sends files for one of several units and does not say which."""

    code = "arrival.no_unit"
    message = noop("Say to which unit the files belong: --unit with one of %(units)s.")


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
        case = lookup.case(options["case"], by) if options["case"] else None
        where = Destination(
            unit=_unit(by, options["unit"], case),
            level=options["level"],
            record_class=lookup.record_class(options["symbol"]) if options["symbol"] else None,
            case=case,
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


def _unit(by: Principal, symbol: str | None, case: Case | None) -> Unit | None:
    """Return the unit that the records go to: as named, that of the case, else the one that is usual for this user.
    Without any a user would lose sight of what was sent, so it is asked for; the system's goes to the inbox of all."""
    if symbol:
        return lookup.unit(symbol)
    if case or not isinstance(by, User):
        return None
    receiving = receiving_units(by)
    usual = usual_unit(by, receiving)
    if usual is None and receiving:
        raise NoUnit(units=", ".join(receiving.values_list("symbol", flat=True)))
    return usual
