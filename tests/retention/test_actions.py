"""What people enter about keeping: checked, added to what others entered meanwhile, told once."""

import datetime as dt

import pytest

from dms.access.system import SYSTEM
from dms.audit.models import AuditEvent
from dms.errors import Invalid, NotPermitted
from retention import actions, sentences
from retention.models import Entry
from tests import make
from tests.processes import together


def test_what_is_entered_is_kept_and_told_by_the_names_of_the_fields(office):
    case = make.make_case()
    actions.enter(case, by=SYSTEM, trigger_text="5.2024", held=True, hold_reason="proces nr 7")
    entry = Entry.objects.get()
    assert (entry.trigger_text, entry.held, entry.hold_reason) == ("2024-05", True, "proces nr 7")
    data = AuditEvent.objects.get(verb="retention.entered").data
    assert data == {"fields": ["held", "hold_reason", "trigger_text"]}
    actions.enter(case, by=SYSTEM, trigger_text="2024-05", held=True)
    assert AuditEvent.objects.filter(verb="retention.entered").count() == 1, "nothing changed"


WRONG = [
    {"trigger_text": "wczoraj"},
    {"special_years": 5, "special_last_day": dt.date(2030, 1, 1)},
    {"special_years": 500},
    {"special_last_day": dt.date(9999, 1, 1)},
]


@pytest.mark.parametrize("values", WRONG, ids=str)
def test_what_is_wrong_changes_nothing(office, values):
    with pytest.raises(Invalid):
        actions.enter(make.make_case(), by=SYSTEM, **values)
    assert not Entry.objects.exists() and not AuditEvent.objects.filter(verb="retention.entered").exists()


def test_the_period_of_another_law_is_years_or_a_day_never_both(office):
    case = make.make_case(symbol="053")
    actions.enter(case, by=SYSTEM, special_years=5)
    actions.enter(case, by=SYSTEM, special_last_day=dt.date(2031, 1, 1))
    entry = Entry.objects.get()
    assert (entry.special_years, entry.special_last_day) == (None, dt.date(2031, 1, 1))
    assert sentences.refresh("case", str(case.pk)) is not None
    actions.enter(case, by=SYSTEM, special_last_day=None)
    assert Entry.objects.get().special_last_day is None


@pytest.mark.parametrize("values", [{}, {"years": 3, "last_day": dt.date(2030, 1, 1)}, {"years": 0}, {"years": 100}])
def test_a_wrong_extension_is_refused(office, values):
    with pytest.raises(Invalid):
        actions.extend(make.make_case(), by=SYSTEM, **values)


def test_a_wrong_category_is_refused(office):
    with pytest.raises(Invalid):
        actions.decide(make.make_case(), "C7", dt.date(2024, 1, 1), by=SYSTEM)


def test_what_is_no_fact_is_a_fault(office):
    with pytest.raises(TypeError):
        actions.enter(make.make_case(), by=SYSTEM, decisions=[])


def _extend(number):
    from dms.cases.models import Case

    for _ in range(3):
        actions.extend(Case.objects.get(), by=SYSTEM, years=number + 1)


def test_extensions_given_at_once_are_all_kept(office):
    make.make_case()
    together(4, _extend)
    assert sorted(row["years"] for row in Entry.objects.get().extensions) == sorted([1, 2, 3, 4] * 3)


def test_rights(office):
    unit = make.make_unit()
    case = make.make_case(unit=unit)
    for role, right in (("handler", True), ("archivist", True), ("registry", False), ("reader", False)):
        user = make.make_user(role, unit)
        if right:
            actions.extend(case, by=user, years=1)
        else:
            with pytest.raises(NotPermitted):
                actions.extend(case, by=user, years=1)
    assert len(Entry.objects.get().extensions) == 2
