"""`akta verify`: read the whole archive again and compare every digest."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access import policy
from dms.access.system import Principal
from dms.archive import kinds
from dms.archive.models import Holding
from dms.archive.store import archive
from dms.jobs.ledger import now
from dms.management import words
from dms.management.base import EXIT_ERROR, EXIT_OK, AktaCommand, Progress


class Command(AktaCommand):
    """Check the fixity of the archive."""

    help = noop("Read the archive again: structure by OCFL's rules and every byte against its digest.")
    example = "akta verify"

    def arguments(self, parser: CommandParser) -> None:
        """Narrow it to one kind."""
        names = [kind.name for kind in kinds.all_kinds()]
        parser.add_argument("--kind", choices=names, help=words.parts(names))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Verify and note when each object was verified."""
        policy.require(by, "archive.verify")
        progress = Progress(_("objects"), options["json"])
        total = Holding.objects.count()
        faults: list[dict[str, Any]] = []
        seen: set[str] = set()
        good: list[str] = []
        for count, (object_id, findings) in enumerate(archive().verify_all(options["kind"]), start=1):
            seen.add(object_id)
            faults += [
                {"object": object_id, "code": one.code, "path": one.where, "message": one.detail} for one in findings
            ]
            if not findings:
                good.append(object_id)
            progress.show(count, max(total, count))
        progress.end()
        missing = self._missing(seen, options["kind"])
        gone = {"code": "missing", "path": "", "message": _("The object is gone.")}
        faults += [{"object": one, **gone} for one in missing]
        for start in range(0, len(good), 500):
            Holding.objects.filter(pk__in=good[start : start + 500]).update(verified_at=now())
        return {"objects": len(seen), "faults": faults, "exit_code": EXIT_ERROR if faults else EXIT_OK}

    @staticmethod
    def _missing(seen: set[str], kind: str | None) -> list[str]:
        """Return objects that the database knows as written and the archive does not have."""
        known = Holding.objects.filter(head__gt=0)
        if kind:
            known = known.filter(pk__startswith=f"akta:{kind}:")
        return sorted(set(known.values_list("pk", flat=True)) - seen)

    def tell(self, data: dict[str, Any]) -> None:
        """Name each fault."""
        for fault in data["faults"]:
            self.stdout.write(f"{fault['object']} {fault['path']}: {fault['message']}")
        text = _("%(count)s objects, %(faults)s faults")
        self.stdout.write(text % {"count": data["objects"], "faults": len(data["faults"])})
