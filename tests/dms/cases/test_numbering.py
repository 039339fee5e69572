"""Numbers of cases: one after the other without gaps, also when many open cases at once and some of them fail."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from dms.access.models import Unit
from dms.access.system import SYSTEM
from dms.cases import actions
from dms.cases.models import Case, CaseCounter
from dms.cases.numbering import next_number, use_up_to
from dms.days import today
from dms.records.scheme import find_class
from tests import make
from tests.processes import together


def _open(number):
    unit, record_class = Unit.objects.get(symbol="KPM"), find_class("051")
    made = []
    for turn in range(5):
        try:
            with transaction.atomic():
                case = actions.open_case(unit, record_class, f"Sprawa {number}/{turn}", by=SYSTEM)
                if turn == 2:
                    raise ZeroDivisionError
            made.append(case.number)
        except ZeroDivisionError:
            continue
    return made


def test_sixteen_processes_leave_no_gap(office):
    make.make_unit()
    make.make_class()
    given = sorted(number for made in together(16, _open) for number in made)
    assert given == list(range(1, 65))
    assert CaseCounter.objects.get().last == 64
    assert sorted(Case.objects.values_list("number", flat=True)) == given


def test_each_list_of_cases_has_its_own_numbers(office):
    kpm, other = make.make_unit(), make.make_unit("WGK", "WGK")
    year = today().year
    opened = [
        make.make_case(unit=kpm), make.make_case(unit=kpm), make.make_case(unit=other),
        make.make_case(unit=kpm, symbol="052"), make.make_case(unit=kpm, group=2), make.make_case(unit=kpm),
        make.make_case(unit=kpm, opened_at=dt.datetime(2024, 3, 1, tzinfo=dt.UTC)),
    ]  # fmt: skip
    assert [case.reference for case in opened] == [
        f"KPM.051.1.{year}", f"KPM.051.2.{year}", f"WGK.051.1.{year}", f"KPM.052.1.{year}", f"KPM.051.2.1.{year}",
        f"KPM.051.3.{year}", "KPM.051.1.2024",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("instant", "year", "day"),
    [
        (dt.datetime(2023, 12, 31, 22, 59, tzinfo=dt.UTC), 2023, dt.date(2023, 12, 31)),
        (dt.datetime(2023, 12, 31, 23, 0, tzinfo=dt.UTC), 2024, dt.date(2024, 1, 1)),
        (dt.datetime(2024, 6, 30, 22, 0, tzinfo=dt.UTC), 2024, dt.date(2024, 7, 1)),
    ],
)
def test_the_year_is_the_year_in_warsaw(office, instant, year, day):
    case = make.make_case(opened_at=instant)
    assert (case.year, case.opened_on) == (year, day) and case.reference.endswith(f".{year}")


def test_a_number_belongs_to_a_transaction(office):
    with pytest.raises(TransactionManagementError):
        next_number("KPM", "051", 0, 2026)


def test_used_numbers_stay_used(office):
    use_up_to("KPM", "051", 0, today().year, 7)
    use_up_to("KPM", "051", 0, today().year, 3)
    assert make.make_case().number == 8


def test_a_refused_case_uses_no_number(office):
    from dms.errors import Invalid

    for wrong in ({"title": "  "}, {"symbol": "05"}):
        with pytest.raises(Invalid):
            make.make_case(**wrong)
    assert make.make_case().number == 1
