"""Pages of cases: lists, the case, opening, filing, closing with what is missing, reopening, the paper form."""

from __future__ import annotations

import datetime as dt

import pytest

from dms.access.system import SYSTEM
from dms.cases import actions
from dms.cases.deadlines import urgency
from dms.cases.models import Case, CaseMention
from dms.days import today
from tests import make, pages


@pytest.fixture
def handler(office):
    make.make_scheme()
    return make.make_user("handler", make.make_unit())


@pytest.fixture
def client(handler):
    return pages.signed_in(handler)


@pytest.mark.parametrize(
    ("days", "kind", "text"),
    [
        (-2, "danger", "2 days overdue"),
        (-1, "danger", "1 day overdue"),
        (0, "warn", "today"),
        (3, "warn", "3 days left"),
        (4, "", "4 days left"),
    ],
)
def test_a_deadline_is_said_in_words(days, kind, text):
    from django.utils import translation

    with translation.override("en"):
        found = urgency(dt.date(2026, 11, 23) + dt.timedelta(days=days), dt.date(2026, 11, 23))
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("KPM.051.1", True), ("kpm 051 1", True), ("KPM/051/1", True), ("1/{year}", True), ("2/{year}", False),
        ("budowa kładki", True), ("kładka nieznana", False), ("Wierzb", False), ("051", True), ("052", False),
    ],
)  # fmt: skip
def test_a_case_is_found_by_its_sign_as_people_type_it(client, typed, found):
    case = make.make_case("Budowa kładki")
    text = pages.words(client.get("/sprawy/", {"q": typed.format(year=case.year)}))
    assert ("Budowa kładki" in text) == found


def test_the_list_shows_open_cases_first_and_narrows(client, handler):
    mine = make.make_case("Moja sprawa", handler=handler)
    make.make_case("Cudza sprawa")
    actions.close(mine, by=SYSTEM)
    assert "Moja sprawa" not in pages.words(client.get("/sprawy/"))
    assert "Moja sprawa" in pages.words(client.get("/sprawy/?state=closed"))
    text = pages.words(client.get("/sprawy/?mine=on"))
    assert "Moja sprawa" in text and "Cudza sprawa" not in text
    assert client.get("/sprawy/?year=abc&unit=NIE&page=99").status_code == 200


def test_a_case_of_another_unit_is_not_found(client):
    case = make.make_case("Tajna", unit=make.make_unit("WGK", "Gospodarka"))
    assert client.get(f"/sprawy/{case.pk}/").status_code == 404
    assert client.post(f"/sprawy/{case.pk}/zakoncz/", {"on": today()}).status_code == 404
    assert "Tajna" not in pages.words(client.get("/sprawy/"))
    assert client.get(f"/sprawy/spis/{case.year}/WGK/051/").status_code == 404


def test_a_case_is_opened_with_its_record(client):
    record = make.make_record("Skarga na hałas")
    form = {
        "unit": make.make_unit().pk,
        "symbol": "051 Skargi i wnioski",
        "title": "Skarga",
        "level": "unit",
        "record": record.pk,
    }
    response = client.post("/sprawy/nowa/", form, follow=True)
    case = Case.objects.get()
    assert case.reference == f"KPM.051.1.{case.year}" and case.filings.get().record == record
    assert "Skarga na hałas" in pages.words(response)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"symbol": "05"}, "choose a final class"),
        ({"symbol": "999"}, "no class 999"),
        ({"title": " "}, "This field"),
        ({"deadline": "jutro"}, "not a day"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_changes_nothing(client, change, sentence):
    form = {"unit": make.make_unit().pk, "symbol": "051", "title": "Skarga", "level": "unit"} | change
    response = client.post("/sprawy/nowa/", form)
    assert response.status_code == 422 and sentence in pages.words(response)
    assert not Case.objects.exists()


def test_a_handler_opens_cases_of_own_units_only(client):
    other = make.make_unit("WGK", "Gospodarka")
    form = {"unit": other.pk, "symbol": "051", "title": "Skarga", "level": "unit"}
    assert client.post("/sprawy/nowa/", form).status_code == 422


def test_records_are_filed_and_mentioned_from_the_page(client):
    case, other = make.make_case(), make.make_case("Inna")
    record = make.make_record("Opinia")
    address = f"http://testserver/dokument/{record.pk}/"
    text = pages.words(client.post(f"/sprawy/{case.pk}/dokument/", {"record": address, "how": "file"}, follow=True))
    assert "Opinia" in text and case.filings.get().record == record
    client.post(f"/sprawy/{other.pk}/dokument/", {"record": record.pk, "how": "mention"})
    assert CaseMention.objects.get().case == other
    assert client.post(f"/sprawy/{case.pk}/dokument/", {}).status_code == 422
    assert client.get(f"/sprawy/{case.pk}/dokument/").status_code == 200


def test_a_record_is_filed_by_the_sign_of_the_case(client):
    case, record = make.make_case(), make.make_record()
    response = client.post("/sprawy/dolacz/", {"record": record.pk, "case": case.reference.replace(".", " ")})
    assert response.status_code == 302 and case.filings.get().record == record


def test_closing_lists_what_is_missing_and_locks(client):
    case, record = make.make_case(), make.make_record("Pismo bez nadawcy")
    actions.file_record(case, record, by=SYSTEM)
    text = pages.words(client.get(f"/sprawy/{case.pk}/zakoncz/"))
    assert "Pismo bez nadawcy" in text and "lacks" in text and "sender" in text
    early = client.post(f"/sprawy/{case.pk}/zakoncz/", {"on": case.opened_on - dt.timedelta(days=1)})
    assert early.status_code == 422 and Case.objects.get().is_open
    client.post(f"/sprawy/{case.pk}/zakoncz/", {"on": today().strftime("%d.%m.%Y"), "settlement": "odmownie"})
    record.refresh_from_db()
    assert not Case.objects.get().is_open and record.locked


def test_reopening_wants_a_reason(client):
    case = actions.close(make.make_case(), by=SYSTEM)
    assert client.post(f"/sprawy/{case.pk}/wznow/", {"reason": ""}).status_code == 422
    text = pages.words(client.post(f"/sprawy/{case.pk}/wznow/", {"reason": "nowe pismo"}, follow=True))
    assert Case.objects.get().is_open and "nowe pismo" in text


def test_the_paper_form_has_sender_dates_and_settlement(client):
    case = make.make_case("Skarga na hałas")
    record = make.make_record(
        "Skarga",
        date_text="2026-11-02",
        sender_reference="AB/7",
        correspondents=[{"role": "sender", "name": "Jan Nowak"}],
    )
    actions.file_record(case, record, by=SYSTEM)
    actions.close(case, by=SYSTEM, settlement="odpowiedź")
    assert "Skargi i wnioski" in pages.words(client.get("/sprawy/spis/"))
    text = pages.words(client.get(f"/sprawy/spis/{case.year}/KPM/051/"))
    for part in ("Skarga na hałas", "Jan Nowak", "AB/7", "2/11/2026", "odpowiedź", "B5"):
        assert part in text


def test_lists_take_the_same_number_of_queries_whatever_their_length(client):
    def fill(count: int) -> None:
        for number in range(count):
            case = make.make_case(f"Sprawa {number}")
            actions.file_record(case, make.make_record(f"Pismo {number}"), by=SYSTEM)
            actions.file_record(first, make.make_record(f"Pismo pierwszej {number}"), by=SYSTEM)

    first = make.make_case("Pierwsza")
    addresses = ["/sprawy/", f"/sprawy/{first.pk}/", f"/sprawy/spis/{first.year}/KPM/051/", "/wykaz-akt/051/", "/"]
    fill(3)
    before = [pages.questions(client, address) for address in addresses]
    fill(12)
    assert [pages.questions(client, address) for address in addresses] == before
