"""`akta case`: open, list, show, fill, close and reopen cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from dms.access.models import Level, Unit, User
from dms.access.system import Principal
from dms.cases import actions
from dms.cases.models import Case
from dms.errors import Invalid, NotFound
from dms.management.base import AktaCommand
from dms.records import showing
from dms.records.scheme import find_class


class Command(AktaCommand):
    """Work with cases."""

    help = "Open, list, show, fill, close and reopen cases."
    example = "akta case open KPM 500 'Skarga na hałas przy ul. Polnej' --as jnowak"

    def arguments(self, parser: CommandParser) -> None:
        """One subcommand per verb."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        one = verbs.add_parser("open", help="found a case; its reference is given")
        one.add_argument("unit", metavar="UNIT")
        one.add_argument("symbol", metavar="CLASS")
        one.add_argument("title", metavar="TITLE")
        one.add_argument("--handler", metavar="USER")
        one.add_argument("--level", choices=Level.values, default=Level.UNIT)
        one = verbs.add_parser("list", help="list cases, newest first")
        one.add_argument("--class", dest="symbol", default="", metavar="SYMBOL", help="this class and all below it")
        one.add_argument("--unit", default="", metavar="UNIT")
        one.add_argument("--state", choices=Case.State.values)
        one.add_argument("--limit", type=int, default=50, metavar="N")
        for verb, text in (("show", "show a case with its records"), ("close", "close it"), ("reopen", "reopen it")):
            one = verbs.add_parser(verb, help=text)
            one.add_argument("reference", metavar="REFERENCE")
            if verb == "close":
                one.add_argument("--on", type=dt.date.fromisoformat, metavar="DAY", help="day (default: today)")
            if verb == "reopen":
                one.add_argument("--reason", required=True, metavar="TEXT", help="why it goes on")
        one = verbs.add_parser("file", help="file records in a case")
        one.add_argument("reference", metavar="REFERENCE")
        one.add_argument("ids", nargs="+", metavar="ID")

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Do the verb."""
        answer: dict[str, Any] = getattr(self, f"_{options['verb']}")(by, options)
        return answer

    def _open(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        unit = Unit.objects.filter(symbol=options["unit"]).first()
        if unit is None:
            raise NotFound(what=options["unit"])
        handler = User.objects.filter(username=options["handler"]).first() if options["handler"] else None
        if options["handler"] and handler is None:
            raise Invalid({"handler": _("There is no user of this name.")})
        found = find_class(options["symbol"])
        case = actions.open_case(unit, found, options["title"], by=by, handler=handler, level=options["level"])
        return _data(case)

    def _list(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        cases = Case.objects.visible_to(by).for_list().filter(symbol__startswith=options["symbol"])
        if options["unit"]:
            cases = cases.filter(unit_symbol=options["unit"])
        if options["state"]:
            cases = cases.filter(state=options["state"])
        shown = cases.order_by("-opened_at")[: options["limit"]]
        return {"total": cases.count(), "cases": [_data(case) | {"records": case.record_count} for case in shown]}

    def _show(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        case = find_case(options["reference"], by)
        filings = case.filings.select_related("record")
        records = [{"id": str(row.record_id), "kind": row.record.kind, "title": row.record.title} for row in filings]
        return _data(case) | {"records": records}

    def _file(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        case = find_case(options["reference"], by)
        records = [showing.get(record_id, by) for record_id in options["ids"]]
        for record in records:
            actions.file_record(case, record, by=by)
        return {"reference": case.reference, "filed": [str(record.pk) for record in records]}

    def _close(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        return _data(actions.close(find_case(options["reference"], by), by=by, on=options["on"]))

    def _reopen(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        return _data(actions.reopen(find_case(options["reference"], by), by=by, reason=options["reason"]))

    def tell(self, data: dict[str, Any]) -> None:
        """Print one line per case."""
        for row in data.get("cases", [data] if "title" in data else []):
            self.stdout.write(f"{row['reference']}  {row['title']}  [{row['state']}]")
        for record in data["records"] if isinstance(data.get("records"), list) else []:
            self.stdout.write(f"    {record['id']}  {record['title']}")
        if "filed" in data:
            text = _("filed %(count)s in %(case)s")
            self.stdout.write(text % {"count": len(data["filed"]), "case": data["reference"]})


def find_case(reference: str, by: Principal) -> Case:
    """Return a case by its reference as this user sees it; raises NotFound."""
    case = Case.objects.visible_to(by).select_related("unit", "record_class").filter(reference=reference).first()
    if case is None:
        raise NotFound(what=reference)
    return case


def _data(case: Case) -> dict[str, Any]:
    return {
        "id": str(case.pk), "reference": case.reference, "title": case.title, "state": case.state, "class": case.symbol,
        "category": case.category, "unit": case.unit_symbol, "opened_on": case.opened_on, "closed_on": case.closed_on,
    }  # fmt: skip
