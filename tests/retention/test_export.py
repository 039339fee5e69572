"""Export: a package that a foreign tool verifies, with metadata and a page, of what the user may see and export."""

import datetime as dt
import hashlib
import json
from html.parser import HTMLParser

import bagit
import pytest

from dms.access import actions as access
from dms.access.models import Role, User
from dms.access.system import SYSTEM
from dms.archive.kinds import object_id
from dms.archive.store import WRITER, archive
from dms.audit.models import AuditEvent
from dms.cases import actions as cases
from dms.errors import Damaged, NotPermitted
from dms.records.models import Component, Record
from retention.bag import BagExists
from retention.export import NothingSelected, export_bag
from tests import make
from tests.cli import akta

NAMES = ["pismo.txt", "CON.txt", "Zażółć/gęślą.txt", "a:b?c*.txt", "PISMO.TXT", "../../wyjście.txt"]


def _record(title, names=("pismo.txt",), **fields):
    """A record whose components have bytes in the archive."""
    record = make.make_record(title, **fields)
    record.components.all().delete()
    files = {}
    for number, name in enumerate(names, start=1):
        data = f"{title} {name}".encode() * 10
        path = f"content/{number:03d}.txt"
        files[path] = data
        Component.objects.create(
            record=record, number=number, name=name, path=path, media_type="text/plain", size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
        )  # fmt: skip
    archive().write(object_id("record", record.pk), files, message="x", user=WRITER, created=dt.datetime.now(dt.UTC))
    return record


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.tags = [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name in {"href", "src"}]


def test_a_package_is_valid_and_holds_everything(office, tmp_path):
    from urllib.parse import unquote

    case = make.make_case()
    records = [_record("Skarga <script>alert(1)</script>", NAMES), _record("Odpowiedź")]
    for record in records:
        cases.file_record(case, record, by=SYSTEM)
    cases.close(case, by=SYSTEM)
    make.work_jobs()
    dest = tmp_path / "paczka"
    summary = export_bag(records, dest, by=SYSTEM, selection=f"case:{case.reference}")
    bag = bagit.Bag(str(dest))
    bag.validate()
    assert bag.info["External-Identifier"] == f"akta:case:{case.reference}" and len(list(bag.payload_files())) == 7
    assert len(summary.files) == 7 and str(summary.path) == str(dest)
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (dest / "data").rglob("*") if path.is_file()}
    assert digests == set(Component.objects.values_list("sha256", flat=True))
    for record in records:
        data = json.loads((dest / "metadata" / f"{record.pk}.json").read_text())
        assert data["case"] == case.reference and data["title"] == record.title
        assert data["due"]["due_on"] and data["due"]["sentence"]
        assert data["events"][0]["verb"] == "record.captured"
    page = (dest / "index.html").read_text(encoding="utf-8")
    links = _Links()
    links.feed(page)
    assert "<script>" not in page and "script" not in links.tags
    local = [unquote(link) for link in links.found if not link.startswith("#")]
    assert len(local) >= 7 and all((dest / link).is_file() for link in local), "links of the page lead to files"
    assert AuditEvent.objects.filter(verb="record.exported").count() == 2


def test_no_name_leads_out_of_the_package_or_meets_another(office, tmp_path):
    export_bag([_record("a", NAMES)], tmp_path / "b", by=SYSTEM, selection="x")
    files = [path for path in (tmp_path / "b" / "data").rglob("*") if path.is_file()]
    assert len(files) == len({str(path).casefold() for path in files}) == len(NAMES)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "home"]
    assert not any(set(':?*"<>|\\') & set(path.name) for path in files)


def test_who_may_not_export_does_not(office, tmp_path):
    unit, other = make.make_unit(), make.make_unit("WGK", "WGK")
    mine, theirs = _record("a", unit=unit), _record("b", unit=other)
    handler, archivist = make.make_user("handler", unit), make.make_user("archivist", unit)
    with pytest.raises(NotPermitted):
        export_bag([mine], tmp_path / "x", by=handler, selection="x")
    with pytest.raises(NotPermitted):
        export_bag([mine, theirs], tmp_path / "x", by=archivist, selection="x")
    assert not (tmp_path / "x").exists() and not AuditEvent.objects.filter(verb="record.exported").exists()
    export_bag([mine], tmp_path / "x", by=archivist, selection="x")
    assert bagit.Bag(str(tmp_path / "x")).is_valid()


def test_the_command_exports_only_what_the_user_sees(office, tmp_path):
    unit = make.make_unit()
    for level in ("unit", "confidential"):
        record = _record(f"pismo {level}", unit=unit, level=level)
        from dms.records import actions as records

        records.classify(record, make.make_class("052"), by=SYSTEM)
    user = make.make_user("archivist")
    answer = akta("export", "bag", "class:05", str(tmp_path / "x"), "--as", user.username, "--json")
    assert answer.code == 0 and answer.data["records"] == 1
    assert "confidential" not in (tmp_path / "x" / "index.html").read_text()
    access.grant(user, Role.ARCHIVIST, cleared=True, by=SYSTEM)
    answer = akta("export", "bag", "class:05", str(tmp_path / "y"), "--as", user.username, "--json")
    assert answer.data["records"] == 2
    access.deactivate(User.objects.get(pk=user.pk), by=SYSTEM)
    assert akta("export", "bag", "class:05", str(tmp_path / "z"), "--as", user.username, "--json").code == 1


def test_a_search_can_be_exported(office, tmp_path):
    _record("Kładka"), _record("Lampy")
    make.work_jobs()
    answer = akta("export", "bag", "search:kładką", str(tmp_path / "x"), "--json")
    assert answer.code == 0 and answer.data["records"] == 1


def test_a_relation_to_a_hidden_record_is_not_told(office, tmp_path):
    from dms.records import actions as records

    unit = make.make_unit()
    shown, hidden = _record("widoczne", unit=unit), _record("tajne", unit=unit, level="confidential")
    records.relate(shown, hidden, "reply_to", by=SYSTEM)
    export_bag([shown], tmp_path / "x", by=make.make_user("archivist", unit), selection="x")
    text = (tmp_path / "x" / "metadata" / f"{shown.pk}.json").read_text()
    assert json.loads(text)["relations"] == [] and "tajne" not in text


def test_bytes_that_are_not_what_is_known_are_not_exported(office, tmp_path):
    record = _record("a", ("a.txt", "b.txt"))
    record.components.filter(number=2).update(sha256="0" * 64)
    with pytest.raises(Damaged):
        export_bag([record], tmp_path / "x", by=SYSTEM, selection="x")
    assert not (tmp_path / "x").exists() and not AuditEvent.objects.filter(verb="record.exported").exists()
    assert [path for path in tmp_path.iterdir() if path.name != "home"] == [], "nothing half-made is left"


def test_nothing_is_overwritten_and_nothing_is_nothing(office, tmp_path):
    record = _record("a")
    (tmp_path / "x").mkdir()
    with pytest.raises(BagExists):
        export_bag([record], tmp_path / "x", by=SYSTEM, selection="x")
    with pytest.raises(NothingSelected):
        export_bag([], tmp_path / "y", by=SYSTEM, selection="x")
    assert list((tmp_path / "x").iterdir()) == [] and not (tmp_path / "y").exists()


def test_an_export_does_not_mark_the_record_as_changed_for_the_index(office, tmp_path):
    from search.models import Dirty

    record = _record("a")
    make.work_jobs()
    export_bag([Record.objects.get(pk=record.pk)], tmp_path / "x", by=SYSTEM, selection="x")
    assert not Dirty.objects.exists()
