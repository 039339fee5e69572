"""Naming another thing in a form: one that fits is taken, several are offered, none is said beside the field."""

from __future__ import annotations

import re

import pytest

from dms import ids
from dms.calendar import actions as calendar
from dms.records import picking
from dms.records.models import Relation
from tests import make, pages
from tests.dms.calendar.test_views import at


@pytest.fixture
def client(office):
    make.make_scheme()
    return pages.signed_in(make.make_user("handler", make.make_unit()))


@pytest.fixture
def record(client):
    return make.make_record("Odpowiedź w sprawie kładki")


@pytest.fixture(params=["case", "appointment", "relation"])
def form(request, record):
    """The three forms that attach something: address, name of the field, other fields, and what became attached."""
    if request.param == "case":
        case = make.make_case("Budowa mostu")
        filed = lambda: [one.record for one in case.filings.all()]  # noqa: E731
        return f"/sprawy/{case.pk}/dokument/", "record", {"how": "file"}, filed
    if request.param == "appointment":
        entry = calendar.add(make.make_person(principal=True), "Narada", at(9), at(10), by=make.SYSTEM)
        return f"/kalendarz/spotkanie/{entry.pk}/dolacz/", "what", {}, lambda: list(entry.records.all())
    links = {"type": "reply_to"}
    made = lambda: [one.target for one in Relation.objects.filter(source=record)]  # noqa: E731
    return f"/dokument/{record.pk}/powiazania/", "target", links, made


def test_words_of_one_title_are_enough(client, form):
    address, name, more, attached = form
    letter = make.make_record("Święto Rzeki: zaproszenie")
    make.make_record("Święto Rzeki: program")
    assert client.post(address, {name: "święto zaproszenie", **more}).status_code == 302
    assert attached() == [letter]


def test_a_title_typed_whole_wins_over_longer_ones(client, form):
    address, name, more, attached = form
    letter = make.make_record("Zaproszenie")
    make.make_record("Zaproszenie na wystawę")
    assert client.post(address, {name: "Zaproszenie", **more}).status_code == 302
    assert attached() == [letter]


def test_of_several_that_fit_one_is_chosen(client, form):
    address, name, more, attached = form
    one = make.make_record("Opinia prawna", date_text="2026-03-12", sender_reference="AB/7")
    make.make_record("Opinia techniczna")
    response = client.post(address, {name: "opinia", **more})
    text = pages.words(response)
    assert response.status_code == 422 and not attached() and 'value="opinia"' in response.content.decode()
    assert "Opinia prawna" in text and "12/03/2026" in text and "AB/7" in text and "Opinia techniczna" in text
    offered = re.findall(r'type="radio" name="picked" value="([^"]+)"', response.content.decode())
    assert len(offered) == 2 and "2 fit “opinia”" in text
    assert client.post(address, {name: "opinia", "picked": f"record:{one.pk}", **more}).status_code == 302
    assert attached() == [one]


def test_a_choice_does_not_outlive_the_words(client, form):
    address, name, more, attached = form
    old, new = make.make_record("Opinia prawna"), make.make_record("Uchwała")
    client.post(address, {name: "uchwała", "picked": f"record:{old.pk}", **more})
    assert attached() == [new]


def test_ten_are_offered_at_most(client, form):
    address, name, more, _attached = form
    for number in range(12):
        make.make_record(f"Protokół {number}")
    response = client.post(address, {name: "protokół", **more})
    assert response.content.decode().count('name="picked"') == 10 and "More than 10 fit" in pages.words(response)


@pytest.mark.parametrize("typed", ["nie ma takiego", str(ids.new()), "http://x/dokument/0", "OR.1.2.2020"])
def test_what_is_not_there_is_said_beside_the_field(client, form, typed):
    address, name, more, attached = form
    response = client.post(address, {name: typed, **more})
    html = response.content.decode()
    assert response.status_code == 422 and not attached()
    assert f'value="{typed}"' in html and f'id="id_{name}_error"' in html and "Nothing that you may see" in html


def test_what_may_not_be_seen_is_as_if_it_were_not_there(client, form):
    address, name, more, attached = form
    hidden = make.make_record("Tajna opinia", unit=make.make_unit("WGK", "Gospodarka"))
    told = [pages.words(client.post(address, {name: text, **more})) for text in ("Tajna opinia", str(hidden.pk))]
    missing = [pages.words(client.post(address, {name: text, **more})) for text in ("Zmyślona opinia", str(ids.new()))]
    assert not attached() and "Nothing that you may see" in told[0] and "Nothing that you may see" in told[1]
    assert told[0].replace("Tajna", "Zmyślona") == missing[0]
    forced = {name: "opinia", "picked": f"record:{hidden.pk}", **more}
    assert client.post(address, forced).status_code == 422 and not attached()


def test_an_appointment_takes_cases_too_by_sign_and_by_words(client):
    case, other = make.make_case("Budowa kładki"), make.make_case("Remont mostu")
    entry = calendar.add(make.make_person(principal=True), "Narada", at(9), at(10), by=make.SYSTEM)
    address = f"/kalendarz/spotkanie/{entry.pk}/dolacz/"
    client.post(address, {"what": case.reference.replace(".", " ").lower()})
    client.post(address, {"what": "remont"})
    assert set(entry.cases.all()) == {case, other}


def test_a_search_is_asked_when_no_title_fits_and_never_decides_alone(client, form, monkeypatch):
    address, name, more, attached = form
    letter = make.make_record("Skarga na hałas")
    asked = []

    def search(text, user, kinds, limit):
        asked.append((text, user.get_username()))
        return [("record", str(letter.pk))]

    monkeypatch.setattr(picking, "_search", [search])
    response = client.post(address, {name: "halasem", **more})
    assert response.status_code == 422 and "Skarga na hałas" in pages.words(response) and not attached()
    client.post(address, {name: "halasem", "picked": f"record:{letter.pk}", **more})
    assert attached() == [letter] and asked[0] == ("halasem", "handler-kpm")


def test_a_record_cannot_be_linked_to_itself(client, record):
    response = client.post(f"/dokument/{record.pk}/powiazania/", {"type": "reply_to", "target": str(record.pk)})
    assert response.status_code == 422 and not Relation.objects.exists()
