"""From the facts to the plain due day, one function per category; `due` adds extensions and decisions.

Where the law is silent, the choice made here stands in the docstring of its function, and it is the safer one:
a later day, or no day at all. "2015 reg." is Dz.U. 2019 poz. 246, "1518" is Dz.U. 2006 nr 206 poz. 1518, "Act"
is the act of 14.07.1983 on archives.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass

from dms.records.category import Category, Kind
from dms.records.partial_dates import PartialDate
from retention.facts import Facts, Medium, Subject, TransferCount
from retention.reasons import Code, Reason, because

ONE_DAY = dt.timedelta(days=1)


class State(enum.StrEnum):
    """Where it stands on `Facts.today`."""

    OPEN = "open"
    NO_START = "no_start"
    """The event from which the period counts has not been entered."""
    NO_CATEGORY = "no_category"
    """The class has no category in the scheme; one must be decided."""
    NO_PERIOD = "no_period"
    """B*: nobody has entered the period that another law sets."""
    NO_ORIGINAL = "no_original"
    """Bc: a copy whose original is gone; the category must be decided anew."""
    UNKNOWN_DAY = "unknown_day"
    KEPT = "kept"
    APPRAISAL_DUE = "appraisal_due"
    DESTRUCTION_DUE = "destruction_due"
    TRANSFER_DUE = "transfer_due"


class Action(enum.StrEnum):
    """What may be done from the due day on; NONE while there is no due day."""

    NONE = "none"
    DESTROY = "destroy"
    APPRAISE = "appraise"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Plain:
    """A due day before extensions and decisions move it."""

    action: Action
    keep_from: dt.date | None
    due_on: dt.date


class NoDay(Exception):
    """The facts give no day."""

    def __init__(self, state: State, reason: Reason) -> None:
        super().__init__(state)
        self.state, self.reason = state, reason


def _ended(facts: Facts, reasons: list[Reason]) -> PartialDate:
    """Return the date whose year counts: the class's event, the last closing, or the making of the record."""
    if facts.has_trigger:
        if facts.trigger_on is None:
            raise NoDay(State.NO_START, because(Code.TRIGGER_MISSING))
        reasons.append(because(Code.TRIGGERED, date=facts.trigger_on))
        return facts.trigger_on
    if facts.subject is Subject.RECORD:
        if facts.record_date is None:
            raise NoDay(State.UNKNOWN_DAY, because(Code.RECORD_DATE_UNKNOWN))
        reasons.append(because(Code.RECORDED, date=facts.record_date))
        return facts.record_date
    tell_earlier(facts.closings[:-1], reasons)
    last = facts.closings[-1]
    if last is None:
        raise NoDay(State.UNKNOWN_DAY, because(Code.CLOSING_UNKNOWN))
    reasons.append(because(Code.CLOSED_LAST if len(facts.closings) > 1 else Code.CLOSED, date=last))
    return last


def tell_earlier(closings: Sequence[PartialDate | None], reasons: list[Reason]) -> None:
    """Add the closings that a reopening took back: they explain why the day is later than the oldest closing says."""
    for date in closings:
        told = because(Code.CLOSED_EARLIER, date=date) if date else because(Code.CLOSED_EARLIER_UNKNOWN)
        reasons.append(told)


def _start(facts: Facts, reasons: list[Reason]) -> dt.date:
    """Return 1 January of the year after (2015 reg. annex 1 pt 2); a year without a day is enough."""
    start = dt.date(_ended(facts, reasons).year + 1, 1, 1)
    reasons.append(because(Code.START, start=start))
    return start


def _counted(facts: Facts, category: Category, reasons: list[Reason]) -> Plain:
    """B and BE: N full calendar years; a BE is then appraised, never destroyed."""
    start = _start(facts, reasons)
    years = category.years or 0
    reasons.append(because(Code.YEARS, years=years))
    action = Action.APPRAISE if category.kind is Kind.BE else Action.DESTROY
    return Plain(action, start, start.replace(year=start.year + years))


def _special(facts: Facts, category: Category, reasons: list[Reason]) -> Plain:
    """B*: years or a last day set by another law (2015 reg. §2(6)); a fallback only when stated."""
    if facts.special and facts.special.last_day:
        reasons.append(because(Code.SPECIAL_LAST_DAY, day=facts.special.last_day))
        return Plain(Action.DESTROY, None, facts.special.last_day + ONE_DAY)
    if facts.special:
        code, years = Code.SPECIAL_YEARS, facts.special.years
    else:
        code, years = Code.SPECIAL_FALLBACK, facts.fallback_years if facts.no_other_rule else None
    if not years:
        raise NoDay(State.NO_PERIOD, because(Code.SPECIAL_MISSING))
    start = _start(facts, reasons)
    reasons.append(because(code, years=years))
    return Plain(Action.DESTROY, start, start.replace(year=start.year + years))


def _short(facts: Facts, category: Category, reasons: list[Reason]) -> Plain:
    """Bc: after full use (1518 annex pt 2(2)); by the setting not before 1 January after closing."""
    if facts.is_copy and not facts.originals_exist:
        raise NoDay(State.NO_ORIGINAL, because(Code.BC_ORIGINALS_GONE))
    if facts.used_up_on is None:
        raise NoDay(State.NO_START, because(Code.BC_NOT_USED_UP))
    reasons.append(because(Code.BC_USED_UP, day=facts.used_up_on))
    after_use = facts.used_up_on + ONE_DAY
    if not facts.settings.bc_waits_until_january:
        return Plain(Action.DESTROY, None, after_use)
    start = dt.date(_ended(facts, reasons).year + 1, 1, 1)
    reasons.append(because(Code.BC_WAITS, start=start))
    return Plain(Action.DESTROY, start, max(after_use, start))


def _permanent(facts: Facts, category: Category, reasons: list[Reason]) -> Plain:
    """A: the day after the anniversary of making (Act art. 5(1) pt 1, 1518 §15), or by calendar years."""
    reasons.append(because(Code.PERMANENT))
    made = _made(facts, reasons)
    if facts.medium is Medium.PAPER:
        reasons.append(because(Code.ON_PAPER))
    years = facts.settings.transfer_after_years(facts.medium)
    if facts.settings.transfer_count is TransferCount.BY_CALENDAR_YEAR:
        start = dt.date(made.year + 1, 1, 1)
        reasons.append(because(Code.TRANSFER_YEARS_BY_CALENDAR, years=years))
        return Plain(Action.TRANSFER, start, start.replace(year=start.year + years))
    if made.day is None:
        raise NoDay(State.UNKNOWN_DAY, because(Code.DOCUMENT_DAY_UNKNOWN, date=made))
    reasons.append(because(Code.TRANSFER_YEARS_BY_DAY, years=years))
    return Plain(Action.TRANSFER, made.day, anniversary(made.day, years) + ONE_DAY)


def _made(facts: Facts, reasons: list[Reason]) -> PartialDate:
    """Return when archival materials were made: the latest document; without one, the closing."""
    if facts.subject is Subject.CASE and facts.latest_document_on:
        reasons.append(because(Code.MADE_LATEST_DOCUMENT, date=facts.latest_document_on))
        return facts.latest_document_on
    if facts.subject is Subject.CASE and facts.closings[-1]:
        tell_earlier(facts.closings[:-1], reasons)
        reasons.append(because(Code.MADE_CLOSING, date=facts.closings[-1]))
        return facts.closings[-1]
    if facts.subject is Subject.RECORD and facts.record_date:
        reasons.append(because(Code.RECORDED, date=facts.record_date))
        return facts.record_date
    unknown = Code.CLOSING_UNKNOWN if facts.subject is Subject.CASE else Code.RECORD_DATE_UNKNOWN
    raise NoDay(State.UNKNOWN_DAY, because(unknown))


RULES = {
    Kind.A: _permanent,
    Kind.B: _counted,
    Kind.BE: _counted,
    Kind.B_STAR: _special,
    Kind.BC: _short,
}


def anniversary(day: dt.date, years: int) -> dt.date:
    """Return the same day some years later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
