"""When a case or a record may be destroyed, must be appraised or is due for transfer. Dates in, dates out.

Counting (regulation of the Minister of Culture of 20.10.2015, Dz.U. 2019 poz. 246, annex 1 pt 2): full
calendar years from 1 January of the year after the case ended.

    start = 1 January (year closed + 1)
    due   = start + N years        the first day on which disposal is possible
    end   = due - 1 day            the last day of keeping

The period is a minimum: nothing happens by the lapse of time alone. A change of category, an appraisal and an
extension keep the start; a decision counts from its own day and moves no due day to before it.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from dms.records.category import Category
from retention.counting import ONE_DAY, RULES, Action, NoDay, Plain, State, anniversary, tell_earlier
from retention.facts import Decision, Facts, Period, Subject
from retention.reasons import Code, Reason, because

__all__ = ["Action", "Bar", "Outcome", "State", "compute"]


class Bar(enum.StrEnum):
    """What stands in the way of the action, though its day may have come."""

    HELD = "held"
    LENT = "lent"


DUE_STATE = {
    Action.DESTROY: State.DESTRUCTION_DUE,
    Action.APPRAISE: State.APPRAISAL_DUE,
    Action.TRANSFER: State.TRANSFER_DUE,
}
_DUE_REASON = {
    Action.DESTROY: Code.DESTROY_FROM,
    Action.APPRAISE: Code.APPRAISE_FROM,
    Action.TRANSFER: Code.TRANSFER_FROM,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer: state on the day asked for, and the days.

    `category` is the one that counts on that day (None: the class has none). `keep_from` is the start of counting,
    `keep_until` the last day of keeping (None: for ever, or not known), `due_on` the first day of `action`.
    `barred_by` says why the action must wait all the same. `reasons` tell it step by step.
    """

    state: State
    category: Category | None
    reasons: tuple[Reason, ...]
    action: Action = Action.NONE
    keep_from: dt.date | None = None
    keep_until: dt.date | None = None
    due_on: dt.date | None = None
    barred_by: tuple[Bar, ...] = ()

    @property
    def ready(self) -> bool:
        """Tell whether the action may be proposed today: its day has come and nothing bars it."""
        return self.state in DUE_STATE.values() and not self.barred_by


def compute(facts: Facts) -> Outcome:
    """Return where a case or record stands and why. Pure; the same facts always give the same answer."""
    reasons = _category_told(facts)
    decisions = sorted((d for d in facts.decisions if d.decided_on <= facts.today), key=lambda d: d.decided_on)
    category = _decided(facts.category, decisions, reasons)
    try:
        _refuse_open(facts, reasons)
        if category is None:
            raise NoDay(State.NO_CATEGORY, because(Code.NO_CATEGORY))
        plain = RULES[category.kind](facts, category, reasons)
    except NoDay as no_day:
        return Outcome(no_day.state, category, (*reasons, no_day.reason))
    due_on = _extended(plain, facts.extensions, reasons)
    if decisions and due_on < decisions[-1].decided_on:
        due_on = decisions[-1].decided_on
        reasons.append(because(Code.NOT_BEFORE_DECISION, day=due_on))
    reasons.append(because(_DUE_REASON[plain.action], day=due_on))
    return Outcome(
        state=DUE_STATE[plain.action] if due_on <= facts.today else State.KEPT,
        category=category,
        action=plain.action,
        keep_from=plain.keep_from,
        keep_until=None if plain.action is Action.TRANSFER else due_on - ONE_DAY,
        due_on=due_on,
        barred_by=_bars(facts, plain.action, reasons),
        reasons=tuple(reasons),
    )


def _category_told(facts: Facts) -> list[Reason]:
    """Return the first step: the category of the class, where it has one."""
    if facts.category is None:
        return []
    if facts.scheme_version:
        return [because(Code.CATEGORY_OF_VERSION, category=facts.category, version=facts.scheme_version)]
    return [because(Code.CATEGORY, category=facts.category)]


def _decided(category: Category | None, decisions: list[Decision], reasons: list[Reason]) -> Category | None:
    """Return the category after the decisions taken so far, oldest first."""
    for decision in decisions:
        new, day = decision.category, decision.decided_on
        if category is None:
            reasons.append(because(Code.CATEGORY_GIVEN, new=new, day=day))
        else:
            code = Code.APPRAISED if decision.appraisal else Code.CHANGED
            reasons.append(because(code, old=category, new=new, day=day))
        category = new
    return category


def _refuse_open(facts: Facts, reasons: list[Reason]) -> None:
    if facts.subject is Subject.CASE and facts.reopened:
        tell_earlier(facts.closings, reasons)
        raise NoDay(State.OPEN, because(Code.REOPENED))
    if facts.subject is Subject.CASE and not facts.closings:
        raise NoDay(State.OPEN, because(Code.OPEN))


def _extended(plain: Plain, extensions: tuple[Period, ...], reasons: list[Reason]) -> dt.date:
    """Return the due day after the extensions: years are added, a last day D gives D + 1."""
    if plain.action is Action.TRANSFER:
        reasons.extend(because(Code.EXTENSION_NEEDLESS) for _ in extensions)
        return plain.due_on
    due_on = plain.due_on
    for extension in extensions:
        if extension.years:
            due_on = anniversary(due_on - ONE_DAY, extension.years) + ONE_DAY
            reasons.append(because(Code.EXTENDED_YEARS, years=extension.years))
        elif extension.last_day:
            longer = extension.last_day + ONE_DAY > due_on
            due_on = max(due_on, extension.last_day + ONE_DAY)
            code = Code.EXTENDED_LAST_DAY if longer else Code.EXTENSION_SHORTER
            reasons.append(because(code, day=extension.last_day))
    return due_on


def _bars(facts: Facts, action: Action, reasons: list[Reason]) -> tuple[Bar, ...]:
    """Return what bars the action: a hold, by law or setting; a loan, which bars all but the appraisal."""
    hold_bars = {
        Action.DESTROY: True,
        Action.APPRAISE: facts.settings.hold_bars_appraisal,
        Action.TRANSFER: facts.settings.hold_bars_transfer,
    }[action]
    bars = []
    if facts.held:
        reasons.append(because(Code.HELD if hold_bars else Code.HELD_NOT_BARRING))
        bars += [Bar.HELD] if hold_bars else []
    if facts.lent and action is not Action.APPRAISE:
        reasons.append(because(Code.LENT))
        bars.append(Bar.LENT)
    return tuple(bars)
