"""The reader's choice travels in a cookie, nowhere else, and never leads away from this host."""

from __future__ import annotations

import pytest
from django.test import Client

from dms import display

ADDRESS = "/wyglad/"


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        ("", "light.100.comfortable.on"),
        ("dark.150.compact.off", "dark.150.compact.off"),
        ("dark", "dark.100.comfortable.on"),
        ('dark"><script>.125.x.y', "light.125.comfortable.on"),
        ("a.b.c.d.e.f", "light.100.comfortable.on"),
    ],
)
def test_a_cookie_is_read_value_by_value(cookie: str, expected: str) -> None:
    assert display.write(display.read(cookie)) == expected


def test_a_choice_is_kept_beside_the_earlier_ones() -> None:
    client = Client()
    client.post(ADDRESS, {"theme": "dark"})
    client.post(ADDRESS, {"fs": "150", "density": "narrow"})
    assert client.cookies[display.COOKIE].value == "dark.150.comfortable.on"
    assert b'data-theme="dark" data-fs="150"' in client.get("/logowanie/").content


def test_the_language_changes_and_the_page_stays() -> None:
    client = Client()
    answer = client.post(ADDRESS, {"language": "en"}, headers={"referer": "http://testserver/dostepnosc/?a=1"})
    assert (answer.status_code, answer["Location"]) == (303, "http://testserver/dostepnosc/?a=1")
    assert b'<html lang="en"' in client.get("/dostepnosc/").content
    client.post(ADDRESS, {"language": "xx"})
    assert b'<html lang="en"' in client.get("/dostepnosc/").content


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_way_back_never_leads_to_another_host(target: str) -> None:
    for post, headers in (({"next": target}, {}), ({}, {"referer": target})):
        assert Client().post(ADDRESS, {"theme": "dark", **post}, headers=headers)["Location"] == "/"


def test_a_script_gets_an_empty_answer_and_the_cookie() -> None:
    answer = Client().post(ADDRESS, {"theme": "contrast"}, headers={"x-requested-with": "fetch"})
    assert answer.status_code == 204
    assert answer.cookies[display.COOKIE].value.startswith("contrast.")


def test_without_its_token_the_form_is_refused_with_advice() -> None:
    answer = Client(enforce_csrf_checks=True).post(ADDRESS, {"theme": "dark"})
    assert answer.status_code == 403 and "zbyt długo" in answer.content.decode()


def test_the_settings_page_shows_what_is_chosen() -> None:
    client = Client()
    client.post(ADDRESS, {"density": "compact"})
    assert 'value="compact" checked' in client.get(ADDRESS).content.decode()
