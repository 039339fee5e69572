"""Due days: a table in which each row cites its rule, then what the table cannot say."""

import datetime as dt

import pytest

from dms.records.category import parse as category
from dms.records.partial_dates import parse as partial
from retention.due import Bar, State, compute
from retention.facts import (
    BadPeriod,
    Decision,
    Facts,
    Medium,
    Period,
    Settings,
    Subject,
    TransferCount,
)
from retention.reasons import Code

LATER = dt.date(2120, 1, 1)
"""A day so late that every period has lapsed, so the state says what is due."""


def day(text):
    return dt.date.fromisoformat(text) if text else None


def closed(*texts):
    return {"closings": tuple(partial(text) if text else None for text in texts)}


def record(text):
    return {"subject": Subject.RECORD, "record_date": partial(text) if text else None}


def change(text, to):
    return Decision(day(text), category(to))


def appraised(text, to):
    return Decision(day(text), category(to), appraisal=True)


def years(number):
    return Period(years=number)


def until(text):
    return Period(last_day=day(text))


PAPER = {"medium": Medium.PAPER}
BY_YEAR = {"settings": Settings(transfer_count=TransferCount.BY_CALENDAR_YEAR)}
NO_WAIT = {"settings": Settings(bc_waits_until_january=False)}
CLOSED_2024 = closed("2024-06-30")

START = "2015 reg. annex 1 pt 2: full calendar years from 1 January of the year after the end"
BE = "2015 reg. annex 1: as B, then appraisal"
PARTIAL = "2015 reg. annex 1 pt 2 counts calendar years: the year of closing is enough"
RECORDS = "1518 annex pt 2(1): from 1 January of the year after the record was made"
TRIGGER = "2015 reg. annex 3: counted from the class's own event"
STAR = "2015 reg. §2(6): another law sets the period or the way of counting"
BC = "1518 annex pt 2(2): after full use; 2015 reg. annex 1: from 1 January after closing"
A = "Act art. 5(1) pt 1, 1518 §15: years from making, first day after the anniversary"
CHANGE = "2015 reg. §2: a change keeps the start and counts from its decision day"
APPRAISAL = "2015 reg. annex 1: the appraisal may change the category"
EXTEND = "MKiDN archive instruction §37(4): extension, never earlier than the plain due day"
REOPEN = "MKiDN archive instruction §34-36: the last closing counts"

DUE = [
    # rule, category, facts, keep_from, keep_until, due_on, action
    (START, "B5", CLOSED_2024, "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (START, "B5", closed("2024-01-01"), "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (START, "B5", closed("2024-02-29"), "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (START, "B5", closed("2024-12-31"), "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (START, "B5", closed("2025-01-01"), "2026-01-01", "2030-12-31", "2031-01-01", "destroy"),
    (START, "B1", CLOSED_2024, "2025-01-01", "2025-12-31", "2026-01-01", "destroy"),
    (START, "B2", CLOSED_2024, "2025-01-01", "2026-12-31", "2027-01-01", "destroy"),
    (START, "B25", closed("1999-12-31"), "2000-01-01", "2024-12-31", "2025-01-01", "destroy"),
    (START, "B50", closed("2023-03-01"), "2024-01-01", "2073-12-31", "2074-01-01", "destroy"),
    (PARTIAL, "B5", closed("2024"), "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (PARTIAL, "BE5", closed("2024-12"), "2025-01-01", "2029-12-31", "2030-01-01", "appraise"),
    (BE, "BE10", CLOSED_2024, "2025-01-01", "2034-12-31", "2035-01-01", "appraise"),
    (BE, "BE50", CLOSED_2024, "2025-01-01", "2074-12-31", "2075-01-01", "appraise"),
    (RECORDS, "B2", record("2024-12-31"), "2025-01-01", "2026-12-31", "2027-01-01", "destroy"),
    (RECORDS, "B2", record("2025-01-01"), "2026-01-01", "2027-12-31", "2028-01-01", "destroy"),
    (RECORDS, "BE5", record("2024") | PAPER, "2025-01-01", "2029-12-31", "2030-01-01", "appraise"),
    (REOPEN, "B5", closed("2020-05-01", "2024-06-30"), "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (REOPEN, "B5", closed(None, "2024-06-30"), "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (TRIGGER, "B10", CLOSED_2024 | {"has_trigger": True, "trigger_on": partial("2026-12-31")},
     "2027-01-01", "2036-12-31", "2037-01-01", "destroy"),
    (TRIGGER, "BE5", closed(None) | {"has_trigger": True, "trigger_on": partial("2026")},
     "2027-01-01", "2031-12-31", "2032-01-01", "appraise"),
    (STAR, "B*", CLOSED_2024 | {"special": years(6)}, "2025-01-01", "2030-12-31", "2031-01-01", "destroy"),
    (STAR, "B*", CLOSED_2024 | {"special": until("2028-02-29")}, None, "2028-02-29", "2028-03-01", "destroy"),
    (STAR, "B*", CLOSED_2024 | {"fallback_years": 6, "no_other_rule": True},
     "2025-01-01", "2030-12-31", "2031-01-01", "destroy"),
    (STAR, "B*", CLOSED_2024 | {"special": years(2), "fallback_years": 6, "no_other_rule": True},
     "2025-01-01", "2026-12-31", "2027-01-01", "destroy"),
    (BC, "Bc", CLOSED_2024 | {"used_up_on": day("2024-07-15")}, "2025-01-01", "2024-12-31", "2025-01-01", "destroy"),
    (BC, "Bc", CLOSED_2024 | {"used_up_on": day("2025-07-15")}, "2025-01-01", "2025-07-15", "2025-07-16", "destroy"),
    (BC, "Bc", CLOSED_2024 | NO_WAIT | {"used_up_on": day("2024-07-15")}, None, "2024-07-15", "2024-07-16", "destroy"),
    (BC, "Bc", record("2024-12-31") | {"used_up_on": day("2024-12-31"), "is_copy": True},
     "2025-01-01", "2024-12-31", "2025-01-01", "destroy"),
    (A, "A", CLOSED_2024 | {"latest_document_on": partial("2024-03-10")}, "2024-03-10", None, "2034-03-11", "transfer"),
    (A, "A", CLOSED_2024 | PAPER | {"latest_document_on": partial("2024-03-10")},
     "2024-03-10", None, "2049-03-11", "transfer"),
    (A, "A", CLOSED_2024 | {"latest_document_on": partial("2024-02-29")}, "2024-02-29", None, "2034-03-01", "transfer"),
    (A, "A", CLOSED_2024 | {"latest_document_on": partial("2024-12-31")}, "2024-12-31", None, "2035-01-01", "transfer"),
    (A, "A", CLOSED_2024 | {"latest_document_on": partial("2024-02-29"),
                            "settings": Settings(transfer_after_years_electronic=4)},
     "2024-02-29", None, "2028-03-01", "transfer"),
    (A, "A", CLOSED_2024, "2024-06-30", None, "2034-07-01", "transfer"),
    (A, "A", record("2024-06-30"), "2024-06-30", None, "2034-07-01", "transfer"),
    (A, "A", CLOSED_2024 | BY_YEAR | {"latest_document_on": partial("2024")},
     "2025-01-01", None, "2035-01-01", "transfer"),
    (A, "A", CLOSED_2024 | BY_YEAR | PAPER | {"latest_document_on": partial("2023-12-31")},
     "2024-01-01", None, "2049-01-01", "transfer"),
    (CHANGE, "B5", CLOSED_2024 | {"decisions": (change("2026-05-05", "B10"),)},
     "2025-01-01", "2034-12-31", "2035-01-01", "destroy"),
    (CHANGE, "B10", CLOSED_2024 | {"decisions": (change("2026-05-05", "B5"),)},
     "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (CHANGE, "B10", CLOSED_2024 | {"decisions": (change("2032-05-05", "B5"),)},
     "2025-01-01", "2032-05-04", "2032-05-05", "destroy"),
    (CHANGE, "B5", CLOSED_2024 | {"decisions": (change("2026-05-05", "BE5"),)},
     "2025-01-01", "2029-12-31", "2030-01-01", "appraise"),
    (CHANGE, "B5", CLOSED_2024 | {"decisions": (change("2028-01-01", "B2"), change("2026-01-01", "B50"))},
     "2025-01-01", "2027-12-31", "2028-01-01", "destroy"),
    (CHANGE, "B5", CLOSED_2024 | {"decisions": (change("2026-05-05", "A"),)},
     "2024-06-30", None, "2034-07-01", "transfer"),
    (CHANGE, "B50", CLOSED_2024 | {"decisions": (change("2040-05-05", "A"),)},
     "2024-06-30", None, "2040-05-05", "transfer"),
    (APPRAISAL, "BE5", CLOSED_2024 | {"decisions": (appraised("2030-03-10", "B5"),)},
     "2025-01-01", "2030-03-09", "2030-03-10", "destroy"),
    (APPRAISAL, "BE5", CLOSED_2024 | {"decisions": (appraised("2030-03-10", "B10"),)},
     "2025-01-01", "2034-12-31", "2035-01-01", "destroy"),
    (APPRAISAL, "BE5", CLOSED_2024 | {"decisions": (appraised("2030-03-10", "BE20"),)},
     "2025-01-01", "2044-12-31", "2045-01-01", "appraise"),
    (APPRAISAL, "BE5", CLOSED_2024 | {"decisions": (appraised("2030-03-10", "BE10"), appraised("2035-02-01", "B10"))},
     "2025-01-01", "2035-01-31", "2035-02-01", "destroy"),
    (APPRAISAL, "BE5", CLOSED_2024 | {"decisions": (appraised("2036-03-10", "A"),)},
     "2024-06-30", None, "2036-03-10", "transfer"),
    (EXTEND, "B5", CLOSED_2024 | {"extensions": (years(2),)}, "2025-01-01", "2031-12-31", "2032-01-01", "destroy"),
    (EXTEND, "B5", CLOSED_2024 | {"extensions": (until("2031-12-31"),)},
     "2025-01-01", "2031-12-31", "2032-01-01", "destroy"),
    (EXTEND, "B5", CLOSED_2024 | {"extensions": (until("2031-06-15"),)},
     "2025-01-01", "2031-06-15", "2031-06-16", "destroy"),
    (EXTEND, "B5", CLOSED_2024 | {"extensions": (until("2027-12-31"),)},
     "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (EXTEND, "B5", CLOSED_2024 | {"extensions": (until("2029-12-31"),)},
     "2025-01-01", "2029-12-31", "2030-01-01", "destroy"),
    (EXTEND, "B5", CLOSED_2024 | {"extensions": (years(2), years(3))},
     "2025-01-01", "2034-12-31", "2035-01-01", "destroy"),
    (EXTEND, "B5", CLOSED_2024 | {"extensions": (until("2032-02-29"), years(1))},
     "2025-01-01", "2033-02-28", "2033-03-01", "destroy"),
    (EXTEND, "BE5", CLOSED_2024 | {"extensions": (years(2),)}, "2025-01-01", "2031-12-31", "2032-01-01", "appraise"),
    (EXTEND, "B5", CLOSED_2024 | {"extensions": (years(2),), "decisions": (change("2026-05-05", "B10"),)},
     "2025-01-01", "2036-12-31", "2037-01-01", "destroy"),
    (EXTEND, "A", CLOSED_2024 | {"extensions": (years(2),)}, "2024-06-30", None, "2034-07-01", "transfer"),
]  # fmt: skip

NO_DAY = [
    # rule, category, facts, state
    (START, "B5", {}, State.OPEN),
    (START, "A", {"latest_document_on": partial("2024")}, State.OPEN),
    (START, "B5", closed(None), State.UNKNOWN_DAY),
    (START, "B5", closed("2020", None), State.UNKNOWN_DAY),
    (REOPEN, "B5", closed("2010-01-01") | {"reopened": True}, State.OPEN),
    (REOPEN, "Bc", closed("2010-01-01") | {"reopened": True, "used_up_on": day("2010-01-01")}, State.OPEN),
    (RECORDS, "B5", record(None), State.UNKNOWN_DAY),
    (RECORDS, "A", record(None), State.UNKNOWN_DAY),
    (TRIGGER, "B5", CLOSED_2024 | {"has_trigger": True}, State.NO_START),
    (TRIGGER, "B5", {"has_trigger": True, "trigger_on": partial("2010")}, State.OPEN),
    (STAR, "B*", CLOSED_2024, State.NO_PERIOD),
    (STAR, "B*", CLOSED_2024 | {"fallback_years": 6}, State.NO_PERIOD),
    (STAR, "B*", CLOSED_2024 | {"no_other_rule": True}, State.NO_PERIOD),
    (STAR, "B*", closed(None) | {"special": years(6)}, State.UNKNOWN_DAY),
    (BC, "Bc", CLOSED_2024, State.NO_START),
    (BC, "Bc", closed(None) | {"used_up_on": day("2024-07-15")}, State.UNKNOWN_DAY),
    (BC, "Bc", CLOSED_2024 | {"used_up_on": day("2024-07-15"), "is_copy": True, "originals_exist": False},
     State.NO_ORIGINAL),
    (A, "A", CLOSED_2024 | {"latest_document_on": partial("2024-03")}, State.UNKNOWN_DAY),
    (A, "A", closed(None), State.UNKNOWN_DAY),
    (CHANGE, "B5", CLOSED_2024 | {"decisions": (change("2026-05-05", "B*"),)}, State.NO_PERIOD),
]  # fmt: skip

STATES = {"destroy": State.DESTRUCTION_DUE, "appraise": State.APPRAISAL_DUE, "transfer": State.TRANSFER_DUE}


@pytest.mark.parametrize(("rule", "code", "facts", "keep_from", "keep_until", "due_on", "action"), DUE)
def test_due_days(rule, code, facts, keep_from, keep_until, due_on, action):
    outcome = compute(Facts(category(code), LATER, **facts))
    found = (outcome.keep_from, outcome.keep_until, outcome.due_on, str(outcome.action), outcome.state)
    assert found == (day(keep_from), day(keep_until), day(due_on), action, STATES[action]), rule


@pytest.mark.parametrize(("rule", "code", "facts", "keep_from", "keep_until", "due_on", "action"), DUE)
def test_it_is_kept_until_the_day_and_due_on_it(rule, code, facts, keep_from, keep_until, due_on, action):
    if not facts.get("decisions"):  # before its day a decision does not count, so another row's rule holds then
        before = compute(Facts(category(code), day(due_on) - dt.timedelta(days=1), **facts))
        assert before.state is State.KEPT, rule
    assert compute(Facts(category(code), day(due_on), **facts)).state is STATES[action], rule


@pytest.mark.parametrize(("rule", "code", "facts", "state"), NO_DAY)
def test_no_day_without_what_it_needs(rule, code, facts, state):
    outcome = compute(Facts(category(code), LATER, **facts))
    assert (outcome.state, outcome.due_on, str(outcome.action)) == (state, None, "none"), rule
    assert not outcome.ready
    assert outcome.reasons[0].code == Code.CATEGORY


def test_a_decision_does_not_count_before_its_day():
    facts = {"closings": (partial("2024"),), "decisions": (change("2030-06-01", "B10"),)}
    before = compute(Facts(category("B5"), day("2030-05-31"), **facts))
    after = compute(Facts(category("B5"), day("2030-06-01"), **facts))
    assert (before.state, before.due_on, str(before.category)) == (State.DESTRUCTION_DUE, day("2030-01-01"), "B5")
    assert (after.state, after.due_on, str(after.category)) == (State.KEPT, day("2035-01-01"), "B10")


@pytest.mark.parametrize(
    ("code", "settings", "held", "lent", "barred_by"),
    [
        ("B5", Settings(), False, False, ()),
        ("B5", Settings(), True, False, (Bar.HELD,)),
        ("B5", Settings(), False, True, (Bar.LENT,)),
        ("B5", Settings(), True, True, (Bar.HELD, Bar.LENT)),
        ("Bc", Settings(), True, False, (Bar.HELD,)),
        ("BE5", Settings(), True, True, ()),
        ("BE5", Settings(hold_bars_appraisal=True), True, False, (Bar.HELD,)),
        ("A", Settings(), True, False, (Bar.HELD,)),
        ("A", Settings(hold_bars_transfer=False), True, False, ()),
        ("A", Settings(), False, True, (Bar.LENT,)),
    ],
)
def test_a_hold_or_loan_bars_the_action_but_not_the_period(code, settings, held, lent, barred_by):
    facts = {"closings": (partial("2024-06-30"),), "used_up_on": day("2024-07-01"), "settings": settings}
    free = compute(Facts(category(code), LATER, **facts))
    outcome = compute(Facts(category(code), LATER, held=held, lent=lent, **facts))
    assert (outcome.state, outcome.due_on, outcome.keep_until) == (free.state, free.due_on, free.keep_until)
    assert outcome.barred_by == barred_by
    assert outcome.ready == (not barred_by)


def test_the_reasons_tell_every_step():
    facts = Facts(
        category("BE5"), LATER, **closed("2020", "2024-06-30"), extensions=(years(2), until("2031-12-31")), held=True,
        decisions=(appraised("2034-05-05", "B5"),),
    )  # fmt: skip
    told = [(reason.code, *reason.params.values()) for reason in compute(facts).reasons]
    assert told == [
        ("category", "BE5"),
        ("appraised", "BE5", "B5", "2034-05-05"),
        ("closed_earlier", "2020"),
        ("closed_last", "2024-06-30"),
        ("start", "2025-01-01"),
        ("years", 5),
        ("extended_years", 2),
        ("extension_shorter", "2031-12-31"),
        ("not_before_decision", "2034-05-05"),
        ("destroy_from", "2034-05-05"),
        ("held",),
    ]


@pytest.mark.parametrize(
    "values",
    [{}, {"years": 1, "last_day": LATER}, {"years": 0}, {"years": -1}, {"years": 100}, {"last_day": dt.date.max}],
)
def test_a_period_is_years_or_a_last_day(values):
    with pytest.raises(BadPeriod):
        Period(**values)


@pytest.mark.parametrize(("facts", "state", "codes"), [
    (CLOSED_2024, State.NO_CATEGORY, ["no_category"]),
    ({}, State.OPEN, ["open"]),
    (CLOSED_2024 | {"decisions": (change("2025-02-03", "B5"),)}, State.DESTRUCTION_DUE,
     ["category_given", "closed", "start", "years", "destroy_from"]),
    (CLOSED_2024 | {"decisions": (change("2025-02-03", "B5"), change("2026-02-03", "BE5"))}, State.APPRAISAL_DUE,
     ["category_given", "changed", "closed", "start", "years", "appraise_from"]),
])  # fmt: skip
def test_a_class_without_a_category_waits_for_one(facts, state, codes):
    """2015 reg. §2: only a category gives a period; nothing is guessed."""
    outcome = compute(Facts(None, LATER, **facts))
    assert (outcome.state, [reason.code for reason in outcome.reasons]) == (state, codes)
    assert not (outcome.category is None and outcome.due_on)


def test_a_closing_on_an_unknown_day_before_a_reopening_is_told_and_does_not_count():
    outcome = compute(Facts(category("B5"), LATER, **closed(None, "2020", "2024-06-30")))
    assert outcome.due_on == day("2030-01-01")
    assert [reason.code for reason in outcome.reasons][1:4] == [
        "closed_earlier_unknown", "closed_earlier", "closed_last",
    ]  # fmt: skip


def test_paper_says_that_it_is_paper_where_it_counts():
    paper = compute(Facts(category("A"), LATER, **CLOSED_2024, **PAPER))
    assert Code.ON_PAPER in [reason.code for reason in paper.reasons]
    assert Code.ON_PAPER not in [
        reason.code for reason in compute(Facts(category("B5"), LATER, **CLOSED_2024, **PAPER)).reasons
    ]
