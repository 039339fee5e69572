"""The sample office as a whole: set up once, then looked at as its people would."""

import io
import json
import subprocess
import sys
from collections import Counter

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse

from dms.access.models import User
from dms.audit import chain
from dms.calendar.models import Appointment
from dms.cases.models import Case
from dms.days import today
from dms.jobs.models import Job
from dms.records.models import Record, Relation, Term
from dms.sample_office import build
from dms.sample_office.papers import PAPERS
from dms.sample_office.people import ACCOUNTS, PASSWORD
from retention.models import Sentence
from search.finding import find
from tests.tools import ROOT, need


def demo(office, *options):
    command = [sys.executable, str(ROOT / "manage.py"), "demo", *options]
    return subprocess.run(command, env=office.env, capture_output=True, text=True, timeout=300, cwd=ROOT)


def test_the_sample_office(office):
    """One build (it takes some seconds), many looks."""
    first = demo(office, "--json")
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    _counts_are_told(told)
    _records_went_the_real_road()
    _some_periods_are_over()
    _people_find_what_they_may_see()
    _calendar_is_kept()
    _problems_are_named()
    _accounts_open()
    while chain.seal():
        pass
    assert chain.verify().intact
    before = Record.objects.count(), Case.objects.count()
    again = demo(office, "--if-empty", "--json")
    told_again = json.loads(again.stdout)
    assert not told_again["built"] and told_again["accounts"] == told["accounts"], "the way in is told every time"
    refused = demo(office, "--json")
    assert refused.returncode == 1 and json.loads(refused.stdout)["error"]["code"] == "sample_office.exists"
    assert (Record.objects.count(), Case.objects.count()) == before


def _counts_are_told(told):
    assert told["built"] and told["records"] == len(PAPERS) == Record.objects.count()
    assert told["inbox"] == Record.objects.inbox().count() == sum(paper.waits for paper in PAPERS)
    assert told["cases"] == Case.objects.count() and told["appointments"] == Appointment.objects.count()
    assert {row["username"] for row in told["accounts"]} == {account.username for account in ACCOUNTS}
    assert len(told["try"]) == 3 and told["password"] == PASSWORD


def _records_went_the_real_road():
    assert set(Job.objects.filter(name="ingest.arrival").values_list("state", flat=True)) == {Job.State.DONE}
    assert not Job.objects.filter(state=Job.State.SET_ASIDE).exists()
    letter = Record.objects.get(title__startswith="Wniosek o spotkanie w sprawie kładki")
    assert letter.filing.case.reference.startswith("KPM.503.1.")
    assert letter.correspondents.get(role="sender").name == "Rada Osiedla Nadrzecze"
    assert Relation.objects.count() == sum(len(paper.links) for paper in PAPERS)
    assert Record.objects.get(title__startswith="Skarga").components.count() == 2
    assert Case.objects.get(reference="KPM.110.1.2018").closed_on.isoformat() == "2018-02-01"
    assert set(Term.objects.values_list("vocabulary", flat=True)) == {"document_type", "receipt", "dispatch"}


def _some_periods_are_over():
    due = Counter((row.category, row.action) for row in Sentence.objects.due(today()))
    wanted = {("B5", "destroy"), ("B2", "destroy"), ("B3", "destroy"), ("BE5", "appraise"), ("A", "transfer")}
    assert set(due) == wanted
    assert due[("B2", "destroy")] == 2, "a case, and an invitation outside cases"
    assert Sentence.objects.get(case__reference="KPM.110.1.2018").barred_by == ["held"]


def _people_find_what_they_may_see():
    zofia, marek, kamil = (User.objects.get(username=name) for name in ("zofia", "marek", "kamil"))
    assert find("kladkami", zofia).total >= 8
    assert find("lipy rodzaj:zdjęcie", marek).total >= find("lipy rodzaj:zdjęcie", zofia).total
    assert not Record.objects.visible_to(kamil).exists()
    assert Record.objects.visible_to(User.objects.get(username="irena")).count() == len(PAPERS)


def _calendar_is_kept():
    zofia, anna = (User.objects.get(username=name) for name in ("zofia", "anna"))
    private = Appointment.objects.filter(private=True)
    assert private.count() == 2
    assert not Appointment.objects.visible_to(zofia).filter(private=True).exists()
    assert Appointment.objects.visible_to(anna).filter(private=True).count() == 2
    assert Appointment.objects.filter(records__isnull=False).exists()
    assert Appointment.objects.filter(cases__reference__startswith="KPM.503").exists()


def _problems_are_named():
    codes = {
        record.main.name: {problem["code"] for problem in record.main.problems} for record in Record.objects.inbox()
    }
    assert "pdf.password" in codes["umowa-poufna-zaszyfrowana.pdf"]
    assert "pdf.damaged" in codes["zalacznik-uszkodzony.pdf"]
    assert not codes["zaproszenie-sto-lat-zeglugi.pdf"]


def _accounts_open():
    for account in ACCOUNTS:
        user = User.objects.get(username=account.username)
        assert PBKDF2PasswordHasher().verify(PASSWORD, user.password), account.username
        assert account.role in user.roles


def test_an_office_with_people_is_left_alone(office):
    from tests import make

    make.make_unit()
    with pytest.raises(build.OfficeExists):
        build.build()
    assert not Record.objects.exists()


def test_a_build_that_was_broken_off_says_so(office, monkeypatch):
    def break_off(*_args, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(build.ingest, "receive", break_off)
    with pytest.raises(KeyboardInterrupt):
        build.build()
    with pytest.raises(build.HalfBuilt) as problem:
        build.refuse_half_built()
    assert str(office.home) in str(problem.value)
    answer = demo(office, "--if-empty", "--json")
    assert answer.returncode == 1 and json.loads(answer.stdout)["error"]["code"] == "sample_office.half_built"


def test_the_command_speaks_the_language_asked_for(office):
    from django.core.management import call_command

    from tests import make

    make.make_unit()
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("demo", if_empty=True, language="en", stdout=out)
    assert end.value.code == 0 and "nothing was changed" in out.getvalue()


def test_recognising_scans_meanwhile_loses_no_description(office):
    need("tesseract")
    answer = demo(office, "--wait", "--json")
    assert answer.returncode == 0, answer.stderr
    assert not Job.objects.filter(name="ingest.ocr", state=Job.State.READY).exists()
    described = {paper.file: paper for paper in PAPERS if not paper.waits}
    for record in Record.objects.all():
        paper = described.get(record.main.name)
        if paper:
            assert (record.title, record.kind) == (paper.title, paper.kind)
            assert record.record_class is not None
    scan = Record.objects.get(title__startswith="Uchwała nr 9/2026")
    assert "pochylnią" in scan.main.text.text


def test_the_sign_in_page_offers_accounts_that_are_here_and_only_where_allowed(office, monkeypatch):
    from tests import make

    make.make_user("handler", username="zofia")
    for allowed in (True, False):
        monkeypatch.setattr(settings, "SHOW_DEMO_ACCOUNTS", allowed)
        page = Client().get(reverse("sign_in")).content.decode()
        assert ("Zofia Lipska" in page) is allowed
        assert "Irena Kłos" not in page and (PASSWORD in page) is allowed
