"""The shell in a real browser: nothing axe-core objects to, nothing wider than a telephone, nothing in the console."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import harness

pytestmark = pytest.mark.browser

PAGES = [("/logowanie/", 200), ("/dostepnosc/", 200), ("/wyglad/", 200), ("/mapa-serwisu/", 200), ("/nie-ma/", 404)]
# three themes × two widths, text sizes sampled so that each meets each theme and each width
STATES = [
    ("light", "100", 1440),
    ("light", "150", 320),
    ("dark", "125", 1440),
    ("dark", "100", 320),
    ("contrast", "150", 1440),
    ("contrast", "125", 320),
]


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Any, str]]:
    with harness.serve() as base, harness.browser() as chrome:
        yield chrome, base


@pytest.mark.parametrize(("address", "status"), PAGES)
@pytest.mark.parametrize(("theme", "fs", "width"), STATES)
def test_nothing_is_wrong_with_the_page(world, address: str, status: int, theme: str, fs: str, width: int) -> None:
    chrome, base = world
    page = harness.open_page(chrome, base, theme=theme, fs=fs, width=width)
    assert page.goto(base + address).status == status
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert harness.faults(page, status) == []
    page.context.close()


def test_the_harness_sees_what_is_wrong(world) -> None:
    chrome, base = world
    page = harness.open_page(chrome, base, width=320)
    page.goto(base + "/logowanie/")
    page.evaluate(
        """() => { document.querySelector("label").remove(); document.title = " – Akta"; console.error("boo");
        document.querySelector("main").insertAdjacentHTML("beforeend",
          "<h1>second</h1><table><tr><td style='min-width:600px'>wide</td></tr></table>"); }"""
    )
    found = " ".join(harness.faults(page))
    for fault in ("label:", "px of horizontal scroll", "2 visible h1", "no title", "boo"):
        assert fault in found
    page.context.close()


def test_the_theme_changes_at_once_with_scripts_and_is_kept(world) -> None:
    chrome, base = world
    page = harness.open_page(chrome, base)
    page.goto(base + "/logowanie/")
    with page.expect_response(lambda answer: answer.url.endswith("/wyglad/")) as answer:
        page.get_by_role("button", name="Motyw ciemny").click()
    assert answer.value.status == 204
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Motyw ciemny").get_attribute("aria-pressed") == "true"
    page.context.close()


def test_without_scripts_the_theme_and_the_language_change_and_the_page_stays(world) -> None:
    chrome, base = world
    page = harness.open_page(chrome, base, scripts=False, language="pl")
    page.goto(base + "/dostepnosc/?a=1")
    page.get_by_role("button", name="Wysoki kontrast").click()
    assert page.url == base + "/dostepnosc/?a=1"
    assert page.locator("html").get_attribute("data-theme") == "contrast"
    page.get_by_role("button", name="EN").click()
    assert page.url == base + "/dostepnosc/?a=1"
    assert page.get_by_role("heading", level=1).text_content() == "Accessibility statement"
    page.context.close()


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(world) -> None:
    chrome, base = world
    page = harness.open_page(chrome, base)
    page.goto(base + "/dostepnosc/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#content"
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert focused.bounding_box()["height"] >= 24
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.context.close()


def test_the_page_obeys_its_own_content_security_policy(world) -> None:
    chrome, base = world
    context = chrome.new_context()
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    for address, status in PAGES:
        answer = page.goto(base + address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        if status == 200:
            assert trouble == []
    context.close()
