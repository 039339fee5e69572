"""Pages of people: list with filters, card, adding and changing."""

from __future__ import annotations

import pytest

from dms.people.models import Person
from tests import make, pages


@pytest.fixture
def client(office):
    return pages.signed_in(make.make_user("registry"))


def test_people_are_found_by_name_town_and_kind(client):
    make.make_person("Halina Wrzosek", town="Jasnobrzeg")
    make.make_person("Stowarzyszenie Nadrzecze", type="organisation", town="Jasnobrzeg")
    assert "Halina Wrzosek" in pages.words(client.get("/osoby/?q=wrzosek jasno"))
    text = pages.words(client.get("/osoby/?type=organisation"))
    assert "Nadrzecze" in text and "Wrzosek" not in text
    assert "Nobody is here" in pages.words(client.get("/osoby/?q=nikt"))


def test_a_card_is_added_and_changed(client):
    form = {"type": "person", "name": "Jan Nowak", "country": "pl", "principal": "on"}
    text = pages.words(client.post("/osoby/nowa/", form, follow=True))
    one = Person.objects.get()
    assert "Jan Nowak" in text and one.principal and one.country == "PL"
    client.post(f"/osoby/{one.pk}/edycja/", form | {"town": "Jasnobrzeg", "principal": ""})
    one.refresh_from_db()
    assert one.town == "Jasnobrzeg" and not one.principal


@pytest.mark.parametrize("change", [{"name": " "}, {"email": "nie"}, {"country": "Polska"}, {"type": "kot"}])
def test_wrong_values_are_refused(client, change):
    assert client.post("/osoby/nowa/", {"type": "person", "name": "Jan"} | change).status_code == 422
    assert not Person.objects.exists()


def test_a_reader_only_reads(office):
    reader = pages.signed_in(make.make_user("reader", make.make_unit()))
    assert reader.get("/osoby/").status_code == 200
    assert reader.post("/osoby/nowa/", {"type": "person", "name": "Jan"}).status_code == 403


def test_the_list_takes_the_same_number_of_queries_whatever_its_length(client):
    for number in range(3):
        make.make_person(f"Osoba {number}")
    before = pages.questions(client, "/osoby/")
    for number in range(20):
        make.make_person(f"Inna {number}")
    assert pages.questions(client, "/osoby/") == before
