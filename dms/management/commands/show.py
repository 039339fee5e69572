"""`akta show`: everything known of a record."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.system import Principal
from dms.management import lookup, record_sheet
from dms.management.base import AktaCommand
from dms.records import showing
from retention import sentences


class Command(AktaCommand):
    """Show a record."""

    help = noop(
        "Show everything known of a record: description, files, facts, relations, class, due date with reasons, events."
    )
    example = "akta show 0192f3c1-7c1e-7a50-9c7a-2f1e1b1f0a11 --text"

    def arguments(self, parser: CommandParser) -> None:
        """Say which."""
        parser.add_argument("id", metavar="ID")
        parser.add_argument("--text", action="store_true", help=_("with the text of each file"))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Gather it."""
        record = lookup.record(options["id"], by)
        data = showing.data(record, by, text=options["text"])
        case, sentence = sentences.applying_to(record)
        data["case"] = case.reference if case else None
        data["category"] = sentence.category if sentence else None
        data["due"] = sentence.as_data() if sentence else None
        return data

    def tell(self, data: dict[str, Any]) -> None:
        """Print it as a sheet with sections."""
        for line in record_sheet.lines(data):
            self.stdout.write(line)
