"""Finding cases to show: by id, by what people type as a sign, by the filters of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from dms.access.system import Principal
from dms.cases.models import Case
from dms.errors import NotFound

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
    words = Q()
    for word in text.split():
        words &= Q(title__icontains=word)
    sign = _GAPS.sub(".", text.strip()).strip(".")
    return words if _WORDY.search(text) else words | Q(reference__icontains=sign)


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
