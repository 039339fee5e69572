"""A record's class and protection: final classes only, not when its case is closed, not beside its case's class."""

import pytest

from dms.access.system import SYSTEM
from dms.audit.models import AuditEvent
from dms.cases import actions as cases
from dms.errors import Conflict, Invalid, NotPermitted
from dms.records import actions
from dms.records.models import Record, Relation
from tests import make


def test_classifying_takes_the_record_out_of_the_inbox_and_back(office):
    record = make.make_record()
    assert Record.objects.all().inbox().count() == 1
    actions.classify(record, make.make_class("051"), by=SYSTEM)
    found = Record.objects.get()
    assert found.record_class.symbol == "051" and found.classified_at and not Record.objects.all().inbox().exists()
    actions.unclassify(record, by=SYSTEM)
    assert Record.objects.all().inbox().count() == 1 and Record.objects.get().classified_at is None
    verbs = AuditEvent.objects.filter(subject_id=str(record.pk)).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["record.captured", "record.classified", "record.unclassified"]


@pytest.mark.parametrize("symbol", ["0", "05"])
def test_a_class_with_subclasses_takes_nothing(office, symbol):
    record = make.make_record()
    with pytest.raises(actions.NotFinalClass):
        actions.classify(record, make.make_class(symbol), by=SYSTEM)
    with pytest.raises(actions.NotFinalClass):
        make.make_case(symbol=symbol)
    assert Record.objects.get().record_class is None


def test_a_record_of_a_case_has_the_class_of_its_case(office):
    record, case = make.make_record(), make.make_case()
    stale = Record.objects.get()
    assert not hasattr(stale, "filing")
    cases.file_record(case, record, by=SYSTEM)
    for held in (record, stale, Record.objects.get()):
        with pytest.raises(Conflict):
            actions.classify(held, make.make_class("052"), by=SYSTEM)
        with pytest.raises(Conflict):
            actions.unclassify(held, by=SYSTEM)
    assert Record.objects.get().record_class.symbol == "051"


def test_a_locked_record_stays_as_it_is(office):
    record, case = make.make_record(), make.make_case()
    cases.file_record(case, record, by=SYSTEM)
    cases.close(case, by=SYSTEM)
    for act in (
        lambda: actions.describe(record, by=SYSTEM, title="x"),
        lambda: actions.classify(record, make.make_class("052"), by=SYSTEM),
        lambda: actions.unclassify(record, by=SYSTEM),
    ):
        with pytest.raises(actions.Locked):
            act()


def test_what_is_read_late_does_not_describe_a_locked_record(office):
    record, case = make.make_record(), make.make_case()
    held = Record.objects.get()
    cases.file_record(case, record, by=SYSTEM)
    cases.close(case, by=SYSTEM)
    reading = {"number": 1, "text": "treść", "text_method": "ocr"}
    people = [{"role": "sender", "name": "Ktoś"}]
    actions.note_contents(held, [reading], by=SYSTEM, date_text="2020-01-01", language="pol", correspondents=people)
    found = Record.objects.get()
    assert found.components.get().text.text == "treść", "the text makes it findable"
    assert (found.date_text, found.language, found.correspondents.count()) == ("", "", 0)
    assert found.locked and found.filing.case == case


def test_protecting_moves_the_guard(office):
    unit, other = make.make_unit(), make.make_unit("WGK", "WGK")
    record = make.make_record(unit=unit)
    actions.protect(record, other, "confidential", by=SYSTEM)
    found = Record.objects.get()
    assert (found.unit, found.level, found.guard.code) == (other, "confidential", "WGK/confidential")
    with pytest.raises(Invalid):
        actions.protect(record, other, "secret", by=SYSTEM)
    with pytest.raises(NotPermitted):
        actions.protect(record, unit, "unit", by=make.make_user("handler", unit))


DATES = [
    ("2024", "2024", "2024-01-01", "2024-12-31"),
    ("3.2024", "2024-03", "2024-03-01", "2024-03-31"),
    ("2024-02", "2024-02", "2024-02-01", "2024-02-29"),
    ("12.03.2024", "2024-03-12", "2024-03-12", "2024-03-12"),
    ("12.3.2024 r.", "2024-03-12", "2024-03-12", "2024-03-12"),
    ("", "", "None", "None"),
]


@pytest.mark.parametrize(("typed", "text", "first", "last"), DATES)
def test_a_partial_date_is_kept_as_text_and_days(office, typed, text, first, last):
    record = make.make_record(date_text="1999")
    actions.describe(record, by=SYSTEM, date_text=typed)
    found = Record.objects.get()
    assert (found.date_text, str(found.date_from), str(found.date_to)) == (text, first, last)


@pytest.mark.parametrize("typed", ["31.02.2024", "wczoraj", "2024-13", "24", "2024-2-3", "0.2024"])
def test_a_wrong_date_changes_nothing(office, typed):
    record = make.make_record(date_text="1999")
    for name in ("date_text", "posted_text"):
        with pytest.raises(Invalid):
            actions.describe(record, by=SYSTEM, title="inny", **{name: typed})
    found = Record.objects.get()
    assert (found.date_text, found.title, found.posted_text) == ("1999", "Pismo w sprawie kładki", "")


def test_a_description_that_says_the_same_makes_no_event(office):
    record = make.make_record()
    people = [{"role": "sender", "name": "Jan Próbny", "town": "Przykładowa"}]
    actions.describe(record, by=SYSTEM, correspondents=people, title=record.title)
    before = AuditEvent.objects.count()
    actions.describe(record, by=SYSTEM, correspondents=people, title=record.title)
    assert AuditEvent.objects.count() == before
    with pytest.raises(Invalid):
        actions.describe(record, by=SYSTEM, title="   ")
    with pytest.raises(TypeError):
        actions.describe(record, by=SYSTEM, locked=True)


def test_relations_are_kept_once_and_never_to_oneself(office):
    one, two = make.make_record("a"), make.make_record("b")
    first = actions.relate(one, two, "reply_to", by=SYSTEM)
    assert actions.relate(one, two, "reply_to", by=SYSTEM) == first
    actions.relate(one, two, "annex_of", by=SYSTEM)
    for wrong in ((one, one, "reply_to"), (one, two, "likes")):
        with pytest.raises(Invalid):
            actions.relate(*wrong, by=SYSTEM)
    assert Relation.objects.count() == 2
    actions.unrelate(first, by=SYSTEM)
    assert Relation.objects.get().type == "annex_of"
    assert AuditEvent.objects.filter(verb="record.related").count() == 2


def test_capturing_twice_makes_one_record(office):
    import datetime as dt

    record = make.make_record()
    again = actions.capture(
        record.pk, components=[], unit=None, level="office", by=SYSTEM, registered_at=dt.datetime.now(dt.UTC), title="x"
    )
    assert again == record and Record.objects.get().title == "Pismo w sprawie kładki"
