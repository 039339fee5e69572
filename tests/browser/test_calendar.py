"""The calendar as it is seen: hours at their height, words whole, a list on a telephone; forms that ask, no scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from dms.access.system import SYSTEM
from dms.calendar import actions
from dms.calendar.models import Appointment
from dms.days import WARSAW
from dms.people.models import Person
from tests import make
from tests.browser import harness
from tests.browser.test_office import _session
from tests.conftest import moved_to

pytestmark = pytest.mark.browser

MONDAY = dt.date(2026, 6, 1)
LONG = "Przyjmowanie mieszkańców w sprawach skarg, wniosków i międzypokoleniowego współuczestnictwa"


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour, minute), tzinfo=WARSAW)


@pytest.fixture(scope="module")
def world(template, tmp_path_factory) -> Iterator[tuple[Any, str, str]]:
    home = tmp_path_factory.mktemp("calendar") / "home"
    home.mkdir()
    with moved_to(home, template):
        yield from _arranged()


def _arranged() -> Iterator[tuple[Any, str, str]]:
    mayor, deputy = (make.make_person(name, principal=True) for name in ("Prezydent Miasta", "Zastępca"))
    actions.add(mayor, "Narada", at(0, 9), at(0, 10), by=SYSTEM)
    actions.add(mayor, LONG, at(1, 12), at(1, 13), by=SYSTEM)
    actions.add(deputy, "Odbiór dworca", at(1, 12, 30), at(1, 14), by=SYSTEM)
    actions.add(mayor, "Sesja", at(3, 10), at(3, 15), by=SYSTEM)
    for hour in range(8, 14):
        actions.add(deputy, f"Rozmowa {hour}", at(4, hour), at(4, hour, 30), by=SYSTEM)
    actions.add(mayor, "Wyjazd", at(2, 0), at(3, 0), by=SYSTEM, whole_day=True)
    user = make.make_user("registry")
    with harness.serve() as base, harness.browser() as chrome:
        yield chrome, base, _session(user.username)


def opened(world: Any, address: str, **settings: Any) -> Any:
    chrome, base, session = world
    page = harness.open_page(chrome, base, session=session, **settings)
    page.goto(base + address)
    return page


def box(page: Any, title: str) -> dict[str, float]:
    return page.locator(f'.hours .ev[title="{title}"]').bounding_box()


@pytest.mark.parametrize("width", [1280, 1024])
def test_appointments_stand_at_their_hour_and_beside_one_another(world, width):
    page = opened(world, f"/kalendarz/?view=week&day={MONDAY}", width=width)
    tops = [page.locator(".axis span").nth(n).bounding_box()["y"] for n in (2, 3, 5)]
    hour = tops[1] - tops[0]
    narada, long, other, session = (box(page, title) for title in ("Narada", LONG, "Odbiór dworca", "Sesja"))
    assert abs(narada["height"] - hour) < 4 and abs(session["height"] - 5 * hour) < 4
    assert abs((long["y"] - narada["y"]) - 3 * hour) < 2 and abs((other["y"] - long["y"]) - hour / 2) < 2
    assert long["x"] + long["width"] <= other["x"] + 1 and narada["x"] + narada["width"] <= long["x"]
    assert box(page, "Wyjazd")["y"] + box(page, "Wyjazd")["height"] < narada["y"]
    page.context.close()


def test_on_a_telephone_a_week_is_a_list_in_order(world):
    page = opened(world, f"/kalendarz/?view=week&day={MONDAY}", width=320)
    tops = [box(page, title)["y"] for title in ("Narada", LONG, "Odbiór dworca", "Wyjazd", "Sesja", "Rozmowa 8")]
    assert tops == sorted(tops) and harness.faults(page) == []
    assert {round(box(page, title)["x"]) for title in ("Narada", "Odbiór dworca")} == {round(box(page, "Sesja")["x"])}
    page.context.close()


@pytest.mark.parametrize(("width", "table"), [(1280, True), (1024, True), (640, False), (320, False)])
def test_a_month_shows_words_in_cells_or_in_the_list_beneath_never_twice(world, width, table):
    page = opened(world, f"/kalendarz/?view=month&day={MONDAY}", width=width)
    cells, listed = page.locator(".month a.ev:visible"), page.locator(".under-month a:visible")
    assert (cells.count() > 0) is table and (listed.count() > 0) is not table
    if table:
        words = page.locator(f'.month a.ev[title="{LONG}"] .what')
        assert words.evaluate("e => getComputedStyle(e).overflowWrap") == "normal", "no word is broken"
        line = words.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)")
        assert words.bounding_box()["height"] <= 2 * line + 1
        assert page.locator(".month .more:visible").count() == 1
    assert harness.faults(page) == []
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("view", ["week", "day", "agenda"])
def test_views_are_without_faults(world, theme, view):
    for width in (1280, 640):
        page = opened(world, f"/kalendarz/?view={view}&day={MONDAY}", width=width, theme=theme)
        assert harness.faults(page) == [], (view, theme, width)
        page.context.close()


def test_a_meeting_of_three_days_is_asked_about_without_scripts(world):
    page = opened(world, "/kalendarz/nowe/", scripts=False, width=320)
    mayor = Person.objects.get(name="Prezydent Miasta")
    page.select_option("[name=principal]", str(mayor.pk))
    for name, value in {"title": "Długa narada", "day": "2026-06-08", "last_day": "2026-06-10", "starts": "9"}.items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=ends]", "10")
    page.click("main .actions .primary")
    assert not Appointment.objects.filter(title="Długa narada").exists()
    assert page.input_value("[name=title]") == "Długa narada"
    page.check("[name=confirmed]")
    page.click("main .actions .primary")
    assert page.locator("h1").inner_text() == "Długa narada"
    page.context.close()


def test_one_of_several_is_chosen_without_scripts(world):
    make.make_record("Opinia prawna", level="office")
    make.make_record("Opinia techniczna", level="office")
    entry = Appointment.objects.get(title="Narada")
    page = opened(world, f"/kalendarz/spotkanie/{entry.pk}/", scripts=False)
    page.fill("[name=what]", "opinia")
    page.click("main form.picks button")
    assert page.locator("[name=picked]").count() == 2
    page.check("[name=picked] >> nth=1")
    page.click("main .actions .primary")
    assert entry.records.count() == 1
    page.context.close()


def test_the_choice_is_without_faults(world):
    make.make_record("Umowa pierwsza", level="office")
    make.make_record("Umowa druga", level="office")
    entry = Appointment.objects.get(title="Sesja")
    for width in (1280, 320):
        page = opened(world, f"/kalendarz/spotkanie/{entry.pk}/dolacz/", width=width)
        for typed in ("umowa", "czegoś takiego nie ma"):
            page.fill("[name=what]", typed)
            with page.expect_navigation():
                page.click("main .actions .primary")
            assert harness.faults(page, 422) == []
        page.context.close()
