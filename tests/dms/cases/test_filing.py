"""Putting documents into cases from pages, what is said, and every way back."""

from __future__ import annotations

import datetime as dt

import pytest

from dms.access.system import SYSTEM
from dms.audit import sentences
from dms.audit.models import AuditEvent
from dms.cases import actions, taking_back
from dms.cases.models import Case, CaseMention, Filing
from dms.days import today
from dms.records import actions as records
from dms.records.models import Record
from tests import make, pages


@pytest.fixture
def client(office):
    make.make_scheme()
    return pages.signed_in(make.make_user("handler", make.make_unit()))


def place(record: Record):
    now = Record.objects.select_related("record_class", "unit").get(pk=record.pk)
    filing = Filing.objects.filter(record=record).first()
    symbol = now.record_class.symbol if now.record_class else None
    return now.unit.symbol, now.level, now.guard_id, symbol, filing.case_id if filing else None


def waiting() -> Record:
    return make.make_record("Pismo z „listą” spraw", level="office")


def classified() -> Record:
    return records.classify(waiting(), make.make_class("052"), by=SYSTEM)


def at_home() -> Record:
    record = waiting()
    actions.file_record(make.make_case("Stara sprawa", symbol="052"), record, by=SYSTEM)
    return record


@pytest.mark.parametrize("made", [waiting, classified, at_home])
def test_filing_is_undone_to_where_the_document_was(client, made):
    case, record = make.make_case("Nowa sprawa"), made()
    before = place(record)
    response = client.post(f"/sprawy/{case.pk}/dokument/", {"record": record.pk, "how": "file"}, follow=True)
    assert place(record) != before and place(record)[4] == case.pk
    told = pages.words(client.post(pages.undo_of(response), follow=True))
    assert place(record) == before and f"taken out of case {case.reference} again" in told


def test_moving_names_both_cases(client):
    record, case = at_home(), make.make_case("Nowa sprawa")
    old = Filing.objects.get(record=record).case
    response = client.post("/sprawy/dolacz/", {"record": record.pk, "case": "nowa"}, follow=True)
    assert f"was moved from case {old.reference} to case {case.reference}" in pages.words(response)
    story = [sentences.sentence_of(one) for one in AuditEvent.objects.filter(subject_id=str(record.pk)).order_by("id")]
    assert any(old.reference in one and case.reference in one for one in story)


def test_quotes_in_a_title_stand_inside_the_quotes_of_the_message(client):
    case, record = make.make_case(), waiting()
    client.cookies["django_language"] = "pl"
    text = pages.words(client.post(f"/sprawy/{case.pk}/dokument/", {"record": record.pk}, follow=True))
    assert "„Pismo z «listą» spraw”" in text


def test_an_old_undo_takes_nothing_back(client):
    first, second, record = make.make_case("Pierwsza"), make.make_case("Druga"), make.make_record()
    response = client.post(f"/sprawy/{first.pk}/dokument/", {"record": record.pk}, follow=True)
    actions.file_record(second, record, by=SYSTEM)
    assert client.post(pages.undo_of(response)).status_code == 409
    assert Filing.objects.get().case == second


def test_a_move_out_of_a_closed_case_is_not_offered_back(client):
    record, case = at_home(), make.make_case("Nowa sprawa")
    old = actions.close(Filing.objects.get(record=record).case, by=SYSTEM)
    records.lock(record, False)
    html = client.post("/sprawy/dolacz/", {"record": record.pk, "case": case.reference}, follow=True).content.decode()
    assert "wyjmij" not in html
    with pytest.raises(actions.CaseClosed):
        taking_back.unfile(case, record, by=SYSTEM)
    assert Filing.objects.get().case == case and not Case.objects.get(pk=old.pk).is_open


def test_a_closed_case_refuses_in_the_form(client):
    case, record = actions.close(make.make_case("Zamknięta"), by=SYSTEM), make.make_record("Opinia")
    for address, form in (
        (f"/sprawy/{case.pk}/dokument/", {"record": "opinia"}),
        ("/sprawy/dolacz/", {"record": record.pk, "case": case.reference}),
    ):
        response = client.post(address, form)
        assert response.status_code == 422 and "is closed" in pages.words(response)
    assert client.post("/sprawy/dolacz/", {"record": record.pk, "case": "zamknięta"}).status_code == 422
    assert not Filing.objects.exists()


def test_a_reference_is_made_undone_and_made_again(client):
    case, record = make.make_case(), make.make_record("Opinia")
    made = client.post(f"/sprawy/{case.pk}/dokument/", {"record": "opinia", "how": "mention"}, follow=True)
    assert CaseMention.objects.exists()
    gone = client.post(pages.undo_of(made), follow=True)
    assert not CaseMention.objects.exists() and "no longer refers" in pages.words(gone)
    client.post(pages.undo_of(gone))
    assert CaseMention.objects.get().record == record


def test_a_reference_that_filing_replaced_comes_back(client):
    case, record = make.make_case(), make.make_record("Opinia")
    actions.mention(case, record, by=SYSTEM)
    response = client.post(f"/sprawy/{case.pk}/dokument/", {"record": "opinia"}, follow=True)
    assert not CaseMention.objects.exists()
    client.post(pages.undo_of(response))
    assert CaseMention.objects.get().record == record and not Filing.objects.exists()


def test_words_alone_do_not_take_a_document_out_of_its_case(client):
    old, new, record = make.make_case("Dawna"), make.make_case("Nowa"), make.make_record("Opinia")
    actions.file_record(old, record, by=SYSTEM)
    address = f"/sprawy/{new.pk}/dokument/"
    asked = client.post(address, {"record": "opinia"})
    assert asked.status_code == 422 and old.reference in pages.words(asked)
    record.refresh_from_db()
    assert record.filing.case_id == old.pk
    taken = client.post(address, {"record": "opinia", "picked": f"record:{record.pk}"})
    assert taken.status_code == 302
    assert Filing.objects.get(record=record).case_id == new.pk
    told = AuditEvent.objects.get(subject_id=str(old.pk), verb="case.record_moved")
    assert told.data == {"record": str(record.pk), "to": new.reference}


def test_what_is_filed_here_is_not_referred_to(client):
    case, record = make.make_case(), make.make_record("Opinia")
    actions.file_record(case, record, by=SYSTEM)
    response = client.post(f"/sprawy/{case.pk}/dokument/", {"record": "opinia", "how": "mention"})
    assert response.status_code == 422 and f"already filed in case {case.reference}" in pages.words(response)


def test_the_way_back_needs_the_right(client):
    case, record = make.make_case(), make.make_record()
    actions.file_record(case, record, by=SYSTEM)
    reader = pages.signed_in(make.make_user("reader", make.make_unit()))
    for address in (f"dokument/{record.pk}/wyjmij/", f"odsylacz/{record.pk}/", f"odsylacz/{record.pk}/usun/"):
        assert reader.post(f"/sprawy/{case.pk}/{address}").status_code == 403
    assert Filing.objects.exists()


@pytest.mark.parametrize(("days", "code"), [(-1, "deadline_past"), (0, ""), (30, ""), (365 * 12, "deadline_far")])
def test_an_unlikely_deadline_is_asked_about(client, days, code):
    day = today() + dt.timedelta(days=days)
    form = {"unit": make.make_unit().pk, "symbol": "051", "title": "Skarga", "level": "unit", "deadline": day}
    response = client.post("/sprawy/nowa/", form)
    assert response.status_code == (422 if code else 302)
    if code:
        assert f'value="{code}"' in response.content.decode() and not Case.objects.exists()
        client.post("/sprawy/nowa/", form | {"confirmed": code})
    assert Case.objects.get().deadline == day


def test_an_old_deadline_is_not_asked_about_again(client):
    case = make.make_case(deadline=today() - dt.timedelta(days=3))
    form = {"title": "Nowy tytuł", "deadline": case.deadline}
    assert client.post(f"/sprawy/{case.pk}/edycja/", form).status_code == 302
