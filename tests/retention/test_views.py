"""Pages of retention: the due list with its reasons, and the facts that move a date."""

from __future__ import annotations

import datetime as dt

import pytest

from dms.access.system import SYSTEM
from dms.cases import actions as cases
from dms.cases.models import Case
from retention import sentences
from retention.models import Entry, Sentence
from tests import make, pages


@pytest.fixture
def client(office):
    make.make_scheme()
    return pages.signed_in(make.make_user("archivist"))


def closed(title: str, symbol: str, year: int, **more) -> Case:
    case = cases.close(make.make_case(title, symbol=symbol, **more), by=SYSTEM)
    Case.objects.filter(pk=case.pk).update(closed_on=dt.date(year, 5, 4))
    sentences.refresh("case", str(case.pk))
    return case


def test_the_due_list_says_what_when_and_why(client):
    closed("Skarga dawna", "051", 2015)
    text = pages.words(client.get("/retencja/"))
    for part in ("Skarga dawna", "1/01/2021", "B5", "disposal", "Why 1/01/2021?", "2016"):
        assert part in text


def test_the_list_is_narrowed_by_day_action_category_and_class(client):
    closed("Skarga dawna", "051", 2015)
    closed("Zarządzenie", "001", 2010)
    closed("Narada", "000", 2010)
    closed("Przyszła", "051", 2024)
    wanted = {
        "?on=2020-12-31": {"Narada"}, "?action=destroy": {"Skarga dawna"}, "?action=appraise": {"Zarządzenie"},
        "?action=transfer": {"Narada"}, "?category=BE": {"Zarządzenie"}, "?category=B": {"Skarga dawna"},
        "?symbol=00": {"Zarządzenie", "Narada"}, "?on=2031-01-01&symbol=05": {"Skarga dawna", "Przyszła"},
        "?category=XX&on=nie": {"Skarga dawna", "Zarządzenie", "Narada"},
    }  # fmt: skip
    for query, titles in wanted.items():
        text = pages.words(client.get("/retencja/" + query))
        assert {one for one in ("Skarga dawna", "Zarządzenie", "Narada", "Przyszła") if one in text} == titles, query


def test_what_has_no_date_waits_for_an_entry(client):
    case = closed("Oświadczenie", "053", 2015)
    assert "Oświadczenie" in pages.words(client.get("/retencja/?waiting=1"))
    address = f"/retencja/sprawa/{case.pk}/"
    response = client.post(address, {"what": "facts", "special_years": "6", "originals_exist": "on"}, follow=True)
    assert "1/01/2022" in pages.words(response)
    make.work_jobs()
    assert Sentence.of("case", case.pk).due_on == dt.date(2022, 1, 1)


def test_hold_extension_and_decision(client):
    case = closed("Skarga dawna", "051", 2015)
    address = f"/retencja/sprawa/{case.pk}/"
    assert client.post(address, {"what": "hold", "held": "on", "hold_reason": ""}).status_code == 422
    assert "A hold is in force" in pages.words(
        client.post(address, {"what": "hold", "held": "on", "hold_reason": "spór"}, follow=True)
    )
    assert "1/01/2024" in pages.words(client.post(address, {"what": "extend", "years": "3"}, follow=True))
    assert client.post(address, {"what": "extend"}).status_code == 422
    assert client.post(address, {"what": "decide", "category": "Q9", "decided_on": "2026-01-01"}).status_code == 422
    text = pages.words(
        client.post(address, {"what": "decide", "category": "be10", "decided_on": "1.01.2020"}, follow=True)
    )
    assert "Category BE10" in text
    entry = Entry.objects.get()
    assert (
        entry.held and entry.extensions == [{"years": 3, "last_day": None}] and entry.decisions[0]["category"] == "BE10"
    )


def test_a_record_outside_cases_has_its_page_and_a_filed_one_has_not(client):
    record = make.make_record("Zaproszenie", date_text="2020-02-03")
    from dms.records import actions as records

    records.classify(record, make.make_class("052"), by=SYSTEM)
    assert "1/01/2023" in pages.words(client.get(f"/retencja/dokument/{record.pk}/"))
    filed = make.make_record("W sprawie")
    cases.file_record(make.make_case(), filed, by=SYSTEM)
    assert client.get(f"/retencja/dokument/{filed.pk}/").status_code == 404


def test_other_units_stay_hidden(office):
    make.make_scheme()
    case = closed("Tajna", "051", 2015, unit=make.make_unit("WGK", "Gospodarka"))
    handler = pages.signed_in(make.make_user("handler", make.make_unit()))
    assert handler.get("/retencja/").status_code == 403
    assert handler.get(f"/retencja/sprawa/{case.pk}/").status_code == 404


def test_the_list_takes_the_same_number_of_queries_whatever_its_length(client):
    for number in range(3):
        closed(f"Skarga {number}", "051", 2015)
    before = pages.questions(client, "/retencja/")
    for number in range(12):
        closed(f"Inna {number}", "051", 2014)
    assert pages.questions(client, "/retencja/") == before


def test_the_panel_of_a_case_leads_to_the_facts_for_who_may_enter_them(client):
    case = closed("Skarga dawna", "051", 2015)
    assert f"/retencja/sprawa/{case.pk}/" in client.get(f"/sprawy/{case.pk}/").content.decode()
    registry = pages.signed_in(make.make_user("registry"))
    page = registry.get(f"/sprawy/{case.pk}/").content.decode()
    assert "1/01/2021" in page and f"/retencja/sprawa/{case.pk}/" not in page


def test_a_loan_and_the_medium_are_entered_on_the_page(client):
    case = closed("Narada", "000", 2010)
    address = f"/retencja/sprawa/{case.pk}/"
    text = pages.words(client.post(address, {"what": "facts", "medium": "paper"}, follow=True))
    assert "5/05/2035" in text and "kept on paper" in text
    text = pages.words(client.post(address, {"what": "hold", "lent_to": "Wydział Geodezji"}, follow=True))
    assert "its return must be awaited" in text
    make.work_jobs()
    assert "lent" in pages.words(client.get("/retencja/?on=2035-05-05")).split()
