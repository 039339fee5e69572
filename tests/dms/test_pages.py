"""Pages of the shell: they answer without a database and say what to do next."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import translation

from dms import errors, pages

# technical conditions 2.0 of 31 July 2024 for the accessibility statement
MACHINE_READ = [
    "a11y-wstep",
    "a11y-podmiot",
    "a11y-url",
    "a11y-data-publikacja",
    "a11y-data-aktualizacja",
    "a11y-status",
    "a11y-data-sporzadzenie",
    "a11y-kontakt",
    "a11y-osoba",
    "a11y-email",
    "a11y-telefon",
    "a11y-procedura",
    "a11y-architektura",
    "a11y-aplikacje",
]


@pytest.fixture(autouse=True)
def _no_database():
    def refuse(execute, sql, params, many, context):
        raise AssertionError(f"the page asked the database: {sql}")

    with connection.execute_wrapper(refuse):
        yield


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_accessibility_statement_carries_every_machine_read_id_once(language: str) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    html = client.get("/dostepnosc/").content.decode()
    found = ids(html)
    assert [name for name in MACHINE_READ if found.count(name) != 1] == []
    assert len(found) == len(set(found))
    dates = re.findall(r'<time id="(a11y-data-\w+)" datetime="\d{4}-\d\d-\d\d">', html)
    assert dates == ["a11y-data-publikacja", "a11y-data-aktualizacja", "a11y-data-sporzadzenie"]
    assert '<meta name="deklaracja-dostępności"' in html


def test_optional_ids_appear_only_with_their_facts(settings_override) -> None:
    settings_override(ACCESSIBILITY={"auditor": "Audyt Sp. z o.o.", "evaluation_url": "https://urzad.example/ocena"})
    found = ids(Client().get("/dostepnosc/").content.decode())
    assert "a11y-audytor" in found and "a11y-ocena" in found
    settings_override(ACCESSIBILITY={})
    found = ids(Client().get("/dostepnosc/").content.decode())
    assert "a11y-audytor" not in found and "a11y-ocena" not in found


@pytest.fixture
def settings_override():
    from django.test import override_settings

    active = []

    def change(**values: object) -> None:
        override = override_settings(**values)
        override.enable()
        active.append(override)

    yield change
    for override in reversed(active):
        override.disable()


def test_every_shell_page_has_one_heading_one_main_and_a_title_of_its_own() -> None:
    titles = set()
    for address in ("/logowanie/", "/dostepnosc/", "/mapa-serwisu/", "/wyglad/", "/nie-ma-takiej/"):
        html = Client().get(address).content.decode()
        assert html.count("<h1") == 1 and html.count("<main") == 1 and 'href="#content"' in html
        titles.add(re.search(r"<title>(.*)</title>", html)[1])
    assert len(titles) == 5


def test_error_pages_say_what_to_do() -> None:
    request = RequestFactory().get("/")
    with translation.override("pl"):
        assert "poszukaj" in Client().get("/nie-ma-takiej/").content.decode()
        assert "Nic nie zostało zmienione" in pages.bad_request(request, BadRequest()).content.decode()
        broken = pages.server_error(request)
        assert broken.status_code == 500 and "Godzina awarii" in broken.content.decode()
        assert "administratora" in pages.forbidden(request, PermissionDenied()).content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (errors.NotPermitted(verb="case.open"), 403, "zakładanie spraw"),
        (errors.NotFound(what="KP.1.2026"), 404, "KP.1.2026"),
        (errors.Invalid(fields={"title": "Wpisz tytuł."}), 422, "Wpisz tytuł."),
        (errors.ToolMissing(tool="tesseract"), 503, "tesseract"),
        (errors.Damaged(what="<b>x</b>"), 500, "&lt;b&gt;"),
    ],
)
def test_a_refusal_is_a_page_with_its_sentence(error: errors.AktaError, status: int, words: str) -> None:
    with translation.override("pl"):
        answer = pages.problem(RequestFactory().get("/"), error)
    assert answer.status_code == status and words in answer.content.decode()


def test_demonstration_accounts_are_shown_only_where_allowed(settings_override) -> None:
    account = {"username": "z.lipska", "password": "tajne-tajne", "name": "Zofia Lipska", "who": "sekretariat"}
    for allowed in (True, False):
        settings_override(SHOW_DEMO_ACCOUNTS=allowed, DEMO_ACCOUNTS=[account])
        assert ("Zofia Lipska" in Client().get("/logowanie/").content.decode()) is allowed
