"""Write-back: changes become versions, coalesced; what cannot be written keeps its marks and delays nobody."""

import json

import pytest
from django.conf import settings

from dms.access.system import SYSTEM
from dms.archive import handlers, ledger_segments, writeback
from dms.archive.kinds import object_id
from dms.archive.models import Holding, Unwritten
from dms.archive.store import archive
from dms.errors import StorageFailed
from dms.jobs.models import Job
from dms.records import actions as records
from tests import make
from tests.processes import together


def _metadata(record, version=None):
    return json.loads(archive().read(object_id("record", record.pk), "metadata/record.json", version))


def test_many_changes_make_one_version_and_the_next_change_another(office):
    record = make.make_record()
    for title in ("a", "b", "c"):
        records.describe(record, by=SYSTEM, title=title)
    assert writeback.flush() >= 1 and not Unwritten.objects.exists()
    assert archive().head(object_id("record", record.pk)).version == 1 and _metadata(record)["title"] == "c"
    assert writeback.flush() == 0
    records.describe(record, by=SYSTEM, title="d")
    writeback.flush()
    assert _metadata(record)["title"] == "d" and _metadata(record, 1)["title"] == "c"
    assert Holding.objects.get(pk=object_id("record", record.pk)).head == 2


def test_each_event_rides_with_the_version_it_led_to(office):
    record = make.make_record()
    writeback.flush()
    records.describe(record, by=SYSTEM, title="d")
    writeback.flush()
    identifier = object_id("record", record.pk)
    lines = [
        json.loads(line)["verb"]
        for path in sorted(archive().files(identifier))
        if path.startswith("events/")
        for line in archive().read(identifier, path).splitlines()
    ]
    assert lines == ["record.captured", "record.described"]


def test_a_change_made_while_writing_makes_the_next_version(office, monkeypatch):
    record = make.make_record()
    real = writeback._files

    def meanwhile(*args):
        found = real(*args)
        if args[0] == "record" and record.title != "meanwhile":
            records.describe(record, by=SYSTEM, title="meanwhile")
        return found

    monkeypatch.setattr(writeback, "_files", meanwhile)
    writeback.flush()
    assert _metadata(record)["title"] == "meanwhile" and not Unwritten.objects.exists()


def test_one_object_that_cannot_be_written_delays_no_other(office, monkeypatch):
    bad, good = make.make_record("a"), make.make_record("b")
    real = writeback.write

    def write(kind, noun_id):
        if noun_id == str(bad.pk):
            raise StorageFailed
        real(kind, noun_id)

    monkeypatch.setattr(writeback, "write", write)
    with pytest.raises(StorageFailed):
        writeback.flush()
    assert _metadata(good)["title"] == "b"
    assert set(Unwritten.objects.values_list("noun_id", flat=True)) == {str(bad.pk)}
    assert writeback.lag()["waiting"] == {"record": 1} and writeback.lag()["since"]
    monkeypatch.undo()
    writeback.flush()
    assert _metadata(bad)["title"] == "a"


def _flush(_number):
    return writeback.flush()


def test_several_may_flush_at_once(office):
    made = [make.make_record(str(number)) for number in range(12)]
    together(3, _flush)
    assert not Unwritten.objects.exists()
    for record in made:
        assert _metadata(record)["title"] == record.title
        assert archive().verify(object_id("record", record.pk)) == []
    entries = list(ledger_segments.read())
    assert [row["position"] for row in entries] == list(range(1, len(entries) + 1))
    assert ledger_segments.compare() == []


def test_the_job_writes_by_itself(office):
    record = make.make_record()
    make.work_jobs()
    assert _metadata(record)["title"] == record.title and not Unwritten.objects.exists()
    assert settings.AKTA_WRITE_BACK_SECONDS == 0


def test_a_job_gives_way_to_others_and_asks_for_the_next(office, monkeypatch):
    for number in range(5):
        make.make_record(str(number))
    before = Unwritten.objects.values("kind", "noun_id").distinct().count()
    Job.objects.all().delete()
    monkeypatch.setattr(handlers, "SECONDS", 0)
    handlers.flush()
    assert Unwritten.objects.values("kind", "noun_id").distinct().count() == before - 1
    assert Job.objects.filter(name="archive.flush", state="ready").count() == 1
    make.work_jobs()
    assert not Unwritten.objects.exists() and not Job.objects.exclude(state="done").exists()


def test_a_damaged_object_ends_the_asking(office, monkeypatch):
    bad = make.make_record("a")
    make.make_record("b")
    real = writeback.write

    def write(kind, noun_id):
        if noun_id == str(bad.pk):
            raise StorageFailed
        real(kind, noun_id)

    monkeypatch.setattr(writeback, "write", write)
    monkeypatch.setattr(handlers, "SECONDS", 0)
    make.work_jobs()
    assert set(Unwritten.objects.values_list("noun_id", flat=True)) == {str(bad.pk)}
    assert Job.objects.filter(name="archive.flush", state="set_aside").count() == 1
