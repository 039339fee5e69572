"""Every kind: what is described for the archive and restored from it into an empty database describes the same."""

import datetime as dt
import json

import pytest
from django.db import connection

from dms import canonical
from dms.access import actions as access
from dms.access.models import Role, User
from dms.access.system import SYSTEM
from dms.archive import kinds
from dms.calendar import actions as calendar
from dms.calendar.models import Appointment
from dms.cases import actions as cases
from dms.cases.models import Case, CaseCounter
from dms.people.models import Person
from dms.records import actions as records
from dms.records import terms
from dms.records.models import Record, Relation, Term
from retention import actions as retention
from retention.models import Entry
from tests import make


@pytest.fixture
def full(office):
    """An office with every field of every kind used at least once."""
    for name in ("petycja", "skarga"):
        terms.add("document_type", name, by=SYSTEM)
    terms.retire("document_type", "petycja", by=SYSTEM)
    terms.add("receipt", "goniec", by=SYSTEM)
    kpm, wgk = make.make_unit(), make.make_unit("WGK", "Gospodarka")
    child = access.add_unit("KPM-II", "Oddział", parent=kpm, by=SYSTEM)
    user = make.make_user("handler", kpm, cleared=True)
    access.grant(user, Role.ARCHIVIST, by=SYSTEM)
    access.deactivate(make.make_user("reader", child), by=SYSTEM)
    mayor = make.make_person(surname="Próbna", given_names="Anna", post="prezydent", principal=True, town="Miasto")
    make.make_person("Spółka Wymyślona", type="organisation", email="a@b.example", country="CZ")
    people = [
        {"role": "sender", "name": "Jan Próbny", "town": "Miasto", "country": "PL", "street": "Polna", "flat": "3"},
        {"role": "addressee", "name": "Urząd", "post": "sekretarz"},
    ]
    letter = make.make_record(
        unit=kpm, text="Treść\fdruga strona", date_text="2024-02", posted_text="2024", received_on=dt.date(2024, 3, 1),
        sender_reference="AB/1", delivery="poczta", attachments_declared=2, access="partial", language="pol",
        description="Opis", document_type="skarga", form="scan", correspondents=people,
    )  # fmt: skip
    sent = dt.date(2024, 4, 1)
    reply = make.make_record("Odpowiedź", unit=kpm, kind="letter_out", sent_on=sent, level="confidential")
    alone = make.make_record("Zdjęcie", unit=wgk, kind="photo", level="office")
    problems = [{"code": "image.damaged", "params": {}}]
    reading = {"number": 1, "facts": {"exif_make": "Aparat"}, "problems": problems, "pages": 3}
    records.note_contents(alone, [reading], by=SYSTEM)
    records.relate(reply, letter, "reply_to", by=SYSTEM)
    records.classify(alone, make.make_class("052"), by=SYSTEM)
    closed = make.make_case(unit=kpm, handler=user, deadline=dt.date(2030, 1, 1), description="Opis sprawy")
    cases.file_record(closed, letter, by=SYSTEM)
    opened = make.make_case("Grupa", unit=wgk, group=3, level="office")
    cases.file_record(opened, reply, by=SYSTEM)
    cases.mention(opened, letter, by=SYSTEM)
    cases.close(closed, by=SYSTEM, settlement="Załatwiono pismem")
    start = dt.datetime(2026, 5, 1, 8, 30, tzinfo=dt.UTC)
    meeting = calendar.add(
        mayor, "Spotkanie", start, start + dt.timedelta(hours=1), by=SYSTEM, unit=kpm, attendees=["Jan", "Ewa", "Jan"],
        place="sala 3", description="porządek", private=True,
    )  # fmt: skip
    calendar.attach(meeting, by=SYSTEM, record=letter, case=opened)
    calendar.cancel(calendar.add(mayor, "Odwołane", start, start, by=SYSTEM, whole_day=True), by=SYSTEM)
    retention.enter(closed, by=SYSTEM, trigger_text="2024-05", held=True, hold_reason="proces")
    retention.extend(closed, by=SYSTEM, years=3)
    retention.decide(closed, "BE10", dt.date(2024, 6, 1), by=SYSTEM)
    days = {"special_last_day": dt.date(2031, 1, 1), "used_up_on": dt.date(2025, 1, 1)}
    retention.enter(alone, by=SYSTEM, is_copy=True, **days)
    return office


def _described():
    found = {}
    for kind in kinds.all_kinds():
        for noun_id in kind.ids():
            texts = kind.texts(noun_id) if kind.texts else {}
            found[kind.name, noun_id] = json.loads(canonical.dumps(kinds.describe(kind.name, noun_id))), texts
    return found


def _restore(described):
    for kind in kinds.all_kinds():
        for (name, noun_id), (metadata, texts) in described.items():
            if name != kind.name:
                continue
            for part in kinds.parts(name):
                if part.name in metadata:
                    part.restore(noun_id, metadata[part.name])
            if kind.restore_texts:
                kind.restore_texts(noun_id, texts)
    for kind in kinds.all_kinds():
        for (name, noun_id), (metadata, _texts) in described.items():
            if name == kind.name and kind.finish:
                kind.finish(noun_id, metadata[name])


def test_every_kind_comes_back_as_it_was(full):
    before = _described()
    assert {name for name, _id in before} == {kind.name for kind in kinds.all_kinds()}, "a kind is not tried"
    counters = list(CaseCounter.objects.order_by("symbol", "group").values_list("symbol", "group", "last"))
    locked = dict(Record.objects.values_list("title", "locked"))
    guards = dict(Record.objects.values_list("title", "guard__code"))
    keys = {user.username: user.keys for user in User.objects.all()}
    full.lose_database()
    assert not Record.objects.exists()
    _restore(before)
    assert _described() == before
    assert list(CaseCounter.objects.order_by("symbol", "group").values_list("symbol", "group", "last")) == counters
    assert dict(Record.objects.values_list("title", "locked")) == locked and any(locked.values())
    assert dict(Record.objects.values_list("title", "guard__code")) == guards
    assert {user.username: user.keys for user in User.objects.all()} == keys
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert list(Term.objects.values_list("vocabulary", "name", "position", "retired")) == [
        ("document_type", "petycja", 0, True), ("document_type", "skarga", 1, False), ("receipt", "goniec", 0, False),
    ]  # fmt: skip


def test_restoring_twice_changes_nothing(full):
    before = _described()
    full.lose_database()
    _restore(before)
    _restore(before)
    assert _described() == before
    assert Relation.objects.count() == 1 and Appointment.objects.count() == 2 and Entry.objects.count() == 2


def test_every_field_of_every_kind_is_described_or_named_here():
    """A field added to a model is kept in the archive, or somebody writes here why not."""
    from dms.access.archive import UNIT, USER
    from dms.calendar.archive import PLAIN as APPOINTMENT
    from dms.cases.archive import PLAIN as CASE
    from dms.people.actions import FIELDS as PERSON
    from dms.records.actions import DESCRIBED
    from dms.records.archive import CLASS, COMPONENT
    from dms.records.models import Component, RecordClass
    from retention.archive import FIELDS as ENTRY

    described_otherwise = {
        Record: {"id", "registered_at", "unit", "level", "guard", "record_class", "classified_at", "locked",
                 "date_from", "date_to"},
        Case: {"id", "unit", "record_class", "handler", "guard"},
        Appointment: {"id", "principal", "unit", "guard", "records", "cases", "changed_at"},
        Person: {"id"},
        Component: {"id", "record", "thumbnail"},
        RecordClass: {"id", "scheme", "parent"},
        Entry: {"id", "subject_kind", "subject_id"},
        User: {"id", "password", "last_login"},
        access.Unit: {"id", "parent"},
    }  # fmt: skip
    named = {Record: DESCRIBED, Case: CASE, Appointment: APPOINTMENT, Person: PERSON, Component: COMPONENT,
             RecordClass: CLASS, Entry: ENTRY, User: USER, access.Unit: UNIT}  # fmt: skip
    for model, otherwise in described_otherwise.items():
        fields = {field.name for field in [*model._meta.fields, *model._meta.many_to_many]}
        assert fields == set(named[model]) | otherwise, model


def test_what_an_appointment_held_may_be_destroyed_meanwhile(full):
    before = _described()
    full.lose_database()
    gone = {key for key in before if key[0] in {"record", "case"}}
    _restore({key: value for key, value in before.items() if key not in gone})
    assert Appointment.objects.count() == 2 and not Appointment.objects.filter(records__isnull=False).exists()
    connection.check_constraints()
