"""Bad files: each ends as a reading with a problem, and the box reads the next file as if nothing had been."""

from __future__ import annotations

import os
import resource
import signal
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.box import Box, Limits, Sandbox, sandbox, scratch
from ingest.identify import identify
from ingest.problems import MESSAGES
from tests.ingest import make

LIMITS_ONLY = Sandbox("limits", reason="asked for by the test")


def _truncated(path: Path) -> Path:
    make.pdf(path, ["Some text"] * 3)
    path.write_bytes(path.read_bytes()[:200])
    return path


def _written(data: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return write


def _lying_zip(path: Path) -> Path:
    """A docx whose directory says its main part is small, while it inflates to 300 MB."""
    make.zip_bomb(path, 300, "word/document.xml")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("[Content_Types].xml", "")
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(raw)
    return path


BAD: list[tuple[str, Callable[[Path], Path], set[str]]] = [
    ("empty.pdf", _written(b""), {"empty"}),
    ("truncated.pdf", _truncated, {"pdf.damaged"}),
    ("not-a.pdf", _written(b"%PDF-1.4\nnothing"), {"pdf.damaged"}),
    ("locked.pdf", lambda path: make.pdf(path, password="tajne"), {"pdf.password"}),
    ("broken.jpg", _written(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(50)), {"image.damaged"}),
    ("bomb.png", make.picture_bomb, {"image.too_large"}),
    ("bomb.zip", make.zip_bomb, {"zip.bomb"}),
    ("lying.docx", _lying_zip, {"zip.bomb", "zip.damaged", "reader.too_large"}),
    ("many.zip", lambda path: make.package(path, {f"{n}.txt": "" for n in range(10_050)}), {"zip.too_many"}),
    ("laughs.docx", make.laughing_docx, {"xml.refused"}),
    ("broken.docx", lambda path: make.package(path, {"word/document.xml": "<a>", "[Content_Types].xml": ""}),
     {"xml.refused"}),
    ("broken.xml", _written(b"<?xml version='1.0'?><a><b></a>"), {"xml.damaged"}),
    ("broken.mp4", _written(b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(200)), {"media.damaged"}),
    ("broken.ics", _written(b"BEGIN:VCALENDAR\nVERSION:2.0\nX\nEND:VCALENDAR\n"), {"calendar.damaged"}),
    ("broken.msg", _written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), {"office.damaged", "not_read"}),
    ("broken.7z", _written(b"7z\xbc\xaf\x27\x1c\0\x04" + b"\xff" * 60), {"archive.damaged"}),
    ("unknown.bin", _written(bytes(range(256)) * 8), {"not_read"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with Box() as found:
        yield found


@pytest.mark.parametrize(("name", "write", "codes"), BAD, ids=[name for name, _write, _codes in BAD])
def test_a_bad_file_becomes_a_problem(
    box: Box, tmp_path: Path, name: str, write: Callable[[Path], Path], codes: set[str]
) -> None:
    path = write(tmp_path / name)
    found = box.read(path, identify(path))
    assert {problem.code for problem in found.problems} & codes, found.problems
    assert {problem.code for problem in found.problems} <= set(MESSAGES)
    (tmp_path / "next.txt").write_text("następny")
    assert box.read(tmp_path / "next.txt", identify(tmp_path / "next.txt")).text == "następny"


def test_a_broken_mail_is_read_as_far_as_it_goes(box: Box, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: =?utf-9?Q?x?=\nFrom: <<<@\nDate: never\nTo: \xff\xfe\n\n\xb1\xea")
    found = box.read(tmp_path / "a.eml", identify(tmp_path / "a.eml"))
    assert not found.problems and "email_date" not in found.facts and found.text == "ąę"


def test_a_mail_nested_past_all_reason_keeps_its_headers(box: Box, tmp_path: Path) -> None:
    layer = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    data = b"From: a@example.org\nSubject: x\n" + b"".join(layer % (n, n) for n in range(3000))
    (tmp_path / "a.eml").write_bytes(data)
    found = box.read(tmp_path / "a.eml", identify(tmp_path / "a.eml"))
    assert found.title == "x" and [problem.code for problem in found.problems] == ["email.damaged"]


PLANTED: list[tuple[str, Limits, str]] = [
    ("crash.txt", Limits(), "reader.crashed"),
    ("loop.txt", Limits(cpu_seconds=1), "reader.timeout"),
    ("sleep.txt", Limits(wall_seconds=1), "reader.timeout"),
    ("greedy.txt", Limits(), "reader.too_large"),
    ("raise.txt", Limits(), "reader.failed"),
]


@pytest.mark.parametrize(("name", "limits", "code"), PLANTED, ids=[name for name, _limits, _code in PLANTED])
def test_a_reader_that_dies_costs_only_its_file(tmp_path: Path, name: str, limits: Limits, code: str) -> None:
    (tmp_path / name).write_text("x")
    (tmp_path / "next.txt").write_text("x")
    with Box(walls=LIMITS_ONLY, helper="tests.ingest.planted") as box:
        found = box.read(tmp_path / name, identify(tmp_path / name), limits=limits)
        assert [problem.code for problem in found.problems] == [code]
        after = box.read(tmp_path / "next.txt", identify(tmp_path / "next.txt"))
        assert after.facts == {"seen": "next.txt"} and not after.problems
    if name == "crash.txt":
        assert found.facts == {"seen": name}, "what was saved before the crash is kept"


def test_a_link_out_of_the_scratch_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "escape.txt").write_text("x")
    with Box(walls=LIMITS_ONLY, helper="tests.ingest.planted") as box:
        assert box.read(tmp_path / "escape.txt", identify(tmp_path / "escape.txt")).thumbnail == ""


def test_the_helper_is_killed_from_outside(box: Box, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("tekst")
    box.read(tmp_path / "a.txt", identify(tmp_path / "a.txt"))
    first = box.pid
    assert first and box._process
    os.killpg(first, signal.SIGKILL)
    box._process.wait(10)
    found = [box.read(tmp_path / "a.txt", identify(tmp_path / "a.txt")) for _time in range(2)]
    assert found[1].text == "tekst" and box.pid != first


def test_the_helper_is_replaced_when_worn_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("tekst")
    with Box(files=2) as box:
        pids = []
        for _time in range(4):
            box.read(tmp_path / "a.txt", identify(tmp_path / "a.txt"))
            pids.append(box.pid)
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_closing_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"")
    box = Box()
    scratch = box.read(make.eml(tmp_path / "a.eml"), identify(tmp_path / "a.eml")).scratch
    assert scratch and any(scratch.iterdir())
    box.close()
    assert not scratch.parent.parent.exists()


def test_the_parent_stays_small_and_clean(box: Box, tmp_path: Path) -> None:
    import sys

    path = make.pdf(tmp_path / "a.pdf", ["A page of text"] * 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _time in range(50):
        box.release(box.read(path, identify(path)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    assert "ingest.readers.pdf" not in sys.modules, "parsers are imported only in the helper"


def test_it_works_without_bubblewrap(tmp_path: Path) -> None:
    with Box(walls=LIMITS_ONLY) as box:
        found = box.read(make.pdf(tmp_path / "a.pdf"), identify(tmp_path / "a.pdf"))
    assert "council meets" in found.text


def test_the_probe_says_what_it_found() -> None:
    found = sandbox()
    assert found.kind in {"bwrap", "limits"} and (found.kind == "bwrap" or found.reason)


def test_work_cut_short_from_outside_leaves_no_late_answer(box: Box, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)

    def interrupted(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with Box(walls=LIMITS_ONLY, helper="tests.ingest.planted") as planted:
        (tmp_path / "progress.txt").write_text("x")
        with pytest.raises(KeyboardInterrupt):
            planted.read(tmp_path / "progress.txt", identify(tmp_path / "a.txt"), progress=interrupted)
        assert planted.read(tmp_path / "b.txt", identify(tmp_path / "b.txt")).facts == {"seen": "b.txt"}


def test_a_fork_gets_a_helper_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("tekst")
    with Box() as box:
        box.read(tmp_path / "a.txt", identify(tmp_path / "a.txt"))
        first = box.pid
        child = os.fork()
        if child == 0:
            found = box.read(tmp_path / "a.txt", identify(tmp_path / "a.txt"))
            fine = found.text == "tekst" and box.pid != first
            box.close()
            os._exit(0 if fine else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        again = box.read(tmp_path / "a.txt", identify(tmp_path / "a.txt"))
        assert again.text == "tekst" and box.pid == first


def test_folders_of_dead_processes_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    mine, dead = tmp_path / f"akta-box-{os.getpid()}-x", tmp_path / "akta-box-4194304-x"
    mine.mkdir()
    dead.mkdir()
    assert scratch.sweep() == 0, "young ones stay"
    assert scratch.sweep(now=dead.stat().st_mtime + 2 * scratch.DAY) == 1
    assert mine.exists() and not dead.exists()
