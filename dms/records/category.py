"""Archival categories (kategoria archiwalna) as the classification scheme writes them.

    A      archival materials, kept for ever, transferred to the State Archive
    B5     not archival, kept for at least 5 full calendar years
    BE5    as B5, then appraised by the State Archive (ekspertyza archiwalna)
    Bc     copies while the originals exist, or needed for less than a year
    B*     the period is set by another law and entered case by case

Source: regulation of the Minister of Culture, 20.10.2015 (Dz.U. 2019 poz. 246), annex 1; schemes print "B*".
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from dms.errors import Invalid


class BadCategory(Invalid):
    """The text is no archival category."""

    code = "record.bad_category"
    message = _("“%(value)s” is not an archival category. Write A, B5, BE10, Bc or B*.")


class Kind(enum.StrEnum):
    """What happens to the documentation, without the number of years."""

    A = "A"
    B = "B"
    BE = "BE"
    BC = "Bc"
    B_STAR = "B*"


_COUNTED = re.compile(r"(BE?)([1-9][0-9]?)", re.IGNORECASE)
_PLAIN = {"a": Kind.A, "bc": Kind.BC, "b*": Kind.B_STAR, "b*)": Kind.B_STAR}


@dataclass(frozen=True, slots=True)
class Category:
    """A category; `years` (1 to 99) is set for B and BE only. Raises BadCategory for any other pair."""

    kind: Kind
    years: int | None = None

    def __post_init__(self) -> None:
        """Refuse years where there are none, and a B or BE without them."""
        counted = self.kind in (Kind.B, Kind.BE)
        if counted != (self.years is not None) or (self.years is not None and not 1 <= self.years <= 99):
            raise BadCategory(value=str(self))

    def __str__(self) -> str:
        """Return the spelling of the scheme: `BE10`."""
        return f"{self.kind}{self.years or ''}"

    def as_b(self) -> Category:
        """Return what a BE becomes when the State Archive finds it not archival: a B of the same years."""
        return Category(Kind.B, self.years) if self.kind is Kind.BE else self


def parse(text: str) -> Category:
    """Return the category that a text means; spaces and letter case do not matter. Raises BadCategory."""
    compact = "".join(text.split())
    plain = _PLAIN.get(compact.lower())
    if plain:
        return Category(plain)
    counted = _COUNTED.fullmatch(compact)
    if not counted:
        raise BadCategory(value=text)
    return Category(Kind(counted[1].upper()), int(counted[2]))
