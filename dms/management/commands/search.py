"""`akta search`: find records, cases and appointments."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from dms.access.system import Principal
from dms.management.base import AktaCommand
from search.finding import find
from search.index.base import FACETS
from search.query import notices


class Command(AktaCommand):
    """Search as a user."""

    help = "Find records, cases and appointments by any form of a word, by class, case, dates and people."
    example = "akta search 'uchwała klasa:00 od:2024' --facets --limit 10"

    def arguments(self, parser: CommandParser) -> None:
        """Say what to look for."""
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument("--limit", type=int, default=20, metavar="N")
        parser.add_argument("--offset", type=int, default=0, metavar="N")
        parser.add_argument("--sort", choices=["relevance", "date", "date_asc"], default="relevance")
        parser.add_argument("--facets", action="store_true", help="count the hits by kind, class, category, year, unit")

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Ask the index."""
        limit, offset = max(0, min(options["limit"], 1000)), max(0, options["offset"])
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
            where = " · ".join(part for part in (hit["kind"], hit["date"], hit["case"] or hit["class"]) if part)
            self.stdout.write(f"{hit['id']}  {hit['title']}\n    {where}\n    {hit['snippet']}")
        for name, rows in data.get("facets", {}).items():
            self.stdout.write(f"{name}: " + ", ".join(f"{value or '–'} {count}" for value, count in rows[:12]))
        self.stdout.write(_("%(count)s found") % {"count": data["total"]})
