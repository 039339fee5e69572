"""Refusals as pages: in the frame for who is signed in, one clear message, who can give a right, what to do next."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dms.access import policy
from dms.access.models import Role
from dms.errors import NotPermitted
from tests import make, pages


def visible(response) -> str:
    return pages.words(response)


def test_a_missing_right_is_named_once_with_its_roles_and_who_gives_them(office):
    reader = pages.signed_in(make.make_user("reader", make.make_unit()))
    response = reader.get("/dodaj/")
    text = visible(response)
    assert response.status_code == 403 and text.count("lacks this right: adding files.") == 1
    assert "case handler, registry desk, archivist, records manager" in text
    assert text.count("administrator") == 1 and "records manager of your office" not in text
    assert text.count("You may not do this") == 2  # the crumb and the heading


def test_an_administrator_is_sent_to_nobody_else(office):
    user = make.make_user("administrator")
    response = pages.signed_in(user).get("/skrzynka/")
    text = visible(response)
    assert "You are an administrator" in text and "ask the administrator" not in text
    assert f'href="/administracja/uzytkownicy/{user.pk}/"' in response.content.decode()


def test_a_right_that_ends_at_another_unit_says_so(office):
    handler = make.make_user("handler", make.make_unit())
    record = make.make_record("Dla wszystkich", unit=make.make_unit("WGK", "Gospodarka"), level="office")
    text = visible(pages.signed_in(handler).post(f"/skrzynka/{record.pk}/cofnij/"))
    assert "Your right does not reach unit WGK: classifying documents, the inbox." in text


def test_every_right_has_its_words():
    assert set(policy.DEEDS) == set(policy.RULES)


def test_the_error_itself_carries_the_verb(office):
    with pytest.raises(NotPermitted) as caught:
        policy.require(make.make_user("reader"), "case.open", make.make_unit())
    assert caught.value.params == {"verb": "case.open", "unit": ""} and "%" not in str(caught.value)


ADDRESSES = [("/dodaj/", 403), ("/nie-ma-takiej/", 404), ("/dokument/01a20a64-65e3-7ce5-a95c-4da04ac94b20/", 404)]


@pytest.mark.parametrize(("address", "status"), [*ADDRESSES, ("/wyloguj/", 405)])
def test_who_is_signed_in_keeps_menu_and_search(office, address, status):
    response = pages.signed_in(make.make_user("reader", make.make_unit())).get(address)
    html = response.content.decode()
    assert response.status_code == status and html.count("<h1") == 1
    assert 'id="menu"' in html and 'name="q"' in html and "Back to my desk" in html


@pytest.mark.parametrize("address", ["/nie-ma-takiej/", "/wyloguj/"])
def test_a_stranger_gets_one_card_with_the_way_in(office, address):
    html = Client(headers={"accept-language": "en"}).get(address).content.decode()
    assert 'id="menu"' not in html and re.search(r'<a class="btn primary" href="/logowanie/">', html)


def test_an_id_that_leads_nowhere_is_not_repeated(office):
    reader = pages.signed_in(make.make_user("reader"))
    assert "01a20a64" not in visible(reader.get("/dokument/01a20a64-65e3-7ce5-a95c-4da04ac94b20/"))


def test_a_form_without_its_token_leads_back_to_its_page(office):
    user = make.make_user("registry", make.make_unit())
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(user)
    sent = {"headers": {"referer": "http://testserver/skrzynka/?page=2"}}
    response = client.post("/skrzynka/zbiorczo/", {}, **sent)
    html = response.content.decode()
    assert response.status_code == 403 and "This page was open too long" in html and 'id="menu"' in html
    assert '<a class="btn primary" href="/skrzynka/?page=2">Load the page again</a>' in html
    foreign = client.post("/skrzynka/zbiorczo/", {}, headers={"referer": "http://gdzie.example/x"})
    assert "gdzie.example" not in foreign.content.decode()


def test_what_only_forms_use_is_a_page_with_a_way_back_not_a_blank(office):
    record = make.make_record()
    client = pages.signed_in(make.make_user("registry"))
    response = client.get(f"/skrzynka/{record.pk}/cofnij/", headers={"referer": "http://testserver/skrzynka/"})
    assert response.status_code == 405 and response["Allow"] == "POST"
    assert "shows nothing by itself" in visible(response)
    assert '<a class="btn primary" href="/skrzynka/">Go back</a>' in response.content.decode()


def test_signing_in_after_a_form_leads_to_the_page_it_stood_on(office):
    record = make.make_record()
    sent = Client().post(f"/skrzynka/{record.pk}/cofnij/", headers={"referer": "http://testserver/skrzynka/?chosen=1"})
    assert sent.status_code == 302 and "next=/skrzynka/%3Fchosen%3D1" in sent.url
    assert "next=/skrzynka/" in Client().get("/skrzynka/").url


@pytest.mark.parametrize("role", list(Role))
def test_nothing_in_the_frame_leads_to_a_refusal(office, role):
    make.make_scheme()
    client = pages.signed_in(make.make_user(role, make.make_unit()))
    html = client.get("/mapa-serwisu/").content.decode()
    refused = [url for url in set(re.findall(r'href="(/[^"#]*)"', html)) if client.get(url).status_code == 403]
    assert refused == []
