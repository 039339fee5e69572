"""Bad input through `akta ingest`: each ends in a clear message and a visible state, and the others are kept."""

import errno
import io
import json
import os
import shutil
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from dms.access.system import SYSTEM
from dms.archive.kinds import object_id
from dms.archive.store import archive
from dms.audit.models import AuditEvent
from dms.cases import actions as cases
from dms.errors import StorageFailed
from dms.jobs.models import Job
from dms.records.models import Component, Record
from dms.storage import spaces
from dms.storage.archive import Archive
from ingest import actions, intake, sources
from ingest.actions import Destination, NoRoom
from ingest.models import Arrival
from tests import make
from tests.cli import akta
from tests.ingest import make as files
from tests.tools import ROOT, need

GOOD = "dobry.txt"


@pytest.fixture
def folder(office, tmp_path, monkeypatch):
    """A folder with one good file, and an office with a unit and a scheme."""
    monkeypatch.setattr(settings, "AKTA_WORKERS", 1)
    make.make_unit()
    make.make_scheme()
    path = tmp_path / "files"
    path.mkdir()
    (path / GOOD).write_text("Dobre pismo o lampach.", encoding="utf-8")
    return path


def _ingest(*paths, code=None, **options):
    words = [str(path) for path in paths]
    for name, value in {"unit": "KPM", **options}.items():
        words += [f"--{name}", value]
    answer = akta("ingest", *words, "--json")
    if code is not None:
        assert answer.code == code, answer
    return answer.data


def _names(rows):
    return sorted(os.path.basename(row["path"]) for row in rows)


def _nothing_waits():
    assert list(spaces.incoming().ids()) == []
    assert [entry.path for entry in spaces.incoming()._store.list()] == []


# --- refused before the receipt: nothing is left behind ----------------------------------------------------------


def _empty(path):
    (path / "zly").touch()


def _dangling(path):
    (path / "zly").symlink_to(path / "nigdzie")


def _fifo(path):
    os.mkfifo(path / "zly")


def _device(path):
    (path / "zly").symlink_to("/dev/zero")


def _link_to_folder(path):
    (path / "zly").symlink_to(path.parent, target_is_directory=True)


def _loop(path):
    (path / "zly").symlink_to(path / "zly")


def _too_large(path):
    (path / "zly").write_bytes(b"x" * 1_000_001)


REFUSED = [
    (_empty, "arrival.empty"), (_dangling, "source.gone"), (_fifo, "source.not_a_file"),
    (_device, "source.not_a_file"), (_link_to_folder, "source.not_a_file"), (_loop, "source.gone"),
    (_too_large, "arrival.too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "code"), REFUSED, ids=lambda v: getattr(v, "__name__", v))
def test_a_bad_file_is_refused_with_its_reason_and_the_good_one_kept(folder, spoil, code, monkeypatch):
    monkeypatch.setattr(settings, "AKTA_MAX_FILE_MB", 1)
    spoil(folder)
    data = _ingest(folder, code=1)
    assert [(os.path.basename(row["path"]), row["code"]) for row in data["refused"]] == [("zly", code)]
    assert len(data["refused"][0]["reason"]) > 15
    assert _names(data["kept"]) == [GOOD] and not data["set_aside"]
    assert Record.objects.count() == Arrival.objects.count() == 1
    _nothing_waits()


def test_a_path_that_is_not_there_is_named(folder):
    data = _ingest(folder / GOOD, folder / "nie-ma", "/dev/null/x", "x" * 5000, code=1)
    assert [row["code"] for row in data["refused"]] == ["source.gone"] * 3 and _names(data["kept"]) == [GOOD]


def test_what_may_not_be_read_is_refused_and_the_rest_kept(folder, office):
    (folder / "zly.txt").write_text("tajne")
    (folder / "zly.txt").chmod(0)
    (folder / "zamkniety").mkdir()
    (folder / "zamkniety" / "x.txt").write_text("x")
    (folder / "zamkniety").chmod(0)
    outside = folder / "zamkniety" / "x.txt"
    command = [sys.executable, "manage.py", "ingest", str(folder), str(outside), "--unit", "KPM", "--json"]
    if os.getuid() == 0:  # permissions do not bind root, so it runs without that power
        without = "-dac_override,-dac_read_search"
        command = [need("setpriv"), f"--bounding-set={without}", f"--inh-caps={without}", *command]
    connection.close()
    env = {**office.env, "AKTA_WORKERS": "1", "AKTA_OCR": "no"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    (folder / "zamkniety").chmod(0o700)
    assert done.returncode == 1, done.stderr
    data = json.loads(done.stdout)
    assert sorted((os.path.basename(row["path"]), row["code"]) for row in data["refused"]) == [
        ("x.txt", "source.not_readable"), ("zamkniety", "source.not_readable"), ("zly.txt", "source.not_readable"),
    ]  # fmt: skip
    assert _names(data["kept"]) == [GOOD]
    event = AuditEvent.objects.get(verb="arrival.received")
    assert event.data["via"]["command"] == "ingest" and event.data["via"]["os_user"]


def test_a_folder_that_vanishes_meanwhile(folder, monkeypatch):
    (folder / "z" / "sub").mkdir(parents=True)
    (folder / "z" / "sub" / "a.txt").write_text("a")
    (folder / "y.txt").write_text("y")
    real = actions.receive

    def receive(*args, **kwargs):
        shutil.rmtree(folder / "z", ignore_errors=True)
        (folder / "y.txt").unlink(missing_ok=True)
        return real(*args, **kwargs)

    monkeypatch.setattr(intake.actions, "receive", receive)
    data = _ingest(folder, code=1)
    assert [(os.path.basename(row["path"]), row["code"]) for row in data["refused"]] == [
        ("y.txt", "source.gone"), ("z", "source.gone"),
    ]  # fmt: skip
    assert _names(data["kept"]) == [GOOD]


def test_an_error_while_a_file_is_read_leaves_nothing(folder, monkeypatch):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError(errno.EIO, "Input/output error")
            return super().read(10)

    real = sources.open_file
    monkeypatch.setattr(
        sources, "open_file", lambda path: (Broken(b"x" * 99), None) if path.name == "zly" else real(path)
    )
    (folder / "zly").write_bytes(b"x" * 99)
    data = _ingest(folder, code=1)
    assert _names(data["refused"]) == ["zly"] and _names(data["kept"]) == [GOOD]
    _nothing_waits()


# --- kept, whatever is in it; what cannot be read is said on the record --------------------------------------------


def _truncated_pdf(path):
    files.pdf(path, ["Some text"] * 3)
    path.write_bytes(path.read_bytes()[:200])


def _locked_pdf(path):
    files.pdf(path, password="tajne")


def _picture_named_pdf(path):
    files.jpeg(path)


def _text_named_jpg(path):
    path.write_text("Zwykły tekst", encoding="utf-8")


def _noise(path):
    path.write_bytes(bytes(range(256)) * 20)


KEPT = [
    (_truncated_pdf, "x.pdf", {"pdf.damaged"}, "application/pdf"),
    (_locked_pdf, "x.pdf", {"pdf.password"}, "application/pdf"),
    (_picture_named_pdf, "x.pdf", set(), "image/jpeg"),
    (_text_named_jpg, "x.jpg", set(), "text/plain"),
    (_noise, "x.docx", {"not_read"}, "application/octet-stream"),
]


@pytest.mark.parametrize(("write", "name", "problems", "media_type"), KEPT, ids=lambda v: getattr(v, "__name__", None))
def test_a_file_that_cannot_be_read_is_kept_with_its_problem(folder, write, name, problems, media_type, monkeypatch):
    monkeypatch.setattr(settings, "AKTA_OCR", False)
    write(folder / name)
    raw = (folder / name).read_bytes()
    data = _ingest(folder, code=0)
    assert _names(data["kept"]) == sorted([GOOD, name])
    component = Component.objects.get(name=name)
    assert component.media_type == media_type
    assert problems <= {row["code"] for row in component.problems}
    assert archive().read(object_id("record", component.record_id), component.path) == raw
    _nothing_waits()


NAMES = [
    (b"pi\xffsmo.txt", "pi�smo.txt"),
    ("faktura\u202ecod.txt".encode(), "faktura�cod.txt"),
    ("a\u2066b\u200f.txt".encode(), "a�b�.txt"),
    ("a\u061cb.txt".encode(), "a�b.txt"),
    (b"a\nb\tc.txt", "a�b�c.txt"),
    ("a\u2028b.txt".encode(), "a�b.txt"),
    (b"\x1b[31mczerwony.txt", "�[31mczerwony.txt"),
    (b"a\\b.txt", "b.txt"),
    ("za\u0307z\u0307.txt".encode(), "zȧż.txt"),
    (b"-rf.txt", "-rf.txt"),
    (b" .txt", ".txt"),
    (("ż" * 120 + ".txt").encode(), "ż" * 120 + ".txt"),
]


def test_odd_names_are_made_visible_and_never_used_as_paths(folder, office):
    for number, (raw, _shown) in enumerate(NAMES):
        with open(os.path.join(os.fsencode(folder), raw), "wb") as file:
            file.write(b"tekst numer %d" % number)
    data = _ingest(folder, code=0)
    assert len(data["kept"]) == len(NAMES) + 1
    shown = set(Arrival.objects.values_list("name", flat=True))
    assert shown == {name for _raw, name in NAMES} | {GOOD}
    assert shown == set(Component.objects.values_list("name", flat=True))
    for path in (office.home / "archive").rglob("*"):
        assert path.name.isascii()
    assert not Record.objects.filter(title="").exists()


def test_what_is_printed_for_people_has_no_control_characters(folder):
    with open(os.path.join(os.fsencode(folder), b"\x1b[31m\xff.txt"), "wb"):
        pass
    answer = akta("ingest", str(folder), "--unit", "KPM")
    assert answer.code == 1 and "Plik jest pusty" in answer.out and "\x1b" not in answer.out


# --- sent again ------------------------------------------------------------------------------------------------


def test_the_same_bytes_again_are_already_kept_and_by_another_a_new_record(folder, office):
    first = _ingest(folder, code=0)
    (folder / "inna-nazwa.txt").write_bytes((folder / GOOD).read_bytes())
    again = _ingest(folder, code=0)
    assert not again["kept"] and _names(again["already_kept"]) == [GOOD, "inna-nazwa.txt"]
    assert {row["id"] for row in again["already_kept"]} == {first["kept"][0]["id"]}
    other = _ingest(folder / GOOD, code=0, **{"as": make.make_user("registry").username})
    assert len(other["kept"]) == 1 and other["kept"][0]["id"] != first["kept"][0]["id"]
    assert Record.objects.count() == 2
    _nothing_waits()


def test_the_same_bytes_twice_in_one_run(folder):
    (folder / "kopia.txt").write_bytes((folder / GOOD).read_bytes())
    data = _ingest(folder, code=0)
    assert len(data["kept"]) == 1 and len(data["already_kept"]) == 1 and Record.objects.count() == 1


def test_the_same_bytes_at_the_same_moment(folder):
    from tests.processes import together

    receipts = together(4, _receive_again)
    assert sorted(already for _pk, already in receipts) == [False, True, True, True]
    assert len({pk for pk, _already in receipts}) == 1 == Arrival.objects.count()
    assert len(list(spaces.incoming().ids())) == 1


def _receive_again(_number):
    receipt = actions.receive(io.BytesIO(b"te same bajty"), "x", source="command", by=SYSTEM, where=Destination())
    return str(receipt.arrival.pk), receipt.already


# --- a wrong place is refused before any file is read --------------------------------------------------------------


def _closed_case():
    return cases.close(make.make_case(), by=SYSTEM).reference


PLACES = [
    ({"class": lambda: "05"}, "record.not_final_class"),
    ({"class": lambda: "999"}, "not_found"),
    ({"unit": lambda: "NIE"}, "not_found"),
    ({"case": lambda: "KPM.051.99.2026"}, "not_found"),
    ({"case": _closed_case}, "arrival.case_closed"),
    ({"as": lambda: "nikt"}, "not_found"),
    ({"as": lambda: make.make_user("reader").username}, "not_permitted"),
]


@pytest.mark.parametrize(("where", "code"), PLACES, ids=lambda v: v if isinstance(v, str) else next(iter(v)))
def test_a_wrong_place_is_refused_before_any_file_is_read(folder, where, code):
    data = _ingest(folder, code=1, **{name: make_() for name, make_ in where.items()})
    assert data["error"]["code"] == code and len(data["error"]["message"]) > 15
    assert not Arrival.objects.exists() and not Job.objects.filter(name="ingest.arrival").exists()


def test_a_case_that_is_closed_meanwhile_sets_aside_and_a_retry_after_reopening_files(folder):
    case = make.make_case()
    with (folder / GOOD).open("rb") as stream:
        receipt = actions.receive(stream, GOOD, source="command", by=SYSTEM, where=Destination(case=case))
    cases.close(case, by=SYSTEM)
    make.work_jobs()
    arrival = Arrival.objects.get()
    assert arrival.state == "set_aside" and arrival.problem["code"] == "case.closed"
    assert arrival.record is not None and not hasattr(arrival.record, "filing")
    cases.reopen(case, by=SYSTEM)
    actions.retry(receipt.arrival.__class__.objects.get(), by=SYSTEM)
    make.work_jobs()
    arrival = Arrival.objects.get()
    assert arrival.state == "done" and arrival.record.filing.case == case and Record.objects.count() == 1


# --- no room -----------------------------------------------------------------------------------------------------


def test_too_little_room_acknowledges_nothing(folder, monkeypatch):
    monkeypatch.setattr(spaces, "free_mb", lambda: settings.AKTA_MIN_FREE_MB - 1)
    data = _ingest(folder, code=1)
    assert [row["code"] for row in data["refused"]] == ["arrival.no_room"] and not Arrival.objects.exists()
    monkeypatch.undo()
    _nothing_waits()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_while_writing_acknowledges_nothing(folder, monkeypatch, number):
    from dms.storage import directory

    real = os.fsync

    def full(file):
        if stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(number, os.strerror(number))
        real(file)

    monkeypatch.setattr(directory.os, "fsync", full)
    with pytest.raises(NoRoom):
        actions.receive(io.BytesIO(b"x" * 5000), "x", source="command", by=SYSTEM, where=Destination())
    monkeypatch.undo()
    assert not Arrival.objects.exists()
    _nothing_waits()


def test_a_disk_that_is_really_full(folder, office, monkeypatch):
    if os.getuid() != 0:
        pytest.skip("only root can mount a small disk")
    connection.close()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "akta", str(office.home)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        office.lose_database()
        spaces._made.clear()
        monkeypatch.setattr(settings, "AKTA_MIN_FREE_MB", 0)
        make.make_unit()
        with pytest.raises(NoRoom):
            actions.receive(io.BytesIO(os.urandom(20_000_000)), "x", source="command", by=SYSTEM, where=Destination())
        assert not Arrival.objects.exists()
        _nothing_waits()
        receipt = actions.receive(io.BytesIO(b"male"), "x", source="command", by=SYSTEM, where=Destination())
        assert not receipt.already and Arrival.objects.count() == 1
    finally:
        connection.close()
        spaces._made.clear()
        subprocess.run(["umount", "-l", str(office.home)], check=True)


def test_an_archive_that_takes_nothing_sets_aside_with_the_bytes_and_a_retry_captures(folder, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise StorageFailed

    with (folder / GOOD).open("rb") as stream:
        receipt = actions.receive(stream, GOOD, source="command", by=SYSTEM, where=Destination())
    monkeypatch.setattr(Archive, "write", refuse)
    for _ in range(4):
        Job.objects.filter(state="ready").update(due_at="2020-01-01T00:00:00Z")
        from dms.jobs import work

        work.drain(["main"], seconds=5)
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.problem["code"]) == ("set_aside", "storage_failed")
    assert spaces.incoming().exists(str(arrival.pk)), "acknowledged means kept"
    assert AuditEvent.objects.filter(verb="job.set_aside", subject_id=str(arrival.pk)).count() == 1
    monkeypatch.undo()
    actions.retry(arrival, by=SYSTEM)
    make.work_jobs()
    assert Arrival.objects.get().state == "done" and Record.objects.get().pk == receipt.arrival.record_id_given
    _nothing_waits()


def test_bytes_that_changed_while_they_waited_are_set_aside(folder, office):
    with (folder / GOOD).open("rb") as stream:
        receipt = actions.receive(stream, GOOD, source="command", by=SYSTEM, where=Destination())
    waiting = next((office.home / "incoming").rglob(str(receipt.arrival.pk)))
    waiting.chmod(0o600)
    waiting.write_bytes(b"podmienione")
    make.work_jobs()
    arrival = Arrival.objects.get()
    assert (arrival.state, arrival.problem["code"]) == ("set_aside", "damaged") and not Record.objects.exists()
    assert spaces.incoming().exists(str(arrival.pk))
