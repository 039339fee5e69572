"""The frame of a signed-in user, with every component inside; with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from dms import navigation
from tests.browser import harness

pytestmark = pytest.mark.browser

STATES = [
    ("light", "100", 1440, "comfortable"),
    ("dark", "150", 1440, "compact"),
    ("contrast", "125", 820, "comfortable"),
    ("light", "150", 320, "compact"),
    ("dark", "100", 320, "comfortable"),
    ("contrast", "100", 320, "comfortable"),
]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with harness.browser() as started:
        yield started


@pytest.fixture
def world(office, chrome, monkeypatch) -> Iterator[tuple[Any, str, str]]:
    from dms.access.models import User

    user = User.objects.create(username="z.lipska", name="Zofia Lipska", post="inspektor")
    for name, value in (("_items", {}), ("_links", {}), ("_status", [])):
        monkeypatch.setattr(navigation, name, value)
    navigation.register(1, navigation.MAIN, "sample", "Inbox", "inbox", count=lambda user: 1204)
    navigation.register(2, navigation.MAIN, "sample_said", "Retention", "retention")
    navigation.register(3, navigation.HEADER, "sample", "Search", "bell", count=lambda user: 3)
    navigation.register_links(1, "My folders", lambda user: [navigation.Link("Kładka", "/szukaj/?q=k", 214)])
    navigation.register_status(lambda user: navigation.Status("Zadania w tle: 2 trwają", "ok"))
    client = Client()
    client.force_login(user)
    with override_settings(ROOT_URLCONF="tests.browser.urls"), harness.serve() as base:
        yield chrome, base, client.cookies["sessionid"].value


@pytest.mark.parametrize("address", ["/skladniki/", "/powiedziano/"])
def test_nothing_is_wrong_with_the_components(world, address: str) -> None:
    chrome, base, session = world
    for theme, fs, width, density in STATES:
        page = harness.open_page(chrome, base, theme=theme, fs=fs, width=width, density=density, session=session)
        page.goto(base + address)
        assert harness.faults(page) == [], (theme, fs, width)
        page.context.close()


def test_text_spacing_of_the_reader_breaks_nothing_at_320_px(world) -> None:
    chrome, base, session = world
    page = harness.open_page(chrome, base, width=320, session=session)
    page.goto(base + "/skladniki/")
    spacing = "line-height:1.5 !important; letter-spacing:.12em !important; word-spacing:.16em !important"
    page.add_style_tag(content=f"* {{ {spacing} }} p {{ margin-bottom: 2em !important }}")
    assert harness.overflow(page) == 0
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_menu_tools_and_account_open_on_a_telephone_without_scripts_too(world, scripts: bool) -> None:
    chrome, base, session = world
    page = harness.open_page(chrome, base, width=320, session=session, scripts=scripts)
    page.goto(base + "/skladniki/")
    for button, inside in (
        ("Menu", page.get_by_role("link", name="Skrzynka")),
        ("Wyświetlanie i język", page.get_by_role("button", name="Motyw ciemny")),
        ("Konto: Zofia Lipska", page.get_by_role("button", name="Wyloguj się")),
    ):
        assert not inside.is_visible()
        page.get_by_role("button", name=button, exact=True).click()
        assert inside.is_visible()
        if scripts:
            assert harness.audit(page) == []
        page.keyboard.press("Escape")
        assert not inside.is_visible()
    page.context.close()


def test_signing_out_ends_the_session(world) -> None:
    chrome, base, session = world
    page = harness.open_page(chrome, base, session=session)
    page.goto(base + "/skladniki/")
    page.get_by_role("button", name="Konto: Zofia Lipska").click()
    page.get_by_role("button", name="Wyloguj się").click()
    page.wait_for_url("**/logowanie/")
    page.goto(base + "/mapa-serwisu/")
    assert page.get_by_role("navigation", name="Główna").count() == 0
    page.context.close()


def test_what_was_done_is_told_and_can_be_undone(world) -> None:
    chrome, base, session = world
    for scripts in (True, False):
        page = harness.open_page(chrome, base, session=session, scripts=scripts)
        page.goto(base + "/powiedziano/")
        toasts = page.locator(".toasts")
        assert "Sklasyfikowano 38 dokumentów" in toasts.text_content()
        assert page.get_by_text("Podgląd 3 plików powstanie później.").is_visible()
        toasts.get_by_role("button", name="Cofnij").click()
        page.wait_for_url("**/skladniki/")
        page.context.close()


def test_a_toast_can_be_closed(world) -> None:
    chrome, base, session = world
    page = harness.open_page(chrome, base, session=session)
    page.goto(base + "/powiedziano/")
    page.locator(".toasts").get_by_role("button", name="Zamknij").click()
    assert page.locator(".toasts .toast").count() == 0
    page.context.close()


def test_keys_help_and_their_off_switch(world) -> None:
    chrome, base, session = world
    page = harness.open_page(chrome, base, session=session)
    page.goto(base + "/mapa-serwisu/")
    page.locator("body").press("?")
    assert page.get_by_role("dialog", name="Skróty klawiszowe na tej stronie").is_visible()
    assert harness.audit(page) == []
    page.keyboard.press("Escape")
    page.goto(base + "/wyglad/")
    page.get_by_role("group", name="Skróty jednoliterowe").get_by_label("wyłączone").check()
    page.get_by_role("button", name="Zapisz").click()
    page.goto(base + "/mapa-serwisu/")
    page.locator("body").press("?")
    assert not page.get_by_role("dialog").is_visible()
    page.context.close()


def test_lists_move_by_keys_only_inside_and_letters_can_be_switched_off(world) -> None:
    chrome, base, session = world
    for setting, expected in (("on", 1), ("off", 0)):
        page = harness.open_page(chrome, base, session=session)
        page.context.add_cookies([{"name": "akta_display", "value": f"light.100.comfortable.{setting}", "url": base}])
        page.goto(base + "/skladniki/")
        links = page.locator("[data-keys] a.title")
        place = "[...document.querySelectorAll('[data-keys] a.title')].indexOf(document.activeElement)"
        page.locator("h1").press("j")
        assert page.evaluate(place) == -1
        links.first.focus()
        page.keyboard.press("j")
        assert page.evaluate(place) == expected
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
        assert page.evaluate(place) == 1
        page.locator("h1").press("/")
        page.context.close()


def test_the_current_page_and_the_numbers_are_told_in_words(world) -> None:
    chrome, base, session = world
    page = harness.open_page(chrome, base, session=session)
    page.goto(base + "/skladniki/")
    link = page.get_by_role("navigation", name="Główna").get_by_role("link", name="Skrzynka")
    assert link.get_attribute("aria-current") == "page"
    assert link.text_content().replace("\u00a0", " ") == "Skrzynka1 204 do załatwienia"
    assert page.get_by_role("link", name="Szukaj: 3").count() == 1
    page.context.close()
