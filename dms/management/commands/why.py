"""`akta why`: why this date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.system import Principal
from dms.cases.models import Case
from dms.errors import NotFound
from dms.management import lookup, words
from dms.management.base import AktaCommand
from retention import sentences


class Command(AktaCommand):
    """Explain a due date."""

    help = noop("Explain step by step why a case or record is due when it is. ID is a record's id or a case reference.")
    example = "akta why KPM.500.3.2026"

    def arguments(self, parser: CommandParser) -> None:
        """Which."""
        parser.add_argument("id", metavar="ID")

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Find the sentence that applies."""
        case, found = _applying(options["id"], by)
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
        self.stdout.write(f"→ {words.due_line(data['due'])}")


def _applying(name: str, by: Principal) -> sentences.Applying:
    """Return what applies to the case of this reference or the record of this id; raises what is unknown of them."""
    case = Case.objects.visible_to(by).filter(reference=name).first()
    if case is not None:
        return sentences.Applying(case, sentences.present("case", case.pk))
    try:
        return sentences.applying_to(lookup.record(name, by))
    except NotFound:
        if "." in name:
            lookup.case(name, by)  # refuses, in the words for a case
        raise
