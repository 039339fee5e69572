"""Why a date is what it is: codes with parameters, made into sentences at display in the reader's language.

Codes are stored for years, so none is ever renamed or dropped. Each names the rule it comes from:

    2015 reg.     regulation of the Minister of Culture of 20.10.2015, Dz.U. 2019 poz. 246
    1518          regulation of the Minister of Interior of 30.10.2006, Dz.U. 2006 nr 206 poz. 1518
    Act           act of 14.07.1983 on the national archival resource and archives
    MKiDN, MC     office instructions of two ministries, parallel to the Prime Minister's of 18.01.2011
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from dms import errors


class Code(enum.StrEnum):
    """One step of the reasoning."""

    OPEN = "open"
    REOPENED = "reopened"
    CLOSING_UNKNOWN = "closing_unknown"
    RECORD_DATE_UNKNOWN = "record_date_unknown"
    DOCUMENT_DAY_UNKNOWN = "document_day_unknown"
    TRIGGER_MISSING = "trigger_missing"
    CLOSED = "closed"
    CLOSED_LAST = "closed_last"
    CLOSED_EARLIER = "closed_earlier"
    CLOSED_EARLIER_UNKNOWN = "closed_earlier_unknown"
    RECORDED = "recorded"
    TRIGGERED = "triggered"
    START = "start"
    CATEGORY = "category"
    CATEGORY_OF_VERSION = "category_of_version"
    NO_CATEGORY = "no_category"
    CATEGORY_GIVEN = "category_given"
    CHANGED = "changed"
    APPRAISED = "appraised"
    YEARS = "years"
    SPECIAL_YEARS = "special_years"
    SPECIAL_LAST_DAY = "special_last_day"
    SPECIAL_FALLBACK = "special_fallback"
    SPECIAL_MISSING = "special_missing"
    BC_NOT_USED_UP = "bc_not_used_up"
    BC_USED_UP = "bc_used_up"
    BC_WAITS = "bc_waits"
    BC_ORIGINALS_GONE = "bc_originals_gone"
    PERMANENT = "permanent"
    ON_PAPER = "on_paper"
    MADE_LATEST_DOCUMENT = "made_latest_document"
    MADE_CLOSING = "made_closing"
    TRANSFER_YEARS_BY_DAY = "transfer_years_by_day"
    TRANSFER_YEARS_BY_CALENDAR = "transfer_years_by_calendar"
    EXTENDED_YEARS = "extended_years"
    EXTENDED_LAST_DAY = "extended_last_day"
    EXTENSION_SHORTER = "extension_shorter"
    EXTENSION_NEEDLESS = "extension_needless"
    NOT_BEFORE_DECISION = "not_before_decision"
    DESTROY_FROM = "destroy_from"
    APPRAISE_FROM = "appraise_from"
    TRANSFER_FROM = "transfer_from"
    HELD = "held"
    HELD_NOT_BARRING = "held_not_barring"
    LENT = "lent"
    CUSTODY_FROM = "custody_from"
    CUSTODY_LATEST = "custody_latest"


RULES: dict[str, tuple[str, str]] = {
    Code.OPEN: (_("The case is open, so no period runs."), "2015 reg. annex 1 pt 2"),
    Code.REOPENED: (
        _("The case was reopened: it is open, and the period will count from its last closing."),
        "MKiDN archive instruction §34-36",
    ),
    Code.CLOSING_UNKNOWN: (
        _("The case is closed, but nobody knows when: enter at least the year."),
        "2015 reg. annex 1 pt 2",
    ),
    Code.RECORD_DATE_UNKNOWN: (
        _("Nobody knows when the record was made: enter at least the year."),
        "1518 annex pt 2(1)",
    ),
    Code.DOCUMENT_DAY_UNKNOWN: (
        _("Archival materials count from the day of making, and only %(date)s is known: enter the day."),
        "Act art. 5(1) pt 1",
    ),
    Code.TRIGGER_MISSING: (
        _("This class counts from another event, and its date has not been entered."),
        "2015 reg. annex 3",
    ),
    Code.CLOSED: (_("The case was closed: %(date)s."), "2015 reg. annex 1 pt 2"),
    Code.CLOSED_LAST: (
        _("The case was closed more than once; the last closing counts: %(date)s."),
        "MKiDN archive instruction §34-36",
    ),
    Code.CLOSED_EARLIER: (
        _("An earlier closing, after which the case was reopened, no longer counts: %(date)s."),
        "MKiDN archive instruction §34-36",
    ),
    Code.CLOSED_EARLIER_UNKNOWN: (
        _("The case was closed on an unknown day and reopened; that closing no longer counts."),
        "MKiDN archive instruction §34-36",
    ),
    Code.RECORDED: (_("The record was made: %(date)s."), "1518 annex pt 2(1)"),
    Code.TRIGGERED: (_("The event from which this class counts: %(date)s."), "2015 reg. annex 3"),
    Code.START: (
        _("Full calendar years are counted from %(start)s, 1 January of the year after."),
        "2015 reg. annex 1 pt 2",
    ),
    Code.CATEGORY: (_("Category: %(category)s."), "2015 reg. annex 1"),
    Code.CATEGORY_OF_VERSION: (
        _("Category: %(category)s, by the version of the scheme in force when the record was made: %(version)s."),
        "MKiDN archive instruction §3(3)",
    ),
    Code.NO_CATEGORY: (
        _("The class has no category in the scheme, so no period can be counted: decide on the category."),
        "2015 reg. §2",
    ),
    Code.CATEGORY_GIVEN: (
        _("The class has no category; %(new)s was decided on %(day)s."),
        "2015 reg. §2",
    ),
    Code.CHANGED: (
        _("The category was changed from %(old)s to %(new)s on %(day)s; the start of counting stays."),
        "2015 reg. §2",
    ),
    Code.APPRAISED: (
        _("The State Archive appraised it on %(day)s: %(old)s became %(new)s; the start of counting stays."),
        "2015 reg. annex 1; 2015 reg. §11",
    ),
    Code.YEARS: (_("The least number of years of keeping: %(years)s."), "2015 reg. annex 1"),
    Code.SPECIAL_YEARS: (_("Another law sets the number of years: %(years)s."), "2015 reg. §2(6)"),
    Code.SPECIAL_LAST_DAY: (_("Another law sets the last day of keeping: %(day)s."), "2015 reg. §2(6)"),
    Code.SPECIAL_FALLBACK: (
        _("It was stated that no other law sets the period; the scheme's remark gives the years: %(years)s."),
        "2015 reg. §2(6)",
    ),
    Code.SPECIAL_MISSING: (
        _("Another law sets the period of this category, and nobody has entered it yet."),
        "2015 reg. §2(6)",
    ),
    Code.BC_NOT_USED_UP: (
        _("Nobody has recorded the day on which the documentation was fully used."),
        "1518 annex pt 2(2)",
    ),
    Code.BC_USED_UP: (_("The documentation was fully used on %(day)s."), "1518 annex pt 2(2)"),
    Code.BC_WAITS: (
        _("It is kept until the end of the calendar year before %(start)s."),
        "2015 reg. annex 1",
    ),
    Code.BC_ORIGINALS_GONE: (
        _("A copy may go only while the originals exist; they are gone: the category must be decided anew."),
        "2015 reg. annex 1",
    ),
    Code.PERMANENT: (
        _("Archival materials are kept for ever and go to the State Archive."),
        "Act art. 5(1) pt 1",
    ),
    Code.ON_PAPER: (_("The files are kept on paper, so the years set for paper count."), "Act art. 5(1) pt 1"),
    Code.MADE_LATEST_DOCUMENT: (_("The latest document: %(date)s."), "Act art. 5(1) pt 1"),
    Code.MADE_CLOSING: (
        _("No document has a day, so the closing stands for the latest one: %(date)s."),
        "Act art. 5(1) pt 1",
    ),
    Code.TRANSFER_YEARS_BY_DAY: (
        _("Years until the transfer, counted by the day: %(years)s."),
        "Act art. 5(1) pt 1; 1518 §15",
    ),
    Code.TRANSFER_YEARS_BY_CALENDAR: (
        _("Years until the transfer, counted in calendar years: %(years)s."),
        "Act art. 5(1) pt 1; 1518 §15",
    ),
    Code.EXTENDED_YEARS: (
        _("Keeping was extended; further years: %(years)s."),
        "MKiDN archive instruction §37(4)",
    ),
    Code.EXTENDED_LAST_DAY: (_("Keeping was extended to %(day)s."), "MKiDN archive instruction §37(4)"),
    Code.EXTENSION_SHORTER: (
        _("An extension to %(day)s changes nothing: the documentation is kept longer anyway."),
        "MKiDN archive instruction §37(4)",
    ),
    Code.EXTENSION_NEEDLESS: (
        _("An extension was approved; archival materials are kept for ever anyway."),
        "Act art. 5(1) pt 1",
    ),
    Code.NOT_BEFORE_DECISION: (
        _("It counts from the day of that decision, so not before %(day)s."),
        "2015 reg. §2",
    ),
    Code.DESTROY_FROM: (
        _("It may be put on a disposal list from %(day)s; nothing is destroyed by the lapse of time alone."),
        "Act art. 5(1) pt 2; 2015 reg. §9",
    ),
    Code.APPRAISE_FROM: (
        _("It is due for appraisal by the State Archive from %(day)s."),
        "2015 reg. annex 1",
    ),
    Code.TRANSFER_FROM: (
        _("It is due for transfer to the State Archive from %(day)s."),
        "Act art. 5(1) pt 1",
    ),
    Code.HELD: (_("A hold is in force: the period runs, but this may not be done."), "Act art. 5(1) pt 2"),
    Code.HELD_NOT_BARRING: (
        _("A hold is in force; it bars destruction, not this."),
        "Act art. 5(1) pt 2",
    ),
    Code.LENT: (
        _("It is lent: the period runs, but its return must be awaited."),
        "MKiDN archive instruction §30",
    ),
    Code.CUSTODY_FROM: (
        _("The archive takes it over from %(day)s, after two full calendar years."),
        "MKiDN §41-43, MC §43; 1518 §7",
    ),
    Code.CUSTODY_LATEST: (
        _("It is handed to the archive by %(day)s, the end of the second full calendar year."),
        "MKiDN §44",
    ),
}
"""Code → English msgid and the rule it comes from."""

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Reason:
    """One step: a code and its parameters (numbers and texts; days as `YYYY-MM-DD`)."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in the active language; the bare code if this version does not know it."""
        if self.code not in RULES:
            return self.code
        return errors.sentence(RULES[self.code][0], {name: _shown(name, value) for name, value in self.params.items()})

    @property
    def source(self) -> str:
        """Return the rule of law that this step follows, in the active language ("" for an unknown code)."""
        return gettext(RULES[self.code][1]) if self.code in RULES else ""

    def as_data(self) -> dict[str, Any]:
        """Return the stored form."""
        return {"code": str(self.code), "params": dict(self.params)}


def because(code: Code, **params: object) -> Reason:
    """Return a reason; days, partial dates and categories become text."""
    return Reason(code, {name: value if isinstance(value, int) else str(value) for name, value in params.items()})


def as_data(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Return the stored form (JSON) of reasons."""
    return [reason.as_data() for reason in reasons]


def from_data(data: Iterable[dict[str, Any]]) -> tuple[Reason, ...]:
    """Return the reasons of a stored form."""
    return tuple(Reason(item["code"], dict(item.get("params", {}))) for item in data)


def sentence(reasons: Iterable[Reason]) -> str:
    """Return all steps as one text in the active language."""
    return " ".join(str(reason) for reason in reasons)


def _shown(name: str, value: str | int) -> str | int:
    """Return a parameter as the reader writes it: days and months in the format of the active language."""
    if isinstance(value, int) or name == "version":
        return value
    if _DAY.fullmatch(value):
        return date_format(dt.date.fromisoformat(value), "DATE_FORMAT")
    if _MONTH.fullmatch(value):
        month = date_format(dt.date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT")
        return month.lower() if (get_language() or "").startswith("pl") else month  # Django writes them as headings
    return value
