"""Cases: filing moves home, class and guard; a closed case takes and gives nothing until it is reopened."""

import datetime as dt

import pytest

from dms.access.models import Level
from dms.access.system import SYSTEM
from dms.audit.models import AuditEvent
from dms.cases import actions
from dms.cases.models import Case, CaseMention, Filing
from dms.days import today
from dms.errors import Conflict, Invalid, NotPermitted
from dms.records import actions as records
from dms.records.models import Record
from tests import make


def _events(subject):
    found = AuditEvent.objects.filter(subject_id=str(subject.pk)).order_by("id")
    return [event.verb for event in found]


def test_filing_gives_the_record_home_class_unit_and_guard(office):
    other = make.make_unit("WGK", "WGK")
    record, case = make.make_record(unit=make.make_unit()), make.make_case(unit=other, level=Level.CONFIDENTIAL)
    actions.file_record(case, record, by=SYSTEM)
    found = Record.objects.get()
    assert (found.filing.case, found.record_class, found.unit) == (case, case.record_class, other)
    assert (found.level, found.guard) == ("confidential", case.guard) and found.classified_at
    assert "record.filed" in _events(record) and "case.record_filed" in _events(case)


def test_filing_again_in_the_same_case_changes_nothing(office):
    record, case = make.make_record(), make.make_case()
    first = actions.file_record(case, record, by=SYSTEM)
    before = AuditEvent.objects.count()
    assert actions.file_record(case, record, by=SYSTEM) == first and AuditEvent.objects.count() == before


def test_moving_to_another_case_leaves_one_home_and_names_both(office):
    record, first, second = make.make_record(), make.make_case("a"), make.make_case("b", symbol="052")
    actions.mention(second, record, by=SYSTEM)
    actions.file_record(first, record, by=SYSTEM)
    actions.file_record(second, record, by=SYSTEM)
    assert Filing.objects.get().case == second and not CaseMention.objects.exists()
    assert Record.objects.get().record_class.symbol == "052"
    data = AuditEvent.objects.filter(verb="record.filed").order_by("id").last().data
    assert (data["from"], data["reference"]) == (first.reference, second.reference)


def test_a_closed_case_takes_nothing(office):
    record, case = make.make_record(), make.make_case()
    stale = Case.objects.get(pk=case.pk)
    actions.close(case, by=SYSTEM)
    for act in (
        lambda: actions.file_record(stale, record, by=SYSTEM),
        lambda: actions.mention(stale, record, by=SYSTEM),
        lambda: actions.describe(stale, by=SYSTEM, title="inny"),
    ):
        with pytest.raises(actions.CaseClosed):
            act()
    assert not Filing.objects.exists() and Case.objects.get().title == "Budowa kładki"


def test_closing_locks_the_records_and_reopening_unlocks_them(office):
    record, case, elsewhere = make.make_record(), make.make_case(), make.make_case("inna")
    actions.file_record(case, record, by=SYSTEM)
    stale = Record.objects.get()
    actions.close(case, by=SYSTEM, settlement="Załatwiono")
    assert Record.objects.get().locked
    for held in (stale, Record.objects.get()):
        with pytest.raises(records.Locked):
            actions.file_record(elsewhere, held, by=SYSTEM)
        with pytest.raises(records.Locked):
            records.describe(held, by=SYSTEM, title="inny")
    reopened = actions.reopen(case, by=SYSTEM, reason="nowe okoliczności")
    assert (reopened.state, reopened.closed_on, reopened.reference) == ("open", None, case.reference)
    assert not Record.objects.get().locked
    records.describe(Record.objects.get(), by=SYSTEM, title="inny")
    assert AuditEvent.objects.get(verb="case.reopened").data == {
        "was_closed_on": today().isoformat(), "reason": "nowe okoliczności",
    }  # fmt: skip


def test_a_case_is_closed_once_and_reopened_once(office):
    case = make.make_case()
    with pytest.raises(actions.WrongMove):
        actions.reopen(case, by=SYSTEM)
    actions.close(case, by=SYSTEM)
    with pytest.raises(actions.WrongMove):
        actions.close(case, by=SYSTEM)
    actions.reopen(case, by=SYSTEM)
    assert _events(case) == ["case.opened", "case.closed", "case.reopened"]


@pytest.mark.parametrize(
    ("after", "right"), [(-1, False), (0, True), (5, True), (30, True), (31, False)], ids=lambda v: str(v)
)
def test_the_day_of_closing_lies_between_opening_and_today(office, after, right):
    opened = dt.datetime.combine(today() - dt.timedelta(days=30), dt.time(12), dt.UTC)
    case = make.make_case(opened_at=opened)
    day = case.opened_on + dt.timedelta(days=after)
    if right:
        assert actions.close(case, by=SYSTEM, on=day).closed_on == day
    else:
        with pytest.raises(actions.ClosedTooEarly):
            actions.close(case, by=SYSTEM, on=day)
        assert Case.objects.get().is_open


def test_a_case_does_not_begin_in_the_future(office):
    with pytest.raises(Invalid):
        make.make_case(opened_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))


def test_describing_tells_the_changed_fields_only(office):
    case = make.make_case()
    actions.describe(case, by=SYSTEM, title=case.title, deadline=dt.date(2030, 1, 1), handler=make.make_user())
    assert AuditEvent.objects.get(verb="case.described").data == {"fields": ["deadline", "handler"]}
    with pytest.raises(Invalid):
        actions.describe(case, by=SYSTEM, title=" ")


def test_two_people_describing_at_once_keep_both(office):
    case = make.make_case()
    other = Case.objects.get(pk=case.pk)
    actions.describe(case, by=SYSTEM, title="Nowy tytuł")
    actions.describe(other, by=SYSTEM, description="Uwagi")
    found = Case.objects.get()
    assert (found.title, found.description) == ("Nowy tytuł", "Uwagi")


def test_a_mention_is_kept_once_and_not_beside_the_home(office):
    record, home, other = make.make_record(), make.make_case("a"), make.make_case("b")
    actions.file_record(home, record, by=SYSTEM)
    assert actions.mention(other, record, by=SYSTEM) == actions.mention(other, record, by=SYSTEM)
    assert AuditEvent.objects.filter(verb="case.record_mentioned").count() == 1
    with pytest.raises(Conflict):
        actions.mention(home, record, by=SYSTEM)


def test_who_works_in_one_unit_takes_no_record_away_from_another(office):
    here, there = make.make_unit(), make.make_unit("WGK", "WGK")
    user = make.make_user("handler", here)
    record, case = make.make_record(unit=there, level="office"), make.make_case(unit=here)
    with pytest.raises(NotPermitted):
        actions.file_record(case, record, by=user)
    assert Record.objects.get().unit == there and not Filing.objects.exists()
    actions.mention(case, record, by=user)
    actions.file_record(case, record, by=make.make_user("registry"))


RIGHTS = [
    ("open", "handler", True), ("open", "registry", True), ("open", "archivist", False), ("open", "reader", False),
    ("close", "handler", True), ("close", "registry", False), ("close", "records_manager", True),
    ("reopen", "handler", True), ("reopen", "archivist", False),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "role", "right"), RIGHTS)
def test_each_verb_asks_for_its_right(office, verb, role, right):
    unit = make.make_unit()
    user, case = make.make_user(role, unit), make.make_case()
    if verb == "reopen":
        actions.close(case, by=SYSTEM)
    act = {
        "open": lambda: actions.open_case(unit, make.make_class(), "x", by=user),
        "close": lambda: actions.close(case, by=user),
        "reopen": lambda: actions.reopen(case, by=user),
    }[verb]
    if right:
        act()
    else:
        with pytest.raises(NotPermitted):
            act()
