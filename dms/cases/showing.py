"""Finding cases to show: by id, by what people type as a sign, by the filters of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from dms import typography
from dms.access.system import Principal
from dms.cases.models import Case
from dms.errors import NotFound
from dms.records.picking import UUID_IN_TEXT, Source, titled

_NUMBER_YEAR = re.compile(r"\s*([0-9]{1,9})\s*/\s*([0-9]{4})\s*")
_GAPS = re.compile(r"[\s./_]+")
_WORDY = re.compile(r"[^\W\d_]{3,}\s+[^\W\d_]{2,}")


def get(case_id: UUID | str, user: Principal) -> Case:
    """Return a case that the user may see; raises NotFound."""
    found = Case.objects.visible_to(user).select_related("record_class__scheme", "unit", "handler").filter(pk=case_id)
    case: Case | None = found.first()
    if case is None:
        raise NotFound(what=str(case_id))
    return case


def may_see(case: Case, user: Principal) -> bool:
    """Tell whether a user may know of a case."""
    return bool(Case.objects.visible_to(user).filter(pk=case.pk).exists())


def by_sign(sign: str, user: Principal) -> Case:
    """Return the one case that a typed sign or id means; raises NotFound."""
    text = sign.strip()
    try:
        return get(UUID(text), user)
    except ValueError:
        pass
    found: Case | None = Case.objects.visible_to(user).filter(reference__iexact=_GAPS.sub(".", text)).first()
    if found is None:
        raise NotFound(what=text)
    return found


def matching(text: str) -> Q:
    """Return the condition for a typed text: `114/2026`, a part of a sign in any spelling, words of the title."""
    pair = _NUMBER_YEAR.fullmatch(text)
    if pair:
        return Q(number=int(pair[1]), year=int(pair[2]))
    words = titled(text)
    sign = _GAPS.sub(".", text.strip()).strip(".")
    return words if _WORDY.search(text) else words | Q(reference__icontains=sign)


def _named(text: str) -> Q:
    """Return the condition for a case named exactly: its id or address, its whole sign in any spelling."""
    pasted = UUID_IN_TEXT.search(text)
    return Q(pk=pasted.group()) if pasted else Q(reference__iexact=_GAPS.sub(".", text))


def _facts(case: Case, user: Principal) -> list[str]:
    return [gettext("case"), case.reference, str(case.get_state_display()), typography.short_day(case.opened_on)]


CASES = Source("case", lambda user: Case.objects.visible_to(user).for_list(), _named, matching, _facts)
OPEN_CASES = replace(CASES, worded=lambda text: matching(text) & Q(state=Case.State.OPEN))
"""Cases as a form names them; the second where something goes into one: words mean open ones, a sign means any."""


@dataclass(frozen=True)
class Choice:
    """What a list of cases is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    unit: str = ""
    symbol: str = ""
    year: int | None = None
    mine: bool = False

    def apply(self, cases: Any, user: Any) -> Any:
        """Return the cases that fit."""
        if self.text:
            cases = cases.filter(matching(self.text))
        if self.state:
            cases = cases.filter(state=self.state)
        if self.unit:
            cases = cases.filter(unit_symbol=self.unit)
        if self.symbol:
            cases = cases.filter(symbol__startswith=self.symbol)
        if self.year:
            cases = cases.filter(year=self.year)
        return cases.filter(handler_id=user.pk) if self.mine else cases
