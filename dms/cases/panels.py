"""What cases add to the pages of the scheme, which stand below them: how many cases a class has, and which."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from dms import panels
from dms.access.system import Principal
from dms.cases.models import Case
from dms.records import class_counts
from dms.records.models import ClassificationScheme

SHOWN = 20


def register() -> None:
    """Connect both."""
    class_counts.use(count_by_class)
    panels.register("class", 10, "cases/_of_class.html", cases_of_class)


def count_by_class(scheme: ClassificationScheme, user: Principal) -> dict[Any, int]:
    """Return the number of cases that the user may see, by class key."""
    cases = Case.objects.visible_to(user).filter(record_class__scheme=scheme)
    return dict(cases.order_by().values_list("record_class").annotate(Count("pk")))


def cases_of_class(subject: Any, user: Any) -> dict[str, Any]:
    """Return the newest cases of a class and their number."""
    cases = Case.objects.visible_to(user).filter(record_class=subject)
    return {"cases": cases.for_list().order_by("-opened_at")[:SHOWN], "case_count": cases.count(), "subject": subject}
