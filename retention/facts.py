"""What the due day of a case or a non-case record depends on: plain values, no database.

All days are days of the office (Europe/Warsaw); where only a year or a month may be known, a PartialDate.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from dms.errors import Invalid
from dms.records.category import Category
from dms.records.partial_dates import YEARS, PartialDate


class BadPeriod(Invalid):
    """A period is neither a number of years nor a last day, or is both, or is beyond belief."""

    code = "retention.bad_period"
    message = _("Give either a number of whole years (1 to 99) or a last day.")


class Subject(enum.StrEnum):
    """What is kept: a case, or a record outside cases."""

    CASE = "case"
    RECORD = "record"


class Medium(enum.StrEnum):
    """Electronic files, or paper (exception classes)."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


class TransferCount(enum.StrEnum):
    """How the years of archival materials are counted."""

    BY_DAY = "day"
    BY_CALENDAR_YEAR = "calendar_year"


@dataclass(frozen=True, slots=True)
class Settings:
    """The office's choices where the law leaves them or where practice differs."""

    transfer_after_years_electronic: int = 10
    transfer_after_years_paper: int = 25
    transfer_count: TransferCount = TransferCount.BY_DAY
    bc_waits_until_january: bool = True
    hold_bars_appraisal: bool = False
    hold_bars_transfer: bool = True

    def transfer_after_years(self, medium: Medium) -> int:
        """Return the years after which archival materials of this medium are due for transfer."""
        electronic = medium is Medium.ELECTRONIC
        return self.transfer_after_years_electronic if electronic else self.transfer_after_years_paper


@dataclass(frozen=True, slots=True)
class Period:
    """Whole years (1 to 99), or a last day of keeping; exactly one of them. Raises BadPeriod otherwise.

    Used for an extension and for the period that another law sets (B*).
    """

    years: int | None = None
    last_day: dt.date | None = None

    def __post_init__(self) -> None:
        """Refuse both, none, and values that are slips of the hand."""
        if (self.years is None) == (self.last_day is None):
            raise BadPeriod()
        if self.years is not None and not 1 <= self.years <= 99:
            raise BadPeriod()
        if self.last_day is not None and self.last_day.year not in YEARS:
            raise BadPeriod()


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that gives another category: a change, or the result of an appraisal by the State Archive.

    "Found not archival" is `category.as_b()` of the appraised BE.
    """

    decided_on: dt.date
    category: Category
    appraisal: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything `due.compute` looks at.

    category             as fixed when the case was founded (or by the scheme in force on the record's day);
                         None = the class has none
    scheme_version       record: the version in force on its day, where that gave the category
    today                the day for which the state is asked; decisions of later days do not count yet
    closings             the days of closing so far, oldest first; None = closed on an unknown day
    reopened             the case was reopened after its last closing
    record_date          non-case record: the day it was made; None = unknown
    latest_document_on   case: the day of its latest document, for archival materials
    has_trigger          the class counts from another event (not A); `trigger_on` is its day once it happened
    decisions            changes of category and appraisals, in any order
    extensions           approved extensions, oldest first
    special              B*: the period set by the other law
    fallback_years       B*: the years the scheme's remark gives if no other law does
    no_other_rule        B*: someone stated that no other law sets a period, so the fallback applies
    used_up_on           Bc: the recorded day of full use
    is_copy              Bc: a secondary copy, which may go only while `originals_exist`
    held, lent           a hold is in force; the file is lent
    """

    category: Category | None
    today: dt.date
    subject: Subject = Subject.CASE
    scheme_version: str = ""
    medium: Medium = Medium.ELECTRONIC
    closings: tuple[PartialDate | None, ...] = ()
    reopened: bool = False
    record_date: PartialDate | None = None
    latest_document_on: PartialDate | None = None
    has_trigger: bool = False
    trigger_on: PartialDate | None = None
    decisions: tuple[Decision, ...] = ()
    extensions: tuple[Period, ...] = ()
    special: Period | None = None
    fallback_years: int | None = None
    no_other_rule: bool = False
    used_up_on: dt.date | None = None
    is_copy: bool = False
    originals_exist: bool = True
    held: bool = False
    lent: bool = False
    settings: Settings = field(default_factory=Settings)
