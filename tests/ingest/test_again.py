"""The same bytes sent again with another destination: kept once, filed where nothing was said before, never moved."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from dms.access.system import SYSTEM
from dms.archive.models import Unwritten
from dms.audit.models import AuditEvent
from dms.cases import actions as cases
from dms.cases.models import Case, Filing
from dms.records.models import Record
from ingest import actions, pipeline
from ingest.actions import Destination
from ingest.models import Arrival
from ingest.steps import capture
from tests import make, pages
from tests.cli import akta
from tests.processes import together


@pytest.fixture
def user(office):
    make.make_scheme()
    with translation.override("en"):
        yield make.make_user("handler", make.make_unit())


def _send(user, **where):
    unit = where.pop("unit", None) or make.make_unit()
    stream = io.BytesIO(b"te same bajty")
    return actions.receive(stream, "list.txt", source="upload", by=user, where=Destination(unit=unit, **where))


def _filed():
    return list(Filing.objects.values_list("case__reference", flat=True))


def test_a_record_without_a_home_is_filed_where_the_sender_says_now(user):
    case = make.make_case()
    _send(user)
    make.work_jobs()
    receipt = _send(user, case=case)
    assert receipt.already and case.reference in receipt.note and "now" in receipt.note
    assert _filed() == [case.reference] and Record.objects.count() == 1
    event = AuditEvent.objects.get(verb="record.filed")
    assert event.actor_id == str(user.pk), "the sender files, not the system"
    assert _send(user, case=case).note == "", "it lies where it was sent"
    assert _send(user).note == ""


def test_a_class_named_this_time_is_given(user):
    _send(user)
    make.work_jobs()
    assert "in class 052 now" in _send(user, record_class=make.make_class("052")).note
    assert Record.objects.get().record_class.symbol == "052"
    assert _send(user, record_class=make.make_class("052")).note == ""


def test_what_has_a_home_is_not_moved_and_the_answer_says_where_it_lies(user):
    first, second = make.make_case("Pierwsza"), make.make_case("Druga")
    _send(user, case=first)
    make.work_jobs()
    note = _send(user, case=second).note
    assert f"Its place is in case {first.reference}; it was not filed in case {second.reference}" in note
    assert "not filed in class 052" in _send(user, record_class=make.make_class("052")).note
    assert _send(user, record_class=first.record_class).note == "", "a case has its class"
    assert _filed() == [first.reference] and AuditEvent.objects.filter(verb="record.filed").count() == 1


def test_what_has_a_class_is_not_moved_into_a_case(user):
    _send(user, record_class=make.make_class("052"))
    make.work_jobs()
    assert "Its place is in class 052; it was not filed in case" in _send(user, case=make.make_case()).note
    assert _filed() == [] and Record.objects.get().record_class.symbol == "052"


def test_a_home_that_the_sender_may_not_see_is_not_named(user):
    _send(user)
    make.work_jobs()
    hidden = make.make_case(unit=make.make_unit("WGK", "Gospodarka"), level="confidential")
    cases.file_record(hidden, Record.objects.get(), by=SYSTEM)
    wanted = make.make_case()
    note = _send(user, case=wanted).note
    assert f"not filed in case {wanted.reference}" in note and hidden.reference not in note
    assert _filed() == [hidden.reference]


def test_a_filing_that_is_refused_is_said_and_the_file_stays_kept(user):
    _send(user)
    make.work_jobs()
    record = Record.objects.get()
    other = make.make_unit("WGK", "Gospodarka")
    Record.objects.filter(pk=record.pk).update(unit=other)
    case = make.make_case()
    receipt = _send(user, case=case)
    assert receipt.already and f"not filed in case {case.reference}: You do not have the right" in receipt.note
    assert _filed() == [] and Record.objects.get().record_class is None


def test_files_go_into_no_case_of_a_unit_where_one_may_not_file(user):
    from dms.errors import NotPermitted

    case = make.make_case(unit=make.make_unit("WGK", "Gospodarka"), level="office")
    with pytest.raises(NotPermitted):
        _send(user, case=case)
    assert not Arrival.objects.exists()


@pytest.mark.parametrize("kind", ["case", "record_class"])
def test_what_is_no_record_yet_gets_the_destination(user, kind):
    wanted = make.make_case() if kind == "case" else make.make_class("052")
    _send(user)
    receipt = _send(user, **{kind: wanted})
    assert receipt.already and "It will be filed" in receipt.note
    event = AuditEvent.objects.get(verb="arrival.destined")
    assert event.actor_id == str(user.pk) and event.subject_id == str(receipt.arrival.pk)
    assert "was not filed" in _send(user, record_class=make.make_class("053")).note, "the first destination stands"
    assert _send(user, **{kind: wanted}).note == ""
    make.work_jobs()
    record = Record.objects.get()
    assert (record.filing.case if kind == "case" else record.record_class) == wanted
    assert not Unwritten.objects.exists()


def test_a_destination_that_comes_while_the_file_is_captured_counts(user, monkeypatch):
    case, real = make.make_case(), capture.run
    receipt = _send(user)

    def meanwhile(arrival, path):
        assert "It will be filed" in _send(user, case=case).note
        real(arrival, path)

    monkeypatch.setattr(capture, "run", meanwhile)
    pipeline.run(str(receipt.arrival.pk))
    assert _filed() == [case.reference]


def _send_at_once(number, same):
    user = make.make_user("handler", make.make_unit())
    case = Case.objects.order_by("number")[0 if same else number]
    receipt = _send(user, case=case)
    return receipt.already, receipt.note, case.reference


@pytest.mark.parametrize("when", ["never sent", "sent", "captured"])
@pytest.mark.parametrize("same", [True, False])
def test_sent_at_the_same_moment_it_has_one_home_and_who_lost_is_told(user, when, same):
    for number in range(3):
        make.make_case(f"Sprawa {number}")
    if when != "never sent":
        _send(user)
    if when == "captured":
        make.work_jobs()
    answers = together(3, _send_at_once, same)
    make.work_jobs()
    assert [already for already, _note, _reference in answers].count(False) == (1 if when == "never sent" else 0)
    assert Record.objects.count() == 1 and len(_filed()) == 1
    for _already, note, reference in answers:
        assert ("was not filed" in note) == (reference not in _filed())
    assert AuditEvent.objects.filter(verb="record.filed").count() == 1


def test_the_command_says_where_it_lies(office, tmp_path):
    first, second = make.make_case("Pierwsza"), make.make_case("Druga")
    (tmp_path / "list.txt").write_bytes(b"Pismo")
    words = ["ingest", str(tmp_path / "list.txt"), "--unit", "KPM", "--case"]
    assert akta(*words, first.reference, "--json").code == 0
    row = akta(*words, second.reference, "--json").data["already_kept"][0]
    assert first.reference in row["note"] and second.reference in row["note"]
    said = akta(*words, second.reference)
    assert said.code == 0 and f"list.txt: {row['note']}" in said.out
    assert "note" not in akta(*words, first.reference, "--json").data["already_kept"][0]


def test_the_page_says_where_it_lies(user):
    first, second, client = make.make_case("Pierwsza"), make.make_case("Druga"), pages.signed_in(user)

    def send(case):
        file = SimpleUploadedFile("list.txt", b"Pismo")
        values = {"documents": [file], "unit": make.make_unit().pk, "level": "unit", "home": case.reference}
        return pages.words(client.post("/dodaj/", values))

    assert "1 of 1 kept" in send(first)
    make.work_jobs()
    text = send(second)
    assert "already kept" in text
    assert f"Its place is in case {first.reference}; it was not filed in case {second.reference}" in text
