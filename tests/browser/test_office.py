"""Every page of the sample office in a real browser: axe finds nothing, nothing scrolls sideways, no console errors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from tests.browser import harness

pytestmark = pytest.mark.browser

EVERYWHERE = [("light", "100", 1440), ("light", "100", 320), ("dark", "100", 1440), ("dark", "100", 320)]
SAMPLED = [("contrast", "125", 1440), ("contrast", "150", 320), ("light", "150", 320), ("dark", "125", 1440)]
SAMPLED_PAGES = ("search", "record", "inbox", "case", "calendar", "calendar_week", "due")
PICTURES = Path(__file__).resolve().parent.parent.parent / "build" / "screens"


def _session(username: str) -> str:
    """Sign a user in without the form; return the session's key."""
    from dms.access.models import User

    user = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _with_role(role: str) -> str:
    from dms.access.models import Membership

    return Membership.objects.filter(role=role).order_by("unit_id").first().user.username


def _pages() -> dict[str, tuple[str, str]]:
    """Return name → (role that opens it, address)."""
    from dms.calendar.models import Appointment
    from dms.cases.models import Case
    from dms.people.models import Person
    from dms.records.models import Record

    manager, registry, handler, admin = "records_manager", "registry", "handler", "administrator"
    record = Record.objects.filter(filing__isnull=False, components__media_type="application/pdf").first()
    photo, video = Record.objects.filter(kind="photo").first(), Record.objects.filter(kind="video").first()
    broken = Record.objects.exclude(components__problems=[]).first()
    case = Case.objects.filter(state="open").first()
    found = {
        "home": (manager, reverse("home")),
        "search": (manager, reverse("search") + "?q=kładkami"),
        "search_nothing": (manager, reverse("search") + "?q=xyzzy"),
        "record": (manager, reverse("record", args=[record.pk]) + "?q=kładka"),
        "photo": (manager, reverse("record", args=[photo.pk])),
        "broken": (manager, reverse("record", args=[broken.pk])),
        "record_edit": (manager, reverse("record_describe", args=[record.pk])),
        "upload": (registry, reverse("upload")),
        "inbox": (registry, reverse("inbox")),
        "classes": (manager, reverse("classes")),
        "class": (manager, reverse("class", args=[record.record_class.symbol])),
        "class_import": (manager, reverse("class_import")),
        "cases": (manager, reverse("cases")),
        "case": (manager, reverse("case", args=[case.pk])),
        "case_open": (manager, reverse("case_open")),
        "case_add_record": (manager, reverse("case_add_record", args=[case.pk])),
        "case_file": (manager, reverse("case_file") + f"?record={record.pk}"),
        "record_relate": (manager, reverse("record_relate", args=[record.pk])),
        "case_close": (manager, reverse("case_close", args=[case.pk])),
        "registers": (manager, reverse("registers")),
        "calendar": (registry, reverse("calendar")),
        "calendar_week": (registry, reverse("calendar") + "?view=week"),
        "calendar_day": (registry, reverse("calendar") + "?view=day"),
        "calendar_agenda": (registry, reverse("calendar") + "?view=agenda"),
        "appointment": (registry, reverse("appointment", args=[Appointment.objects.first().pk])),
        "appointment_add": (registry, reverse("appointment_add")),
        "appointment_attach": (registry, reverse("appointment_attach", args=[Appointment.objects.first().pk])),
        "due": (manager, reverse("due")),
        "retention_facts": (manager, reverse("retention_case", args=[case.pk])),
        "jobs": (admin, reverse("jobs")),
        "audit": (admin, reverse("audit")),
        "people": (handler, reverse("people")),
        "person": (handler, reverse("person", args=[Person.objects.first().pk])),
        "administration": (admin, reverse("administration")),
    }
    if video:
        found["video"] = (manager, reverse("record", args=[video.pk]))
    return found


@pytest.fixture(scope="module")
def world(sample_office) -> Iterator[tuple[Any, str, dict[str, tuple[str, str]], dict[str, str]]]:
    pages = _pages()
    sessions = {role: _session(_with_role(role)) for role in {role for role, _address in pages.values()}}
    with harness.serve() as base, harness.browser() as chrome:
        yield chrome, base, pages, sessions


def _look(world: Any, name: str, theme: str, fs: str, width: int, **more: Any) -> list[str]:
    chrome, base, pages, sessions = world
    role, address = pages[name]
    page = harness.open_page(chrome, base, theme=theme, fs=fs, width=width, session=sessions[role], **more)
    try:
        status = page.goto(base + address).status
        assert status == 200, f"{name}: {status}"
        page.wait_for_timeout(100)
        PICTURES.mkdir(parents=True, exist_ok=True)
        harness.screenshot(page, PICTURES / f"{name}-{theme}-{fs}-{width}.png")
        return harness.faults(page)
    finally:
        page.context.close()


@pytest.mark.parametrize(("theme", "fs", "width"), EVERYWHERE)
def test_every_page_is_without_faults(world, theme, fs, width):
    found = {name: _look(world, name, theme, fs, width) for name in world[2]}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("theme", "fs", "width"), SAMPLED)
def test_other_themes_and_sizes_are_without_faults(world, theme, fs, width):
    found = {name: _look(world, name, theme, fs, width) for name in SAMPLED_PAGES}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_every_page_is_complete_without_scripts(world):
    """axe itself is a script, so here the pages are only looked at: heading, sections, nothing left hidden."""
    chrome, base, pages, sessions = world
    for name in SAMPLED_PAGES:
        role, address = pages[name]
        page = harness.open_page(chrome, base, session=sessions[role], scripts=False, language="en")
        assert page.goto(base + address).status == 200
        assert page.locator("h1:visible").count() == 1, name
        assert page.locator("main section:not(:visible)").count() == 0, name
        page.context.close()
