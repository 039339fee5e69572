"""The office from its archive alone: the state's hash is the same, whatever the database knew or a crash cut off."""

import datetime as dt
import json
import shutil

import pytest
from django.db import connection

from dms.access import actions as access
from dms.access.models import Role
from dms.access.system import SYSTEM
from dms.archive import ledger_segments, writeback
from dms.archive.kinds import object_id
from dms.archive.store import WRITER, archive
from dms.audit import chain
from dms.audit.models import AuditEvent
from dms.calendar import actions as calendar
from dms.cases import actions as cases
from dms.cases.models import Case, CaseCounter
from dms.days import today
from dms.jobs.models import Job
from dms.people.models import Person
from dms.records import actions as records
from dms.records.models import Component, Record
from dms.storage import spaces
from ingest import actions as ingest
from ingest import tidy
from ingest.models import Arrival
from retention import actions as retention
from search.finding import find
from tests import make
from tests.cli import akta
from tests.ingest import make as files


def _files(folder):
    folder.mkdir()
    (folder / "skarga.txt").write_text("Skarga mieszkańca na hałas przy kładce, ulica Polna.", encoding="utf-8")
    files.pdf(folder / "uchwala.pdf", ["Projekt mostu", "Strona druga"])
    files.docx(folder / "notatka.docx")
    files.eml(folder / "list.eml")
    files.jpeg(folder / "zdjecie.jpg")
    return folder


@pytest.fixture
def full(office, tmp_path):
    """An office with everything, its records taken in by the real way."""
    unit = make.make_unit()
    make.make_scheme()
    user = make.make_user("handler", unit, cleared=True)
    access.grant(user, Role.ARCHIVIST, by=SYSTEM)
    answer = akta("ingest", str(_files(tmp_path / "files")), "--unit", "KPM", "--class", "051", "--json")
    assert answer.code == 0 and len(answer.data["kept"]) == 5, answer.out
    by_name = {row.name: row.record for row in Component.objects.filter(number=1).select_related("record")}
    letter, photo = by_name["skarga.txt"], by_name["zdjecie.jpg"]
    people = [{"role": "sender", "name": "Jan Próbny"}]
    records.describe(letter, by=user, title="Skarga na hałas", date_text="2018-03", correspondents=people)
    records.relate(by_name["notatka.docx"], letter, "reply_to", by=user)
    closed = make.make_case(unit=unit, handler=user, opened_at=dt.datetime(2018, 3, 1, tzinfo=dt.UTC))
    cases.file_record(closed, letter, by=user)
    cases.close(closed, by=user, on=dt.date(2019, 5, 1))
    opened = make.make_case("Kładka", unit=unit, symbol="001", level="confidential")
    cases.file_record(opened, by_name["uchwala.pdf"], by=user)
    cases.mention(opened, letter, by=user)
    mayor = make.make_person(principal=True)
    start = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
    calendar.attach(calendar.add(mayor, "Narada", start, start, by=user, unit=unit), by=user, record=photo, case=opened)
    retention.enter(closed, by=user, held=True, hold_reason="proces")
    retention.decide(photo, "BE10", dt.date(2020, 1, 1), by=user)
    make.work_jobs()
    return office


def _without_database(office):
    """Flush, then delete all that is not the archive or waits to be archived."""
    connection.close()
    for path in office.home.iterdir():
        if path.name in {"archive", "incoming"}:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    office.lose_database()
    from tests.conftest import _forget

    spaces._made.clear()
    _forget()


def _state():
    return akta("rebuild", "--state", "--json").data


def _rebuild():
    answer = akta("rebuild", "--json")
    return answer.code, answer.data


def test_everything_comes_back(full):
    assert akta("archive", "flush", "--json").code == 0
    before, due = _state(), akta("due", "--on", "2100-01-01", "--json").data
    hits = {query: find(query, SYSTEM).total for query in ("kładką", "projektu", "klasa:051", "Narada")}
    counters = sorted(CaseCounter.objects.values_list("symbol", "last"))
    head = chain.verify().head
    assert all(hits.values()) and due["due"] and before["parts"]["events"]["count"] > 30
    _without_database(full)
    assert not Record.objects.exists()
    code, report = _rebuild()
    assert code == 0 and report["failed"] == [] and report["without_description"] == []
    assert report["restored"]["record"] == 5 and report["indexed"] == 8
    after = _state()
    assert after["parts"] == before["parts"] and after["hash"] == before["hash"]
    assert akta("due", "--on", "2100-01-01", "--json").data == due
    assert {query: find(query, SYSTEM).total for query in hits} == hits
    assert sorted(CaseCounter.objects.values_list("symbol", "last")) == counters
    report = chain.verify()
    assert report.intact and report.unsealed == 0 and report.head == head and ledger_segments.compare() == []


def test_the_rebuilt_office_goes_on_working(full, tmp_path):
    akta("archive", "flush", "--json")
    _without_database(full)
    _rebuild()
    assert make.make_case("nowa", opened_at=dt.datetime(2018, 5, 1, tzinfo=dt.UTC)).number == 2
    again = akta("ingest", str(tmp_path / "files"), "--unit", "KPM", "--json").data
    assert len(again["already_kept"]) == 5 and not again["kept"], "the same bytes are still known"
    record = Record.objects.get(title="Skarga na hałas")
    assert record.locked
    cases.reopen(Case.objects.get(number=1, year=2018), by=SYSTEM)
    records.describe(Record.objects.get(pk=record.pk), by=SYSTEM, title="Skarga")
    make.work_jobs()
    assert json.loads(archive().read(object_id("record", record.pk), "metadata/record.json"))["title"] == "Skarga"
    assert archive().verify(object_id("record", record.pk)) == []
    assert chain.verify().intact


def test_a_database_with_an_office_is_not_rebuilt(office):
    make.make_record()
    answer = akta("rebuild", "--json")
    assert answer.code == 1 and answer.data["error"]["code"] == "rebuild.not_empty"
    assert Record.objects.count() == 1


def test_a_record_whose_write_back_never_came_is_there_with_its_text_to_be_described(office):
    make.make_unit()
    receipt = _receive(b"To jest pismo w sprawie k\xc5\x82adki.", "pismo.txt")
    from ingest.steps import capture, identify

    with spaces.incoming().as_file(str(receipt.arrival.pk)) as path:
        identify.run(receipt.arrival, path)
        capture.run(receipt.arrival, path)
    writeback.write("snapshot", today().isoformat())
    _without_database(office)
    code, report = _rebuild()
    wanted = object_id("record", receipt.arrival.record_id_given)
    assert code == 0 and report["without_description"] == [wanted]
    record = Record.objects.get()
    assert (record.title, record.main.sha256, record.unit.symbol) == ("pismo", receipt.arrival.sha256, "KPM")
    assert Arrival.objects.get().record == record and record.record_class is None


def test_one_damaged_object_does_not_stop_the_others(full):
    akta("archive", "flush", "--json")
    archive().write(
        object_id("person", Person.objects.get().pk), {"metadata/person.json": b"{broken"}, message="x", user=WRITER,
        created=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    archive().write(
        object_id("record", "01920000-0000-7000-8000-000000000000"), {"metadata/record.json": b"{}"}, message="x",
        user=WRITER, created=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    archive().write("urn:foreign", {"a.txt": b"a"}, message="x", user=WRITER, created=dt.datetime.now(dt.UTC))
    _without_database(full)
    code, report = _rebuild()
    assert code == 3
    assert sorted(row["object"].split(":")[1] for row in report["failed"])[:2] == ["appointment", "foreign"]
    assert len(report["failed"]) == 4 and all(row["problem"] for row in report["failed"])
    assert Record.objects.count() == 5 and Case.objects.count() == 2


def _receive(data, name, by=SYSTEM):
    import io

    from dms.access.models import Unit

    where = ingest.Destination(unit=Unit.objects.first())
    return ingest.receive(io.BytesIO(data), name, source="command", by=by, where=where, origin=f"/x/{name}")


def test_acknowledged_bytes_without_a_row_are_adopted(office):
    make.make_unit()
    make.make_scheme()
    user = make.make_user("registry")
    receipt = _receive(b"Pismo o lampach.", "lampy.txt", by=user)
    akta("archive", "flush", "--json")
    _without_database(office)
    _rebuild()
    assert not Arrival.objects.exists()
    assert tidy.adopt() == [], "it may still be on its way"
    assert tidy.adopt(older_than=dt.timedelta()) == [str(receipt.arrival.pk)]
    make.work_jobs()
    arrival = Arrival.objects.get()
    assert arrival.state == "done" and arrival.record_id == receipt.arrival.record_id_given
    assert arrival.user.pk == user.pk and find("lampach", SYSTEM).total == 1
    assert list(spaces.incoming().ids()) == []
    assert AuditEvent.objects.filter(verb="arrival.adopted").count() == 1
    assert _receive(b"Pismo o lampach.", "lampy.txt", by=type(user).objects.get()).already


def test_one_note_that_makes_no_sense_does_not_stop_the_others(office):
    make.make_unit()
    first, second = _receive(b"a a a", "a.txt"), _receive(b"b b b", "b.txt")
    Arrival.objects.all().delete()
    Job.objects.all().delete()
    note = next((office.home / "incoming").rglob(f"{first.arrival.pk}.json"))
    note.chmod(0o644)
    note.write_text('{"id": ', encoding="utf-8")
    assert tidy.adopt(older_than=dt.timedelta()) == [str(second.arrival.pk)]
    assert spaces.incoming().exists(str(first.arrival.pk)), "nothing is thrown away"


def test_a_note_whose_class_is_gone_lands_in_the_inbox(office):
    from dms.access.models import Unit

    make.make_unit()
    cls = make.make_class()
    import io

    where = ingest.Destination(unit=Unit.objects.first(), record_class=cls)
    receipt = ingest.receive(io.BytesIO(b"x y z"), "x.txt", source="command", by=SYSTEM, where=where)
    Arrival.objects.all().delete()
    Job.objects.all().delete()
    cls.delete()
    assert tidy.adopt(older_than=dt.timedelta()) == [str(receipt.arrival.pk)]
    make.work_jobs()
    assert Record.objects.get().record_class is None and Arrival.objects.get().state == "done"


def test_what_the_archive_has_and_an_older_database_does_not_is_taken_in_again(office):
    """The database was restored to an hour in which the file had not come yet."""
    make.make_unit()
    receipt = _receive(b"Pismo o lampach.", "lampy.txt")
    from ingest.steps import capture, identify

    with spaces.incoming().as_file(str(receipt.arrival.pk)) as path:
        identify.run(receipt.arrival, path)
        capture.run(receipt.arrival, path)
    Arrival.objects.all().delete()
    Job.objects.all().delete()
    Component.objects.all().delete()
    Record.objects.all().delete()
    assert tidy.adopt(older_than=dt.timedelta()) == [str(receipt.arrival.pk)]
    make.work_jobs()
    record = Record.objects.get()
    assert record.pk == receipt.arrival.record_id_given and Arrival.objects.get().state == "done"
    assert archive().verify(object_id("record", record.pk)) == []


def test_bytes_that_were_never_acknowledged_are_swept_and_others_kept(office):
    make.make_unit()
    receipt = _receive(b"x y z", "x.txt")
    incoming = spaces.incoming()
    from dms import ids

    bare = str(ids.new())
    incoming._store.put_new(bare, b"half")
    assert tidy.sweep() == []
    assert tidy.sweep(older_than=dt.timedelta(seconds=-1)) == [bare]
    assert incoming.exists(str(receipt.arrival.pk)) and not incoming.exists(bare)


def test_the_state_tells_every_change(office):
    make.make_record()
    make.make_case()
    seen = {_state()["hash"]}
    for change in (
        lambda: records.describe(Record.objects.filter(locked=False).first(), by=SYSTEM, title="inny"),
        lambda: make.make_person("Ktoś"),
        lambda: make.make_case("nowa"),
        lambda: retention.enter(Case.objects.first(), by=SYSTEM, held=True),
        lambda: access.grant(make.make_user("handler"), Role.READER, by=SYSTEM),
    ):
        change()
        seen.add(_state()["hash"])
    assert len(seen) == 6
