"""`akta search`: find records, cases and appointments."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.system import Principal
from dms.management import usage, words
from dms.management.base import AktaCommand
from search.finding import find
from search.index.base import FACETS
from search.query import notices


class Command(AktaCommand):
    """Search as a user."""

    help = noop("Find records, cases and appointments by any form of a word, by class, case, dates and people.")
    example = "akta search 'uchwała klasa:00 od:2024' --facets --limit 10"

    def arguments(self, parser: CommandParser) -> None:
        """Say what to look for."""
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument("--limit", type=usage.number, default=20, metavar="N", help=_("how many (default: 20)"))
        parser.add_argument("--offset", type=usage.number, default=0, metavar="N", help=_("how many to pass over"))
        parser.add_argument("--sort", choices=["relevance", "date", "date_asc"], default="relevance")
        text = _("count the hits by kind, class, category, year, unit")
        parser.add_argument("--facets", action="store_true", help=text)

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Ask the index."""
        limit, offset = min(options["limit"], 1000), options["offset"]
        wanted = FACETS if options["facets"] else ()
        answer = find(options["query"], by, limit=limit, offset=offset, sort=options["sort"], facets=wanted)
        data: dict[str, Any] = {"total": answer.total, "hits": [hit.as_data() for hit in answer.hits]}
        if options["facets"]:
            data["facets"] = {name: [[value, count] for value, count in rows] for name, rows in answer.facets.items()}
        data["notices"] = [notices.text(notice) for notice in answer.notices]
        return data

    def tell(self, data: dict[str, Any]) -> None:
        """Print hits, one per paragraph."""
        for notice in data["notices"]:
            self.stdout.write(f"({notice})")
        for hit in data["hits"]:
            where = " · ".join(
                part for part in (words.kind(hit["kind"]), hit["date"], hit["case"] or hit["class"]) if part
            )
            self.stdout.write(f"{hit['id']}  {hit['title']}\n    {where}\n    {hit['snippet']}".rstrip())
        for name, rows in data.get("facets", {}).items():
            counts = [f"{words.kind(value) if name == 'kind' else value or '–'} {count}" for value, count in rows[:12]]
            self.stdout.write(f"{_(words.FACETS[name])}: {', '.join(counts)}")
        self.stdout.write(_("%(count)s found") % {"count": data["total"]})
