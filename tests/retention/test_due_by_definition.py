"""10,000 random cases against a second calculator that follows the words of the law and shares no code with ours.

Ours adds years to a day. This one asks of a given day: how many whole calendar years (or anniversaries) lie behind?
"""

import datetime as dt
import random

from dms.records.category import Category, Kind
from dms.records.partial_dates import PartialDate
from retention.due import Action, compute
from retention.facts import Decision, Facts, Period, Settings, Subject, TransferCount

DAY = dt.timedelta(days=1)


def whole_calendar_years(ended, today):
    """Count the calendar years that began after the day of ending and are over by today."""
    return sum(
        1 for year in range(ended.year, today.year + 1) if dt.date(year, 1, 1) > ended and dt.date(year, 12, 31) < today
    )


def anniversaries_passed(made, today):
    """Count the anniversaries that lie before today, walking from year to year."""
    passed = 0
    for year in range(made.year + 1, today.year + 1):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        anniversary = dt.date(year, made.month, 28 if (made.month, made.day) == (2, 29) and not leap else made.day)
        passed += anniversary < today
    return passed


def allowed(facts, today):
    """Say by definition what may be done on a day: destroy, appraise, transfer or none."""
    category, last_decision = facts.category, None
    for decision in sorted(facts.decisions, key=lambda d: d.decided_on):
        category, last_decision = decision.category, decision.decided_on
    if last_decision and today < last_decision:
        return None
    ended = facts.record_date.day if facts.subject is Subject.RECORD else facts.closings[-1].day
    if category.kind is Kind.A:
        if facts.settings.transfer_count is TransferCount.BY_DAY:
            passed = anniversaries_passed(ended, today)
        else:
            passed = whole_calendar_years(ended, today)
        return Action.TRANSFER if passed >= facts.settings.transfer_after_years(facts.medium) else Action.NONE
    more = sum(extension.years or 0 for extension in facts.extensions)
    last_days = [extension.last_day for extension in facts.extensions if extension.last_day]
    if category.kind is Kind.BC:
        waited = whole_calendar_years(ended, today) >= 0 and today.year > ended.year
        free = facts.used_up_on < today and (waited or not facts.settings.bc_waits_until_january)
    else:
        free = whole_calendar_years(ended, today) >= category.years + more
    if not free or any(today <= last_day for last_day in last_days):
        return Action.NONE
    return Action.APPRAISE if category.kind is Kind.BE else Action.DESTROY


def some_day(chance, first=1990, last=2030):
    edges = [(1, 1), (12, 31), (2, 28), (3, 1)]
    year = chance.randint(first, last)
    if chance.random() < 0.2:
        return dt.date(year // 4 * 4, 2, 29)
    if chance.random() < 0.3:
        return dt.date(year, *chance.choice(edges))
    return dt.date(year, 1, 1) + dt.timedelta(days=chance.randint(0, 364))


def some_category(chance):
    kind = chance.choice([Kind.A, Kind.B, Kind.B, Kind.BE, Kind.BC])
    return Category(kind, chance.choice([1, 2, 3, 5, 10, 25, 50]) if kind in (Kind.B, Kind.BE) else None)


def some_facts(chance):
    is_record = chance.random() < 0.3
    ended = PartialDate.of(some_day(chance))
    earlier = (PartialDate.of(some_day(chance, 1980, 1989)),) if chance.random() < 0.2 else ()
    count = chance.choice(list(TransferCount))
    category = some_category(chance)
    decisions = tuple(
        Decision(some_day(chance, 1990, 2080), some_category(chance), chance.random() < 0.5)
        for _ in range(chance.choice([0, 0, 1, 2]))
    )
    kinds = {category.kind, *(decision.category.kind for decision in decisions)}
    # Bc has no count of years, so an extension in years has no meaning by this definition: last days only.
    extensions = [Period(last_day=some_day(chance, 1990, 2080))] if chance.random() < 0.2 else []
    if Kind.BC not in kinds and chance.random() < 0.2:
        extensions = [Period(years=chance.randint(1, 9)), *extensions]
    return Facts(
        category=category,
        today=dt.date(2400, 1, 1),
        subject=Subject.RECORD if is_record else Subject.CASE,
        closings=() if is_record else (*earlier, ended),
        record_date=ended if is_record else None,
        decisions=decisions,
        extensions=tuple(extensions),
        used_up_on=some_day(chance),
        settings=Settings(
            transfer_after_years_electronic=chance.choice([4, 10, 25]),
            transfer_count=count,
            bc_waits_until_january=chance.random() < 0.5,
        ),
    )


def test_ten_thousand_random_cases_agree_with_the_definition():
    chance = random.Random(20250101)
    for number in range(10_000):
        facts = some_facts(chance)
        outcome = compute(facts)
        due = outcome.due_on
        assert due is not None, (number, facts)
        assert allowed(facts, due) is outcome.action, (number, facts, outcome)
        assert allowed(facts, due - DAY) in (None, Action.NONE), (number, facts, outcome)
        after = due + dt.timedelta(days=chance.randint(1, 3000))
        assert allowed(facts, after) is outcome.action, (number, facts, outcome)
