"""`akta due`: what is due on a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access import policy
from dms.access.system import Principal
from dms.cases.models import Case
from dms.days import today
from dms.management import usage, words
from dms.management.base import AktaCommand
from retention.models import Sentence


class Command(AktaCommand):
    """List what is due."""

    help = noop("List cases and records outside cases that are due for destruction, appraisal or transfer.")
    example = "akta due --on 2035-01-01"

    def arguments(self, parser: CommandParser) -> None:
        """The day."""
        parser.add_argument("--on", type=usage.day, metavar="DATE", help=_("year-month-day (default: today)"))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Ask the database, never the index."""
        policy.require(by, "retention.read")
        day = options["on"] or today()
        rows = [_row(found, day) for found in Sentence.objects.visible_to(by).due(day)]
        return {"on": day, "due": rows}

    def tell(self, data: dict[str, Any]) -> None:
        """One line each."""
        rows = [
            (str(row["due_on"]), row["category"], words.action(row), row["sign"], row["title"]) for row in data["due"]
        ]
        for line in words.columns(rows):
            self.stdout.write(line)
        self.stdout.write(_("due on %(day)s: %(count)s") % {"day": data["on"], "count": len(data["due"])})


def _row(found: Sentence, day: Any) -> dict[str, Any]:
    subject = found.subject
    if isinstance(subject, Case):
        kind, sign = "case", subject.reference
    else:
        kind, sign = "record", subject.record_class.symbol if subject.record_class else ""
    return {"kind": kind, "id": str(subject.pk), "sign": sign, "title": subject.title, **found.as_data(day)}
