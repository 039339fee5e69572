"""The calendar: right order of times, what is private is guarded, two people changing at once keep both."""

import datetime as dt

import pytest

from dms.access.system import SYSTEM
from dms.audit.models import AuditEvent
from dms.calendar import actions
from dms.calendar.models import Appointment
from dms.errors import Invalid, NotPermitted
from tests import make

START = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def _add(**more):
    more = {"unit": make.make_unit(), "attendees": ["Jan", " ", "Ewa"], **more}
    return actions.add(make.make_person(), "Narada", START, START + HOUR, by=SYSTEM, **more)


def test_an_appointment_is_added_with_those_who_come(office):
    found = _add(place="ratusz")
    assert [row.name for row in found.attendees.all()] == ["Jan", "Ewa"] and found.place == "ratusz"
    assert AuditEvent.objects.get(verb="appointment.added").data == {}


@pytest.mark.parametrize(
    ("title", "minutes", "field"), [("", 60, "title"), ("  ", 60, "title"), ("Narada", -1, "ends_at")]
)
def test_what_makes_no_sense_is_refused(office, title, minutes, field):
    with pytest.raises(Invalid) as caught:
        actions.add(make.make_person(), title, START, START + dt.timedelta(minutes=minutes), by=SYSTEM)
    assert field in caught.value.fields and not Appointment.objects.exists()
    found = _add()
    with pytest.raises(Invalid):
        actions.change(found, by=SYSTEM, ends_at=START - HOUR)
    assert Appointment.objects.get().ends_at == START + HOUR


def test_a_change_tells_the_fields_and_no_change_tells_nothing(office):
    found = _add()
    actions.change(found, by=SYSTEM, title="Narada", place="sala 3", attendees=["Jan", "Ewa"])
    assert AuditEvent.objects.get(verb="appointment.changed").data == {"fields": ["place"]}
    actions.change(found, by=SYSTEM, place="sala 3")
    actions.change(found, by=SYSTEM, attendees=["Ewa"])
    fields = AuditEvent.objects.filter(verb="appointment.changed").order_by("id").last().data["fields"]
    assert fields == ["attendees"]


def test_two_people_changing_at_once_keep_both(office):
    found = _add()
    other = Appointment.objects.get()
    actions.cancel(found, by=SYSTEM)
    actions.change(found, by=SYSTEM, place="sala 3")
    actions.change(other, by=SYSTEM, description="porządek obrad")
    now = Appointment.objects.get()
    assert (now.cancelled, now.place, now.description) == (True, "sala 3", "porządek obrad")


@pytest.mark.parametrize("how", ["from the start", "later"])
def test_what_is_private_is_seen_by_the_cleared_only(office, how):
    unit = make.make_unit()
    colleague, secretary = make.make_user("handler", unit), make.make_user("registry", unit, cleared=True)
    found = _add(private=how == "from the start")
    if how == "later":
        assert Appointment.objects.visible_to(colleague).exists()
        actions.change(found, by=SYSTEM, private=True)
    assert not Appointment.objects.visible_to(colleague).exists()
    assert Appointment.objects.visible_to(secretary).exists()


def test_materials_are_attached_and_taken_off(office):
    found, record, case = _add(), make.make_record(), make.make_case()
    actions.attach(found, by=SYSTEM, record=record, case=case)
    actions.attach(found, by=SYSTEM, record=record)
    assert list(record.appointments.all()) == list(case.appointments.all()) == [found]
    actions.attach(found, by=SYSTEM, record=record, remove=True)
    assert not found.records.exists() and found.cases.count() == 1


def test_cancelling_can_be_taken_back(office):
    found = _add()
    actions.cancel(found, by=SYSTEM)
    actions.cancel(found, by=SYSTEM, cancelled=False)
    verbs = AuditEvent.objects.filter(subject_kind="appointment").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["appointment.added", "appointment.cancelled", "appointment.restored"]
    assert not Appointment.objects.get().cancelled


def test_who_may_not_write_the_calendar_does_not(office):
    unit = make.make_unit()
    found = _add()
    reader, elsewhere = make.make_user("reader", unit), make.make_user("handler", make.make_unit("WGK", "WGK"))
    for user in (reader, elsewhere):
        for act in (
            lambda by: actions.change(found, by=by, place="x"),
            lambda by: actions.cancel(found, by=by),
            lambda by: actions.attach(found, by=by),
        ):
            with pytest.raises(NotPermitted):
                act(user)
