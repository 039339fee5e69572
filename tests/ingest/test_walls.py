"""The walls themselves: no network, no secrets, no files of the host, tried from inside and by real documents."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.box import Box, sandbox
from ingest.box.sandbox import ROOT, environment, walls
from ingest.identify import identify
from tests.ingest import make
from tests.tools import missing

PROBE = """
import os, socket, sys
port, canary = int(sys.argv[1]), sys.argv[2]
try:
    socket.create_connection(("127.0.0.1", port), 2).close(); print("network")
except OSError: pass
try:
    print("file", open(canary).read())
except OSError: pass
try:
    open("/usr/planted", "w"); print("wrote")
except OSError: pass
print(sorted(name for name in os.environ if "SECRET" in name), len([p for p in os.listdir("/proc") if p.isdigit()]))
"""


class Listener:
    """Counts connections to a port of the loopback."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.contacts = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _address = self.socket.accept()
            except OSError:
                return
            self.contacts += 1
            link.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.socket.close()


def _boxed() -> None:
    if sandbox().kind != "bwrap":
        missing(f"bubblewrap does not work here: {sandbox().reason}")


def test_from_inside(tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    _boxed()
    monkeypatch.setenv("DJANGO_SECRET_KEY", "canary")
    canary = ROOT / "tests" / "tools.py"
    line = [*walls(sandbox().program, tmp_path), sys.executable, "-c", PROBE, str(listener.port), str(canary)]
    done = subprocess.run(line, capture_output=True, text=True, env=environment(str(tmp_path)), timeout=30, check=True)
    secrets, processes = done.stdout.strip().rsplit(" ", 1)
    assert secrets == "[]" and int(processes) <= 3
    assert listener.contacts == 0


def test_the_environment_is_empty_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    assert "canary" not in environment("/").values() and len(environment("/")) <= 9


def test_documents_call_nobody(tmp_path: Path, listener: Listener) -> None:
    _boxed()
    url = f"http://127.0.0.1:{listener.port}/canary"
    (tmp_path / "a.html").write_text(f'<html><link rel=stylesheet href="{url}"><img src="{url}"><p>x')
    (tmp_path / "b.rtf").write_text('{\\rtf1 {\\field{\\*\\fldinst INCLUDEPICTURE "' + url + '" \\\\d}} text}')
    (tmp_path / "c.xml").write_text(f'<!DOCTYPE a SYSTEM "{url}"><a/>')
    (tmp_path / "d.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/></svg>')
    (tmp_path / "e.m3u8").write_text(f"#EXTM3U\n#EXTINF:1,\n{url}\n")
    make.docx(tmp_path / "f.docx", prolog=f'<!DOCTYPE w SYSTEM "{url}">')
    with Box() as box:
        for path in sorted(tmp_path.iterdir()):
            box.read(path, identify(path))
    assert listener.contacts == 0


def test_the_helper_starts_fast_and_knows_no_django() -> None:
    code = "import sys, ingest.box.helper; print([n for n in sys.modules if n.split('.')[0] in ('django', 'dms')])"
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, env=os.environ.copy(), check=True)
    assert done.stdout.strip() == "[]"
