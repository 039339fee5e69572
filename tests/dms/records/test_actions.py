"""Describing a record while its files are still being read: neither loses what the other wrote."""

from dms.access.system import SYSTEM
from dms.cases import actions as cases
from dms.records import actions
from dms.records.models import Record
from tests import make


def test_a_late_reading_keeps_what_people_did_meanwhile(office):
    record = make.make_record("uchwala skan", kind="other")
    reader = Record.objects.get(pk=record.pk)
    case = make.make_case(unit=make.make_unit("WI", "Inwestycje"))
    actions.describe(record, by=SYSTEM, title="Uchwała nr 9/2026", kind="letter_in", date_text="2026-09-17")
    cases.file_record(case, record, by=SYSTEM)
    reading = {"number": 1, "text": "Rada Osiedla popiera", "text_method": "ocr"}
    actions.note_contents(
        reader, [reading], by=SYSTEM, retitle="Temat wiadomości", date_text="2020-01-01", language="pol"
    )
    now = Record.objects.get(pk=record.pk)
    assert (now.title, now.kind, now.date_text) == ("Uchwała nr 9/2026", "letter_in", "2026-09-17")
    assert now.date_from.isoformat() == "2026-09-17"
    assert (now.record_class, now.unit, now.guard) == (case.record_class, case.unit, case.guard)
    assert now.language == reader.language == "pol", "what was empty is filled"


def test_a_title_made_from_a_file_name_gives_way_to_the_subject(office):
    record = make.make_record("skarga-halas")
    actions.note_contents(record, [], by=SYSTEM, retitle="Skarga na hałas", date_text="2026-10")
    now = Record.objects.get(pk=record.pk)
    assert now.title == record.title == "Skarga na hałas"
    assert now.date_to.isoformat() == record.date_to.isoformat() == "2026-10-31"


def test_describing_saves_only_what_was_changed(office):
    record = make.make_record("Pismo")
    other = Record.objects.get(pk=record.pk)
    actions.describe(record, by=SYSTEM, title="Pismo w sprawie lip")
    actions.describe(other, by=SYSTEM, delivery="goniec")
    now = Record.objects.get(pk=record.pk)
    assert (now.title, now.delivery) == ("Pismo w sprawie lip", "goniec")


def test_what_is_read_late_does_not_describe_a_record_of_a_settled_case(office):
    case = make.make_case()
    record = make.make_record()
    cases.file_record(case, record, by=SYSTEM)
    cases.close(case, by=SYSTEM)
    actions.note_contents(
        record, [{"number": 1, "text": "późny odczyt", "text_method": "ocr"}], by=SYSTEM, retitle="Inny", language="pol"
    )
    record.refresh_from_db()
    assert (record.title, record.language) == ("Pismo w sprawie kładki", "")
    assert record.components.get().text.text == "późny odczyt"
