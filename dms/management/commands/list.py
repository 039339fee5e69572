"""`akta list`: the units of the office and the classes of its scheme, to be named in other commands."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.models import Unit
from dms.access.system import Principal
from dms.management import words
from dms.management.base import AktaCommand
from dms.records import scheme
from dms.records.models import RecordClass


class Command(AktaCommand):
    """List what other commands name."""

    help = noop("List the units of the office, or the classes of the classification scheme in force.")
    example = "akta list classes skargi"
    examples = {"units": "akta list units", "classes": "akta list classes 50"}

    def arguments(self, parser: CommandParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        verbs.add_parser("units", help=_("list the units"))
        one = verbs.add_parser("classes", help=_("list the classes"))
        text = _("only symbols that begin so, or titles with this word")
        one.add_argument("start", nargs="?", default="", metavar="WORD", help=text)

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Read them."""
        if options["verb"] == "units":
            rows = Unit.objects.order_by("symbol").values("symbol", "name", "active")
            return {"units": list(rows)}
        start = options["start"]
        fits = Q(symbol__startswith=start) | Q(title__icontains=start)
        found = RecordClass.objects.filter(fits, scheme=scheme.in_force()).order_by("symbol")
        return {"classes": [_class(row) for row in found]}

    def tell(self, data: dict[str, Any]) -> None:
        """One line each."""
        rows: list[tuple[str, ...]] = [
            (row["symbol"], row["name"] if row["active"] else f"{row['name']} ({_('closed unit')})")
            for row in data.get("units", [])
        ]
        rows += [(row["symbol"], row["category"] or "–", row["title"]) for row in data.get("classes", [])]
        for line in words.columns(rows):
            self.stdout.write(line)
        if not rows:
            self.stdout.write(_("There is none."))


def _class(row: RecordClass) -> dict[str, Any]:
    return {"symbol": row.symbol, "title": row.title, "category": row.category_own, "final": row.is_final}
