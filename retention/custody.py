"""When documentation passes from the unit to the office's archive (archiwum zakładowe).

After two full calendar years. For electronic files it is a change of permissions and has a first day; for
paper of the exception classes it is a handing over and has a latest day. Sources: office instruction in the
wording of MKiDN (order of 29.12.2021) §41-44 and MC (order no. 4 of 25.01.2024) §43; Dz.U. 2006 nr 206
poz. 1518 §7.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from dms.records.partial_dates import PartialDate
from retention.reasons import Code, Reason, because

YEARS = 2


class Holding(enum.StrEnum):
    """What passes, and by which date it counts."""

    ELECTRONIC = "electronic"
    """A closed electronic case (day of the last closing), or an electronic non-case record (its day)."""
    CHRONOLOGICAL_STORE = "chronological_store"
    """Paper or carriers of a chronological store (the year of the set, not the closing)."""
    PAPER_CASE = "paper_case"
    """Paper files of an exception class (day of closing)."""


@dataclass(frozen=True, slots=True)
class Custody:
    """One of two: the archive takes over from `from_day` on, or it is handed over by `latest`."""

    from_day: dt.date | None
    latest: dt.date | None
    reasons: tuple[Reason, ...]


def custody(holding: Holding, counts_from: PartialDate) -> Custody:
    """Return when the archive takes over what was closed, made or set in the year of `counts_from`.

    Two full calendar years from 1 January of the year after: closed in 2024 → from 2027-01-01, and paper of
    the exception classes by 2026-12-31. For non-case records no law gives a term; they follow the same count.
    """
    first = dt.date(counts_from.year + 1 + YEARS, 1, 1)
    if holding is Holding.PAPER_CASE:
        latest = first - dt.timedelta(days=1)
        return Custody(None, latest, (because(Code.CUSTODY_LATEST, day=latest),))
    return Custody(first, None, (because(Code.CUSTODY_FROM, day=first),))
