"""The case reference (znak sprawy) and the signs made from it: letters and folders.

    ABC.123.77.2011        case 77 of unit ABC in class 123 in the year 2011
    ABC.123.78.2.2011      case 2 of the group (podteczka) opened by number 78
    ABC.123.77.2011.3.JW   letter 3 of the first case, written by handler JW
    ABC.123, ABC.123.78    folders

Rules: office instruction (Prime Minister's regulation of 18.01.2011, Dz.U. 2011 nr 14 poz. 67, annex 1), in
the wording of the parallel instruction of MKiDN (order of 29.12.2021) §26 (case, letter) and §44(2) (folder).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from dms.errors import Invalid

UNIT = r"(?=[^.]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
SYMBOL = r"[0-9]{1,10}"
NUMBER = r"[1-9][0-9]{0,8}"
"""A natural number; nine digits so that it fits the database's integer."""
YEAR = r"[1-9][0-9]{3}"
HANDLER = r"(?=[0-9]*[A-Za-z])[A-Za-z0-9]+"

_UNIT = re.compile(UNIT)
_SYMBOL = re.compile(SYMBOL)
_NUMBER = re.compile(NUMBER)
_HANDLER = re.compile(HANDLER)
_CASE = re.compile(
    rf"(?P<unit>{UNIT})\.(?P<symbol>{SYMBOL})\.(?:(?P<group>{NUMBER})\.)?(?P<number>{NUMBER})\.(?P<year>{YEAR})"
)
_TAIL = re.compile(rf"(?:\.(?P<letter>{NUMBER}))?(?:\.(?P<handler>{HANDLER}))?")


class BadReference(Invalid):
    """The text is no case reference."""

    code = "case.bad_reference"
    message = _("“%(value)s” is not a case reference. It looks like ABC.123.77.2011 or, in a group, ABC.123.78.2.2011.")


class BadUnitSign(Invalid):
    """The sign of a unit uses something else than Latin letters, digits and inner hyphens."""

    code = "case.bad_unit_sign"
    message = _(
        "“%(value)s” cannot be the sign of a unit: "
        "use A–Z, a–z, digits and hyphens between them, with at least one letter."
    )


class BadLetterSign(Invalid):
    """The sign of a letter lacks a number and a handler, or one of them is wrong."""

    code = "case.bad_letter_sign"
    message = _(
        "The sign of a letter needs its number or the mark of its handler (Latin letters and digits, no hyphen)."
    )


@dataclass(frozen=True, slots=True)
class CaseReference:
    """A case reference. `group` is the base number of a separated group, 0 where there is none.

    Raises BadReference when a part breaks the rules (Polish letters in the unit, a symbol of 11 digits …).
    """

    unit: str
    symbol: str
    group: int
    number: int
    year: int

    def __post_init__(self) -> None:
        """Refuse parts that do not make a reference; only 0 means "no group"."""
        if self.group < 0 or not _CASE.fullmatch(str(self)):
            raise BadReference(value=str(self))

    def __str__(self) -> str:
        """Return the reference as written on letters."""
        group = f"{self.group}." if self.group else ""
        return f"{self.unit}.{self.symbol}.{group}{self.number}.{self.year}"

    @property
    def folder(self) -> str:
        """Return the sign of the folder (teczka) in which the case lies."""
        return folder_sign(self.unit, self.symbol, self.group)


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a sign: a case, or with `letter` (0 = none) or `handler` a letter of that case."""

    case: CaseReference
    letter: int = 0
    handler: str = ""

    @property
    def is_letter(self) -> bool:
        """Tell whether the sign names a letter rather than the case itself."""
        return bool(self.letter or self.handler)

    def __str__(self) -> str:
        """Return the sign as written."""
        return letter_sign(self.case, self.letter, self.handler) if self.is_letter else str(self.case)


def parse(text: str) -> CaseReference:
    """Return the case reference that a text is, taken as a case; raises BadReference."""
    found = _CASE.fullmatch(text.strip())
    if not found:
        raise BadReference(value=text)
    return _case(found)


def readings(text: str) -> list[Reading]:
    """Return everything a sign can mean: the case itself first, then letters; empty when it means nothing.

    `X.1.7.2011.2012` is case 2011 of group 7 in 2012, or letter 2012 of case X.1.7.2011: what exists decides.
    """
    parts = text.strip().split(".")
    found = []
    for size in (5, 4):
        case, tail = _CASE.fullmatch(".".join(parts[:size])), "".join(f".{part}" for part in parts[size:])
        end = _TAIL.fullmatch(tail)
        if case and end and len(parts) >= size:
            found.append(Reading(_case(case), int(end["letter"] or 0), end["handler"] or ""))
    return sorted(found, key=lambda reading: reading.is_letter)


def existing(text: str, exists: Callable[[Reading], bool]) -> list[Reading]:
    """Return the readings of a sign that exist, by the caller's question; several mean: ask the user."""
    return [reading for reading in readings(text) if exists(reading)]


def letter_sign(case: CaseReference, number: int = 0, handler: str = "") -> str:
    """Return the sign of a letter: the whole case sign, then its number (0 = none) and/or the handler's mark.

    Raises BadLetterSign when both are missing or one is wrong (MKiDN §26(9): no hyphen, at least one letter).
    """
    wrong_number = number and not _NUMBER.fullmatch(str(number))
    wrong_handler = handler and not _HANDLER.fullmatch(handler)
    if wrong_number or wrong_handler or not (number or handler):
        raise BadLetterSign()
    return str(case) + (f".{number}" if number else "") + (f".{handler}" if handler else "")


def folder_sign(unit: str, symbol: str, group: int = 0) -> str:
    """Return the sign of a folder: unit and symbol, and the base number of a separated group (0 = none)."""
    if not _SYMBOL.fullmatch(symbol) or group < 0:
        raise BadReference(value=f"{unit}.{symbol}.{group}")
    return f"{check_unit(unit)}.{symbol}" + (f".{group}" if group else "")


def check_unit(sign: str) -> str:
    """Return the sign of a unit unchanged; raises BadUnitSign (Polish letters, no letter at all …)."""
    if not _UNIT.fullmatch(sign):
        raise BadUnitSign(value=sign)
    return sign


def _case(found: re.Match[str]) -> CaseReference:
    return CaseReference(
        found["unit"], found["symbol"], int(found["group"] or 0), int(found["number"]), int(found["year"])
    )
