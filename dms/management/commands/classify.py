"""`akta classify`: give records outside cases their class."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.system import Principal
from dms.errors import AktaError
from dms.management import lookup
from dms.management.base import EXIT_OK, EXIT_REFUSED, AktaCommand
from dms.records import actions


class Command(AktaCommand):
    """Classify records."""

    help = noop("Give records outside cases their class. Each record is judged by itself; refusals are listed.")
    example = "akta classify 0192f3c1-7c1e-7a50-9c7a-2f1e1b1f0a11 500"

    def arguments(self, parser: CommandParser) -> None:
        """Say which records and which class."""
        parser.add_argument("ids", nargs="+", metavar="ID")
        parser.add_argument("symbol", metavar="CLASS")

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Classify each."""
        record_class = lookup.record_class(options["symbol"])
        done: list[str] = []
        refused: list[dict[str, str]] = []
        for record_id in options["ids"]:
            try:
                record = lookup.record(record_id, by)
                actions.classify(record, record_class, by=by)
                done.append(str(record.pk))
            except AktaError as problem:
                refused.append({"id": record_id, "code": problem.code, "reason": str(problem)})
        return {
            "class": record_class.symbol, "title": record_class.title, "classified": done, "refused": refused,
            "exit_code": EXIT_REFUSED if refused else EXIT_OK,
        }  # fmt: skip

    def tell(self, data: dict[str, Any]) -> None:
        """Say how many."""
        for row in data["refused"]:
            self.stdout.write(f"{row['id']}: {row['reason']}")
        text = _("classified %(count)s in %(symbol)s %(title)s")
        self.stdout.write(text % {"count": len(data["classified"]), "symbol": data["class"], "title": data["title"]})
