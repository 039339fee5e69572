"""Every address as every role: each view states its rule, the rule holds, and what one may not know of is not found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dms.access import policy
from dms.access.models import Role
from dms.access.system import SYSTEM
from tests import make

STATIC = {"static"}


def patterns(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield (route, pattern) of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


def rule_of(pattern: URLPattern) -> str | None:
    view = pattern.callback
    return getattr(view, "rule", None) or getattr(getattr(view, "view_class", None), "rule", None)


def test_every_address_states_its_rule():
    without = [route for route, pattern in patterns() if rule_of(pattern) is None]
    assert without == []


def test_every_rule_is_known():
    known = {"open", "signed_in", *policy.RULES}
    assert {rule_of(pattern) for _route, pattern in patterns()} <= known


@pytest.fixture
def things(office) -> dict[str, Any]:
    """One of each thing, in unit KPM, seen by its unit only; and what an address needs to name it."""
    from dms.calendar import actions as calendar
    from dms.jobs.models import Job
    from ingest.models import Arrival

    unit = make.make_unit("KPM")
    other = make.make_unit("WGK", "Gospodarka komunalna")
    record, target = make.make_record("Tajna sprawa kładki", unit=unit), make.make_record("Druga", unit=unit)
    case = make.make_case("Sprawa jednostki", unit=unit)
    principal = make.make_person("Prezydent", principal=True)
    start = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    entry = calendar.add(principal, "Narada", start, start + dt.timedelta(hours=1), by=SYSTEM, unit=unit, level="unit")
    user = make.make_user(Role.READER, other, username="czyta")
    make.work_jobs()
    job = Job.objects.create(name="search.index", due_at=start, state=Job.State.SET_ASIDE)
    arrival = Arrival.objects.create(
        source="upload", name="x.pdf", size=1, sha256="0" * 64, received_at=start, sender_key="user:x", record=record,
        state=Arrival.State.SET_ASIDE, unit=unit,
    )  # fmt: skip
    return {
        "record_id": record.pk, "target_id": target.pk, "case_id": case.pk, "principal_id": principal.pk,
        "appointment_id": entry.pk, "person_id": principal.pk, "user_id": user.pk, "job_id": job.pk,
        "arrival_id": arrival.pk, "subject_id": case.pk, "noun_id": record.pk, "token": record.pk, "number": 1,
        "page_number": 1, "membership_id": user.memberships.get().pk, "relation_id": 1, "relation_type": "reply_to",
        "symbol": "051", "year": case.year, "unit": "KPM", "group": 1, "level": "unit", "kind": "record",
    }  # fmt: skip


GUARDED = {"record_id", "case_id", "appointment_id"}


def _address(pattern: URLPattern, things: dict[str, Any]) -> str:
    return reverse(pattern.name, kwargs={name: things[name] for name in pattern.pattern.converters})


def _as(role: str, where: str) -> tuple[Client, Any]:
    unit = make.make_unit(where) if where else None
    user = make.make_user(role, unit, username=f"{role}-{where or 'biuro'}")
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client, user


@pytest.mark.parametrize("role", [*Role.values])
def test_every_address_as_a_role_of_the_unit(things, role):
    client, user = _as(role, "KPM")
    wrong = []
    for route, pattern in patterns():
        rule = rule_of(pattern)
        if pattern.name in STATIC or pattern.name == "sign_out":
            continue
        status = client.get(_address(pattern, things)).status_code
        may = rule in {"open", "signed_in"} or policy.can(user, str(rule))
        if (
            status >= 500
            or (may and status == 403 and rule in {"open", "signed_in"})
            or (not may and status not in {403, 405})
        ):
            wrong.append((route, rule, status))
    assert wrong == []


@pytest.mark.parametrize("role", ["reader", "handler", "registry", "archivist"])
def test_things_of_another_unit_are_not_found(things, role):
    client, user = _as(role, "WGK")
    wrong = []
    for route, pattern in patterns():
        names = set(pattern.pattern.converters)
        rule = rule_of(pattern)
        if not names & GUARDED or (rule not in {"open", "signed_in"} and not policy.can(user, str(rule))):
            continue
        address = _address(pattern, things)
        for answer in (client.get(address), client.post(address, {})):
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if answer.status_code not in {404, 405} or b"Tajna sprawa" in body:
                wrong.append((route, rule, answer.status_code))
    assert wrong == []


def test_nobody_signed_in_sees_only_open_pages(things):
    client = Client()
    for route, pattern in patterns():
        if rule_of(pattern) == "open" or pattern.name in STATIC:
            continue
        answer = client.get(_address(pattern, things))
        assert answer.status_code == 302 and "/logowanie/" in answer.url, route


def test_unsafe_routes_want_a_token(things):
    client, _user = _as("records_manager", "KPM")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answered = {
        route: strict.post(_address(pattern, things)).status_code
        for route, pattern in patterns()
        if pattern.name not in STATIC
    }
    assert set(answered.values()) <= {403, 405}, answered


def test_lists_show_nothing_of_another_unit(things):
    client, _user = _as("handler", "WGK")
    for name in ("home", "search", "inbox", "cases", "registers", "calendar", "classes", "people", "arrivals"):
        body = client.get(reverse(name), {"q": "kładka"}).content.decode()
        assert "Tajna sprawa" not in body and "Sprawa jednostki" not in body and "Narada" not in body, name
