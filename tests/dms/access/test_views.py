"""The administrator's pages: users, units, roles that act at once, passwords, closing an account."""

from __future__ import annotations

import pytest
from django.test import Client

from dms.access import actions
from dms.access.models import Membership, Unit, User
from dms.access.system import SYSTEM
from dms.errors import Invalid
from tests import make, pages


@pytest.fixture
def client(office):
    return pages.signed_in(make.make_user("administrator"))


def test_only_the_administrator_comes_in(office):
    manager = pages.signed_in(make.make_user("records_manager"))
    assert manager.get("/administracja/").status_code == 403
    assert manager.post("/administracja/uzytkownicy/nowy/", {}).status_code == 403


def test_a_user_is_added_given_a_role_and_signs_in(client):
    form = {"username": "zofia", "name": "Zofia Lipska", "password": "haslo-wymyslone-1"}
    client.post("/administracja/uzytkownicy/nowy/", form)
    user, unit = User.objects.get(username="zofia"), make.make_unit()
    address = f"/administracja/uzytkownicy/{user.pk}/"
    client.post(address + "rola/", {"role": "handler", "unit": unit.pk, "cleared": "on"})
    assert Membership.objects.get(user=user).keys() == {"unit:KPM", "unit:KPM:confidential"}
    assert pages.signed_in(user).login(username="zofia", password="haslo-wymyslone-1")
    assert "case handler" in pages.words(client.get("/administracja/"))


@pytest.mark.parametrize(
    "change",
    [{"password": "krotkie"}, {"password": "password123"}, {"username": ""}, {"username": "administrator-biuro"}],
)
def test_a_wrong_account_is_not_made(client, change):
    form = {"username": "zofia", "name": "Zofia", "password": "haslo-wymyslone-1"} | change
    response = client.post("/administracja/uzytkownicy/nowy/", form)
    assert response.status_code == 422 and User.objects.count() == 1
    assert "haslo-wymyslone-1" not in response.content.decode()


@pytest.mark.parametrize("name", ["Zofia", "zofia lipska", "zofia.", "_zofia", "zośka", "a@b", "x" * 61, "zofia\n"])
def test_a_user_name_has_one_way_of_writing(client, name):
    form = {"username": name, "name": "Zofia", "password": "haslo-wymyslone-1"}
    response = client.post("/administracja/uzytkownicy/nowy/", form)
    made = User.objects.exclude(username="administrator-biuro")
    if name == "zofia\n":  # white space around it is nobody's intention
        assert made.get().username == "zofia"
    else:
        assert response.status_code == 422 and not made.exists()
        assert 'id="id_username_error"' in response.content.decode()


@pytest.mark.parametrize("name", ["zofia", "z.lipska-2", "zofia_l"])
def test_such_user_names_are_taken_once_whatever_the_capitals(client, name):
    add = {"username": name, "name": "Zofia", "password": "haslo-wymyslone-1"}
    assert client.post("/administracja/uzytkownicy/nowy/", add).status_code == 302
    assert client.post("/administracja/uzytkownicy/nowy/", add).status_code == 422
    with pytest.raises(Invalid):
        actions.add_user(name.upper(), "Zofia", None, by=SYSTEM)


def test_all_that_is_wrong_with_an_account_is_said_at_once_beside_its_fields(client):
    html = client.post("/administracja/uzytkownicy/nowy/", {"username": "Z L", "password": "abc"}).content.decode()
    assert [name for name in ("username", "name", "password") if f'id="id_{name}_error"' not in html] == []
    again = client.post("/administracja/uzytkownicy/nowy/", {"username": "Z L", "password": "haslo-wymyslone-1"})
    assert "Type the password once more" in again.content.decode()
    unit = client.post("/administracja/komorki/nowa/", {"symbol": "ŻÓŁ", "name": ""}).content.decode()
    assert 'id="id_symbol_error"' in unit and 'id="id_name_error"' in unit
    with pytest.raises(Invalid) as caught:
        actions.add_user("Z L", "Zofia", "abc", by=SYSTEM)
    assert set(caught.value.fields) == {"username", "password"}


def test_capitals_do_not_matter_at_the_door(client):
    actions.add_user("zofia", "Zofia", "haslo-wymyslone-1", by=SYSTEM)
    assert Client().login(username="Zofia", password="haslo-wymyslone-1")
    assert not Client().login(username="Zofia", password="HASLO-wymyslone-1")


def test_pages_that_showed_an_error_lead_back_when_asked_for_again(client):
    user = make.make_user("reader")
    for path in ("rola", "haslo"):
        address = f"/administracja/uzytkownicy/{user.pk}/"
        assert client.post(f"{address}{path}/", {}).status_code == 422
        assert client.get(f"{address}{path}/").url == address


def test_a_role_taken_away_acts_at_once(client):
    user = make.make_user("handler", make.make_unit())
    record = make.make_record("Pismo")
    theirs = pages.signed_in(user)
    assert theirs.get(f"/dokument/{record.pk}/").status_code == 200
    membership = user.memberships.get()
    client.post(f"/administracja/uzytkownicy/{user.pk}/rola/{membership.pk}/odbierz/")
    assert theirs.get(f"/dokument/{record.pk}/").status_code == 404
    assert client.post(f"/administracja/uzytkownicy/{user.pk}/rola/{membership.pk}/odbierz/").status_code == 404


def test_a_closed_account_is_out_at_once(client):
    user = make.make_user("handler", make.make_unit())
    theirs = pages.signed_in(user)
    client.post(f"/administracja/uzytkownicy/{user.pk}/zamknij/")
    assert theirs.get("/").status_code == 302
    me = User.objects.get(username="administrator-biuro")
    assert client.post(f"/administracja/uzytkownicy/{me.pk}/zamknij/").status_code == 409


def test_a_unit_has_a_symbol_that_opens_references(client):
    assert client.post("/administracja/komorki/nowa/", {"symbol": "ŻÓŁ", "name": "Żółta"}).status_code == 422
    client.post("/administracja/komorki/nowa/", {"symbol": "WI", "name": "Wydział Inwestycji"})
    assert Unit.objects.get().symbol == "WI"


def test_the_list_takes_the_same_number_of_queries_whatever_its_length(client):
    for number in range(3):
        make.make_user("handler", make.make_unit(), username=f"a{number}")
    before = pages.questions(client, "/administracja/")
    for number in range(15):
        make.make_user("handler", make.make_unit(), username=f"b{number}")
    assert pages.questions(client, "/administracja/") == before
