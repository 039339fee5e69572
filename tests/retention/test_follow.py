"""Due days follow what happens: closing, reopening, a date read from the file, a record that leaves its case."""

import datetime as dt

from dms.access.system import SYSTEM
from dms.cases import actions as cases
from dms.days import today
from dms.jobs.models import Job
from dms.records import actions as records
from retention import actions as retention
from retention.models import Sentence
from tests import make


def _due(subject, kind="case"):
    make.work_jobs()
    found = Sentence.of(kind, subject.pk)
    return found.due_on if found else None


def _old_case(symbol="051"):
    return make.make_case(symbol=symbol, opened_at=dt.datetime(2018, 3, 1, tzinfo=dt.UTC))


def test_a_due_day_appears_after_closing_and_goes_after_reopening(office):
    case = _old_case()
    assert _due(case) is None
    cases.close(case, by=SYSTEM, on=dt.date(2019, 5, 1))
    assert _due(case) == dt.date(2025, 1, 1), "B5: five full calendar years after the year of closing"
    assert list(Sentence.objects.all().due(dt.date(2025, 1, 1)))
    assert not Sentence.objects.all().due(dt.date(2024, 12, 31))
    cases.reopen(case, by=SYSTEM)
    assert _due(case) is None and not Sentence.objects.all().due(dt.date(2999, 1, 1))


def test_a_record_outside_cases_has_a_due_day_until_it_is_filed_or_unclassified(office):
    record = make.make_record(date_text="2020-03")
    assert _due(record, "record") is None
    records.classify(record, make.make_class("052"), by=SYSTEM)
    assert _due(record, "record") == dt.date(2023, 1, 1)
    records.unclassify(record, by=SYSTEM)
    assert _due(record, "record") is None
    records.classify(record, make.make_class("052"), by=SYSTEM)
    assert _due(record, "record") == dt.date(2023, 1, 1)
    cases.file_record(make.make_case(), record, by=SYSTEM)
    assert _due(record, "record") is None


def test_a_date_that_was_read_from_the_file_moves_the_due_day(office):
    record = make.make_record()
    records.classify(record, make.make_class("052"), by=SYSTEM)
    assert _due(record, "record").year == today().year + 3
    records.note_contents(record, [], by=SYSTEM, date_text="2015-06-01")
    assert _due(record, "record") == dt.date(2018, 1, 1)


def test_a_record_that_leaves_its_case_moves_the_due_days_of_both(office):
    """Archival materials go when the latest document is old enough."""
    first, second = _old_case("000"), _old_case("000")
    record = make.make_record(date_text="2022-01-01")
    cases.file_record(first, record, by=SYSTEM)
    make.work_jobs()
    Job.objects.all().delete()
    cases.file_record(second, record, by=SYSTEM)
    asked = set(Job.objects.filter(name="retention.compute").values_list("subject_kind", "subject_id"))
    assert {("case", str(first.pk)), ("case", str(second.pk)), ("record", str(record.pk))} <= asked


def test_what_people_enter_acts_at_once(office):
    case = _old_case()
    cases.close(case, by=SYSTEM, on=dt.date(2019, 5, 1))
    assert _due(case) == dt.date(2025, 1, 1)
    retention.extend(case, by=SYSTEM, years=2)
    assert _due(case) == dt.date(2027, 1, 1)
    retention.enter(case, by=SYSTEM, held=True, hold_reason="proces")
    make.work_jobs()
    assert Sentence.of("case", case.pk).barred_by


def test_computing_all_anew_says_the_same(office):
    from retention.archive import recompute_all

    case = _old_case()
    cases.close(case, by=SYSTEM, on=dt.date(2019, 5, 1))
    record = make.make_record(date_text="2020")
    records.classify(record, make.make_class("052"), by=SYSTEM)
    make.work_jobs()
    fields = ("due_on", "category", "state", "action", "reasons")
    before = list(Sentence.objects.order_by("due_on").values(*fields))
    Sentence.objects.all().delete()
    assert recompute_all() == 2
    assert list(Sentence.objects.order_by("due_on").values(*fields)) == before
