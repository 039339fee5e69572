"""Which sentence applies to a record: one question, asked the same way by page, command and export package."""

from dms.access.system import SYSTEM
from dms.cases import actions as cases
from dms.days import today
from dms.records import actions as records
from dms.records.models import Record
from retention import connect, export, sentences
from tests import make
from tests.cli import akta


def _fresh(record):
    return Record.objects.get(pk=record.pk)


def test_a_filed_record_has_the_sentence_of_its_case_and_none_of_its_own_class(office):
    case = make.make_case()
    record = make.make_record("pismo")
    cases.file_record(case, record, by=SYSTEM)
    cases.close(case, by=SYSTEM, on=today())
    applying = sentences.applying_to(_fresh(record))
    assert applying.case == case and applying.sentence.due_on > today()
    assert applying.sentence.due_on == sentences.present("case", case.pk).due_on


def test_a_record_outside_cases_has_its_own(office):
    record = make.make_record("zaproszenie")
    records.classify(record, make.make_class("051"), by=SYSTEM)
    case, sentence = sentences.applying_to(_fresh(record))
    assert case is None and sentence.category == make.make_class("051").category_own and sentence.due_on


def test_without_a_class_no_period_applies(office):
    assert sentences.applying_to(make.make_record("nowe")) == (None, None)


def test_page_commands_and_package_tell_the_same(office):
    case = make.make_case()
    record = make.make_record("pismo")
    cases.file_record(case, record, by=SYSTEM)
    due = sentences.applying_to(_fresh(record)).sentence.as_data()
    shown, why = akta("show", str(record.pk), "--json").data, akta("why", str(record.pk), "--json").data
    packed = export._metadata(_fresh(record), SYSTEM)
    panel = connect._record_panel(_fresh(record), SYSTEM)
    assert shown["case"] == why["case"] == packed["case"] == panel["through_case"].reference == case.reference
    assert shown["due"]["category"] == why["due"]["category"] == panel["sentence"].category == due["category"]
    assert shown["due"]["reasons"] == why["due"]["reasons"] == packed["due"]["reasons"] == due["reasons"]
