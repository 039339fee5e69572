"""`akta audit`: verify the chain of events, or list events."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from dms.access import policy
from dms.access.system import Principal
from dms.archive import ledger_segments
from dms.audit import chain
from dms.audit.models import AuditEvent
from dms.management.base import EXIT_ERROR, EXIT_OK, AktaCommand


class Command(AktaCommand):
    """Verify or read the audit trail."""

    help = "Verify the chain of audit events (changed, dropped or reordered events are found), or list the newest."
    example = "akta audit verify"

    def arguments(self, parser: CommandParser) -> None:
        """The verbs."""
        parser.add_argument("verb", choices=["verify", "list"])
        parser.add_argument("--limit", type=int, default=30, metavar="N")

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
        """Say whether the chain is whole."""
        for event in data.get("events", []):
            self.stdout.write(f"{event['at']}  {event['verb']}  {':'.join(event['subject'])}  {event['actor'][2]}")
        if "intact" not in data:
            return
        for fault in data["faults"]:
            self.stdout.write(str(fault))
        text = _("chain intact") if data["intact"] else _("CHAIN BROKEN")
        self.stdout.write(f"{text}: {data['sealed']} + {data['unsealed']}, {data['head'][:16]}…")
