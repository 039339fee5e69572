"""The menu: built from what features register, marked where the reader is, shown as far as he may go."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from dms import navigation


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("_items", {}), ("_links", {}), ("_status", []), ("_policy", [])):
        monkeypatch.setattr(navigation, name, value)


def request(path: str = "/"):
    made = RequestFactory().get(path)
    made.user = SimpleNamespace()
    return made


def labels(sections: list[dict]) -> list[str]:
    return [entry["label"] for section in sections for entry in section["items"]]


def test_entries_stand_in_order_and_absent_pages_leave_no_trace() -> None:
    navigation.register(20, navigation.MAIN, "site_map", "B", "case")
    navigation.register(10, navigation.MAIN, "accessibility", "A", "case")
    navigation.register(5, navigation.MAIN, "no-such-address", "C", "case")
    assert labels(navigation.menu(request())) == ["A", "B"]


def test_registering_twice_replaces() -> None:
    for label in ("old", "new"):
        navigation.register(1, navigation.MAIN, "site_map", label, "case")
    assert labels(navigation.menu(request())) == ["new"]


def test_the_longest_fitting_address_is_the_current_one() -> None:
    navigation.register(1, navigation.MAIN, "site_map", "map", "case")
    navigation.register(2, navigation.MAIN, "accessibility", "statement", "case")
    current = {
        path: [e["label"] for s in navigation.menu(request(path)) for e in s["items"] if e["current"]]
        for path in ("/mapa-serwisu/", "/dostepnosc/x/", "/")
    }
    assert current == {"/mapa-serwisu/": ["map"], "/dostepnosc/x/": ["statement"], "/": []}


def test_a_verb_hides_the_entry_from_those_who_may_not() -> None:
    navigation.register(1, navigation.MAIN, "site_map", "map", "case", verb="map.view")
    assert labels(navigation.menu(request())) == []
    navigation.use_policy(lambda user, verb: verb == "something.else")
    assert labels(navigation.menu(request())) == []
    navigation.use_policy(lambda user, verb: verb == "map.view")
    assert labels(navigation.menu(request())) == ["map"]


def test_header_entries_and_folders_have_their_own_places() -> None:
    navigation.register(1, navigation.HEADER, "site_map", "notices", "bell", count=lambda user: 3)
    navigation.register_links(1, "My folders", lambda user: [navigation.Link("Kładka", "/szukaj/?q=k", 214)])
    navigation.register_links(2, "Empty", lambda user: [])
    found = navigation.menu(request("/szukaj/?q=k"))
    assert [(s["title"], labels([s])) for s in found] == [(found[0]["title"], ["Kładka"])]
    assert found[0]["items"][0]["current"] is True
    assert [(e["label"], e["count"]) for e in navigation.header(request())] == [("notices", 3)]


def test_the_footer_shows_what_is_said_and_nothing_else() -> None:
    navigation.register_status(lambda user: None)
    navigation.register_status(lambda user: navigation.Status("2 trwają"))
    assert [line.text for line in navigation.statuses(request())] == ["2 trwają"]
