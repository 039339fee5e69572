"""`akta why`: why this date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from dms.access.system import Principal
from dms.cases.models import Case
from dms.management.base import AktaCommand
from dms.records import showing
from retention import sentences


class Command(AktaCommand):
    """Explain a due date."""

    help = "Explain step by step why a case or record is due when it is. ID is a record's id or a case reference."
    example = "akta why KPM.500.3.2026"

    def arguments(self, parser: CommandParser) -> None:
        """Which."""
        parser.add_argument("id", metavar="ID")

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Find the sentence that applies."""
        case = Case.objects.visible_to(by).filter(reference=options["id"]).first()
        if case is None:
            case, found = sentences.applying_to(showing.get(options["id"], by))
        else:
            found = sentences.present("case", case.pk)
        if found is None:
            text = _("No period applies yet: the record has no class, or its class has no category.")
            return {"case": None, "due": None, "sentence": text, "steps": []}
        steps = [{"text": str(reason), "source": reason.source, **reason.as_data()} for reason in found.why]
        return {"case": case.reference if case else None, "due": found.as_data(), "steps": steps}

    def tell(self, data: dict[str, Any]) -> None:
        """Tell the steps."""
        if data["case"]:
            self.stdout.write(data["case"])
        if not data["due"]:
            self.stdout.write(data["sentence"])
            return
        for step in data["steps"]:
            self.stdout.write(f"– {step['text']}  [{step['source']}]")
        self.stdout.write(f"→ {data['due']['category']} {data['due']['due_on'] or '—'} ({data['due']['action']})")
