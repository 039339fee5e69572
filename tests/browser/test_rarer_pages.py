"""Pages that the sample office's walk does not open: the paper form, weeks, forms; and a case without any script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from dms.access.system import SYSTEM
from dms.calendar import actions as calendar
from dms.calendar.showing import midnight
from dms.cases import actions as cases
from dms.cases.models import Case
from dms.days import today
from dms.jobs.models import Job
from dms.records import terms
from retention import sentences
from tests import make
from tests.browser import harness

pytestmark = pytest.mark.browser

STATES = [("light", "100", 1440), ("dark", "150", 320), ("contrast", "100", 320)]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with harness.browser() as started:
        yield started


def session_of(role: str) -> str:
    client = Client()
    client.force_login(make.make_user(role))
    return client.cookies["sessionid"].value


@pytest.fixture
def things(office) -> dict[str, Any]:
    """An office with one of everything, so that no page is empty."""
    make.make_scheme()
    manager = make.make_user("records_manager")
    late = today() - dt.timedelta(days=2)
    case = make.make_case("Odpowiedź na petycję w sprawie przejścia przy ul. Młyńskiej", handler=manager, deadline=late)
    record = make.make_record("Wniosek o spotkanie w sprawie kładki na Wierzbnicy", date_text="2026-11-02")
    cases.file_record(case, record, by=SYSTEM)
    closed = cases.close(make.make_case("Skarga dawna"), by=SYSTEM)
    Case.objects.filter(pk=closed.pk).update(closed_on=dt.date(2015, 5, 4))
    sentences.refresh("case", str(closed.pk))
    mayor = make.make_person("Tadeusz Wierzbicki", principal=True, email="prezydent.miasta@jasnobrzeg.example")
    start = midnight(today()) + dt.timedelta(hours=9)
    hour = dt.timedelta(hours=1)
    one = calendar.add(mayor, "Narada kierownictwa", start, start + hour, by=SYSTEM, attendees=["Jan Nowak"])
    calendar.add(mayor, "Kolegium", start + hour / 2, start + 2 * hour, by=SYSTEM)
    calendar.attach(one, by=SYSTEM, case=case, record=record)
    for name in ("skarga", "wniosek", "petycja zbiorowa mieszkańców"):
        terms.add("document_type", name, by=SYSTEM)
    terms.retire("document_type", "wniosek", by=SYSTEM)
    problem = {"message": "The program %(tool)s is not installed on this machine.", "params": {"tool": "tesseract"}}
    Job.objects.create(name="ingest.ocr", due_at=start, state=Job.State.SET_ASIDE, problem=problem)
    return {"case": case, "closed": closed, "mayor": mayor, "one": one, "user": manager}


def test_nothing_is_wrong_with_the_rarer_pages(things, chrome) -> None:
    case, closed, one = things["case"], things["closed"], things["one"]
    pages = {
        "records_manager": [
            f"/sprawy/spis/{case.year}/KPM/051/", "/kalendarz/?view=week", "/kalendarz/?view=agenda",
            f"/kalendarz/spotkanie/{one.pk}/edycja/", f"/retencja/sprawa/{closed.pk}/", f"/sprawy/{closed.pk}/wznow/",
            f"/sprawy/{case.pk}/edycja/", f"/osoby/{things['mayor'].pk}/edycja/", "/administracja/slowniki/",
            "/administracja/slowniki/?change=document_type&word=skarga",
        ],
        "administrator": [f"/administracja/uzytkownicy/{things['user'].pk}/", "/administracja/uzytkownicy/nowy/"],
    }  # fmt: skip
    wrong = []
    with harness.serve() as base:
        for role, addresses in pages.items():
            session = session_of(role)
            for number, address in enumerate(addresses):
                theme, fs, width = STATES[number % len(STATES)]
                page = harness.open_page(chrome, base, theme=theme, fs=fs, width=width, session=session)
                status = page.goto(base + address).status
                if status != 200 or (found := harness.faults(page)):
                    wrong.append((address, theme, width, status, found if status == 200 else ""))
                page.context.close()
    assert wrong == []


def test_a_case_is_opened_and_closed_without_scripts(things, chrome) -> None:
    with harness.serve() as base:
        page = harness.open_page(chrome, base, session=session_of("records_manager"), scripts=False)
        page.goto(base + "/sprawy/nowa/")
        page.get_by_label("Klasa z wykazu akt").fill("051")
        page.get_by_label("Tytuł").fill("Sprawa bez skryptów")
        page.get_by_role("button", name="Załóż sprawę").click()
        assert page.get_by_role("heading", level=1).inner_text().endswith("skryptów")
        page.get_by_role("link", name="Zakończ sprawę…").click()
        page.get_by_role("button", name="Zakończ sprawę").click()
        assert not Case.objects.get(title="Sprawa bez skryptów").is_open
        page.context.close()
