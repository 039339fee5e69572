"""`akta audit`: verify the chain of events, or list events."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access import policy
from dms.access.system import Principal
from dms.archive import ledger_segments
from dms.audit import chain
from dms.audit.models import AuditEvent
from dms.management import usage, words
from dms.management.base import EXIT_ERROR, EXIT_OK, AktaCommand

FAULTS = {
    "missing": noop("an event is missing"),
    "changed": noop("an event was changed"),
    "broken": noop("the chain is broken"),
    "not as in the archive": noop("an event is not as in the archive"),
}


class Command(AktaCommand):
    """Verify or read the audit trail."""

    help = noop(
        "Verify the chain of audit events (changed, dropped or reordered events are found), or list the newest."
    )
    example = "akta audit verify"

    def arguments(self, parser: CommandParser) -> None:
        """The verbs."""
        parser.add_argument("verb", choices=["verify", "list"])
        parser.add_argument("--limit", type=usage.number, default=30, metavar="N", help=_("how many (default: 30)"))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Do the verb."""
        policy.require(by, "audit.read")
        if options["verb"] == "list":
            events = AuditEvent.objects.order_by("-id")[: options["limit"]]
            return {"events": [event.as_data() for event in events]}
        report = chain.verify()
        report.faults += ledger_segments.compare()
        return {
            "intact": report.intact, "sealed": report.sealed, "unsealed": report.unsealed, "head": report.head,
            "faults": report.faults, "exit_code": EXIT_OK if report.intact else EXIT_ERROR,
        }  # fmt: skip

    def tell(self, data: dict[str, Any]) -> None:
        """Print the events, or say whether the chain is whole."""
        for line in words.events(data.get("events", []), subjects=True):
            self.stdout.write(line)
        if "intact" not in data:
            return
        for fault in data["faults"]:
            self.stdout.write(_fault(fault))
        self.stdout.write(_("The chain of events is whole.") if data["intact"] else _("CHAIN BROKEN"))
        text = _("sealed: %(sealed)s, not sealed yet: %(unsealed)s, head of the chain: %(head)s")
        self.stdout.write(text % data)


def _fault(fault: dict[str, Any]) -> str:
    """Return what is wrong, at which place of the chain, with which event."""
    what = _(FAULTS.get(str(fault["fault"]), str(fault["fault"])))
    place = _("position %(position)s") % fault if fault["position"] is not None else _("not sealed")
    return f"{place}: {what} {fault.get('event', '')}".rstrip()
