"""`akta archive`: bring the archive up to date now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access import policy
from dms.access.system import Principal
from dms.archive import writeback
from dms.management.base import AktaCommand, Progress


class Command(AktaCommand):
    """Write back what the archive does not know yet."""

    help = noop(
        "Write every confirmed change and the sealed audit trail to the archive now, instead of some seconds later."
    )
    example = "akta archive flush"

    def arguments(self, parser: CommandParser) -> None:
        """The one verb."""
        parser.add_argument("verb", choices=["flush"])

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Flush."""
        policy.require(by, "archive.verify")
        progress = Progress(_("objects"), options["json"])
        written = writeback.flush(progress=progress.show)
        progress.end()
        return {"written": written}

    def tell(self, data: dict[str, Any]) -> None:
        """Say how many."""
        self.stdout.write(_("written to the archive: %(count)s") % {"count": data["written"]})
