"""Whose files are sent from the command line: a user's go to a unit, never to nowhere."""

from __future__ import annotations

from dms.access import actions as access
from dms.access.models import Role
from dms.access.system import SYSTEM
from dms.cases.models import Case
from dms.records.models import Record
from tests import make
from tests.cli import akta


def _letter(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("Pismo w sprawie kładki\n" * 5)
    return str(path)


def test_the_only_unit_of_a_user_is_taken(office, tmp_path):
    make.make_unit("BRM", "Biuro Rady")
    user = make.make_user("registry", make.make_unit("KPM"))
    done = akta("ingest", _letter(tmp_path), "--as", user.username)
    assert done.code == 0, done.err
    assert Record.objects.get().unit.symbol == "KPM"


def test_of_several_units_one_must_be_named(office, tmp_path):
    user = make.make_user("registry", make.make_unit("KPM"))
    access.grant(user, Role.REGISTRY, make.make_unit("BRM", "Biuro Rady"), by=SYSTEM)
    refused = akta("ingest", _letter(tmp_path), "--as", user.username)
    assert refused.code == 1 and "--unit" in refused.err and "BRM, KPM" in refused.err
    assert not Record.objects.exists()
    assert akta("ingest", _letter(tmp_path), "--as", user.username, "--unit", "BRM").code == 0
    assert Record.objects.get().unit.symbol == "BRM"


def test_a_case_opened_by_a_user_is_his(office):
    user = make.make_user("handler", make.make_unit("KPM"))
    make.make_class("051")
    assert akta("case", "open", "KPM", "051", "Skarga", "--as", user.username).code == 0
    assert Case.objects.get().handler == user
