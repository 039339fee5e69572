"""`akta case`: open, list, show, fill, close and reopen cases."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.models import Level, User
from dms.access.system import Principal
from dms.cases import actions
from dms.cases.models import Case
from dms.errors import Invalid, NotFound
from dms.management import lookup, usage, words
from dms.management.base import AktaCommand


class Command(AktaCommand):
    """Work with cases."""

    help = noop("Open, list, show, fill, close and reopen cases.")
    example = "akta case open KPM 500 'Skarga na hałas przy ul. Polnej' --as jnowak"
    examples = {
        "open": example,
        "list": "akta case list --unit KPM --state open",
        "show": "akta case show KPM.500.3.2026",
        "close": "akta case close KPM.500.3.2026 --on 2026-03-31",
        "reopen": "akta case reopen KPM.500.3.2026 --reason 'Wpłynęło odwołanie'",
        "file": "akta case file KPM.500.3.2026 0192f3c1-7c1e-7a50-9c7a-2f1e1b1f0a11",
    }

    def arguments(self, parser: CommandParser) -> None:
        """One subcommand per verb."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        one = verbs.add_parser("open", help=_("found a case; its reference is given"))
        one.add_argument("unit", metavar="UNIT")
        one.add_argument("symbol", metavar="CLASS")
        one.add_argument("title", metavar="TITLE")
        one.add_argument("--handler", metavar="USER", help=_("who conducts it"))
        one.add_argument("--level", choices=Level.values, default=Level.UNIT, help=usage.meanings(Level))
        one = verbs.add_parser("list", help=_("list cases, newest first"))
        text = _("this class and all below it")
        one.add_argument("--class", dest="symbol", default="", metavar="SYMBOL", help=text)
        one.add_argument("--unit", default="", metavar="UNIT", help=_("only of this unit"))
        one.add_argument("--state", choices=Case.State.values, help=usage.meanings(Case.State))
        one.add_argument("--limit", type=usage.number, default=50, metavar="N", help=_("how many (default: 50)"))
        self._changes(verbs)

    def _changes(self, verbs: Any) -> None:
        texts = {"show": _("show a case with its records"), "close": _("close it"), "reopen": _("reopen it")}
        for verb, text in texts.items():
            one = verbs.add_parser(verb, help=text)
            one.add_argument("reference", metavar="REFERENCE")
            if verb == "close":
                one.add_argument("--on", type=usage.day, metavar="DAY", help=_("year-month-day (default: today)"))
            if verb == "reopen":
                one.add_argument("--reason", required=True, metavar="TEXT", help=_("why it goes on"))
        one = verbs.add_parser("file", help=_("file records in a case"))
        one.add_argument("reference", metavar="REFERENCE")
        one.add_argument("ids", nargs="+", metavar="ID")

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Do the verb."""
        answer: dict[str, Any] = getattr(self, f"_{options['verb']}")(by, options)
        return answer

    def _open(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        unit, record_class = lookup.unit(options["unit"]), lookup.record_class(options["symbol"])
        handler = by if isinstance(by, User) else None  # as in the form: whoever opens it, unless another is named
        if options["handler"]:
            try:
                handler = lookup.user(options["handler"])
            except NotFound as problem:
                raise Invalid({"handler": str(problem)}) from None
        case = actions.open_case(unit, record_class, options["title"], by=by, handler=handler, level=options["level"])
        return _data(case)

    def _list(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        symbol = lookup.classes_from(options["symbol"])
        cases = Case.objects.visible_to(by).for_list().filter(symbol__startswith=symbol)
        if options["unit"]:
            cases = cases.filter(unit_symbol=lookup.unit(options["unit"]).symbol)
        if options["state"]:
            cases = cases.filter(state=options["state"])
        shown = cases.order_by("-opened_at")[: options["limit"]]
        return {"total": cases.count(), "cases": [_data(case) | {"records": case.record_count} for case in shown]}

    def _show(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        case = lookup.case(options["reference"], by)
        filings = case.filings.select_related("record")
        records = [{"id": str(row.record_id), "kind": row.record.kind, "title": row.record.title} for row in filings]
        return _data(case) | {"records": records}

    def _file(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        case = lookup.case(options["reference"], by)
        records = [lookup.record(record_id, by) for record_id in options["ids"]]
        for record in records:
            actions.file_record(case, record, by=by)
        return {"reference": case.reference, "filed": [str(record.pk) for record in records]}

    def _close(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        return _data(actions.close(lookup.case(options["reference"], by), by=by, on=options["on"]))

    def _reopen(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        return _data(actions.reopen(lookup.case(options["reference"], by), by=by, reason=options["reason"]))

    def tell(self, data: dict[str, Any]) -> None:
        """Print a list in columns, one case with all that is known of it, or how much was filed."""
        if "cases" in data:
            rows = [(row["reference"], _state(row), row["title"]) for row in data["cases"]]
            lines = [*words.columns(rows), _("%(shown)s of %(total)s") % {"shown": len(rows), "total": data["total"]}]
        elif "filed" in data:
            text = _("filed %(count)s in %(case)s")
            lines = [text % {"count": len(data["filed"]), "case": data["reference"]}]
        else:
            lines = _sheet(data)
        for line in lines:
            self.stdout.write(line)


def _sheet(data: dict[str, Any]) -> list[str]:
    """Return one case as lines, its records under it."""
    about = [
        (_("State"), _state(data)), (_("Class"), data["class"]), (_("Category"), data["category"]),
        (_("Unit"), data["unit"]), (_("Opened"), data["opened_on"]), (_("Closed"), data["closed_on"]),
    ]  # fmt: skip
    rows = [(row["id"], words.kind(row["kind"]), row["title"]) for row in data.get("records", [])]
    under = ["", _("Documents"), *(f"  {line}" for line in words.columns(rows))] if rows else []
    return [f"{data['reference']}  {data['title']}", *words.sheet(about), *under]


def _state(data: dict[str, Any]) -> str:
    return str(Case.State(data["state"]).label)


def _data(case: Case) -> dict[str, Any]:
    return {
        "id": str(case.pk), "reference": case.reference, "title": case.title, "state": case.state, "class": case.symbol,
        "category": case.category, "unit": case.unit_symbol, "opened_on": case.opened_on, "closed_on": case.closed_on,
    }  # fmt: skip
