"""Versions of the scheme: a table with errors is refused as a whole, the version in force depends on the day."""

import datetime as dt

import pytest

from dms.access.system import SYSTEM
from dms.audit.models import AuditEvent
from dms.errors import Invalid, NotFound, NotPermitted
from dms.records import scheme
from dms.records.models import ClassificationScheme, RecordClass
from tests import make
from tests.tools import ROOT

HEAD = "symbol,title,category_parent,category_other,note\n"


def _import(text, valid_from="2020-01-01", version="1", **more):
    return scheme.import_csv(
        text.encode() if isinstance(text, str) else text, name="Wykaz", version=version,
        valid_from=dt.date.fromisoformat(valid_from), by=more.pop("by", SYSTEM), **more,
    )  # fmt: skip


def test_parents_and_final_classes_come_from_the_symbols(office):
    found = _import(make.SCHEME)
    rows = {row.symbol: row for row in found.classes.select_related("parent")}
    assert rows["051"].parent == rows["05"] and rows["05"].parent == rows["0"] and rows["0"].parent is None
    assert [row.symbol for row in rows.values() if row.is_final] == ["000", "001", "051", "052", "053"]
    assert (rows["001"].category_own, rows["001"].category_other) == ("BE10", "Bc")
    assert AuditEvent.objects.get(verb="scheme.imported").data["classes"] == 8


def test_the_sample_scheme_of_akta_is_whole(office):
    for path in (ROOT / "dms" / "records" / "samples").glob("*.csv"):
        found = _import(path.read_bytes(), sample=True, version=path.name)
        assert found.sample and found.classes.filter(is_final=True).count() > 20
        assert not found.classes.filter(is_final=True, category_own="").exists()
        assert not found.classes.filter(is_final=False).exclude(children__isnull=False).exists()


WRONG = {
    "empty": "",
    "head only": HEAD,
    "twice": HEAD + "0,A,,,\n00,B,,,\n000,C,B5,Bc,\n000,D,B5,Bc,\n",
    "orphan": HEAD + "0,A,,,\n123,C,B5,Bc,\n",
    "letters": HEAD + "0,A,,,\n0a,C,B5,Bc,\n",
    "no scheme": "to nie jest tabela",
    "bytes": b"\xff\xfe\x00\x01",
}


@pytest.mark.parametrize("what", WRONG)
def test_a_table_with_errors_is_refused_as_a_whole(office, what):
    with pytest.raises(Invalid) as caught:
        _import(WRONG[what])
    assert str(caught.value.fields.get("file", "")) or str(caught.value)
    assert not ClassificationScheme.objects.exists() and not RecordClass.objects.exists()


def test_the_version_in_force_depends_on_the_day(office):
    old, new = _import(make.SCHEME), _import(make.SCHEME, "2024-01-01", "2")
    old.refresh_from_db()
    assert old.valid_to == dt.date(2023, 12, 31) and new.valid_to is None
    days = {"2019-12-31": None, "2020-01-01": old, "2023-12-31": old, "2024-01-01": new, "2030-01-01": new}
    for day, wanted in days.items():
        assert scheme.in_force(dt.date.fromisoformat(day)) == wanted, day
    assert scheme.find_class("051").scheme == new
    assert scheme.find_class("051", dt.date(2022, 1, 1)).scheme == old


def test_a_version_for_the_future_is_not_in_force_yet(office):
    now = _import(make.SCHEME)
    _import(make.SCHEME, "2190-01-01", "2")
    assert scheme.in_force() == now


def test_an_ended_version_is_told_to_the_archive(office):
    old = _import(make.SCHEME)
    _import(make.SCHEME, "2024-01-01", "2")
    event = AuditEvent.objects.get(verb="scheme.ended")
    assert (event.subject_id, event.data["valid_to"]) == (str(old.pk), "2023-12-31")


def test_a_case_keeps_the_class_and_category_as_founded(office):
    case = make.make_case()
    _import(make.SCHEME.replace("051,Skargi i wnioski,B5", "051,Skargi,B25"), "2024-01-01", "2")
    case.refresh_from_db()
    assert (case.category, case.record_class.title) == ("B5", "Skargi i wnioski")
    assert make.make_case().category == "B25"


def test_who_may_not_import_does_not(office):
    with pytest.raises(NotPermitted):
        _import(make.SCHEME, by=make.make_user("handler"))


@pytest.mark.parametrize("symbol", ["999", "", "05 1"])
def test_an_unknown_class_is_not_found(office, symbol):
    with pytest.raises(NotFound):
        scheme.find_class(symbol)
    make.make_scheme()
    with pytest.raises(NotFound):
        scheme.find_class(symbol)
