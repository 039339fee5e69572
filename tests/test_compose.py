"""The compose file is what it says: parsed, its settings known to the program, its commands there, its images pinned.

It is not run here: that needs a container engine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from dms.supervise import commands

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("akta:")]
# Names that only the S3 server reads.
SERVERS_OWN = {"S3_ROOT_ACCESS_KEY", "S3_ROOT_SECRET_KEY"}


def settings_names() -> set[str]:
    """Return the environment names that the settings read."""
    source = (ROOT / "dms/settings.py").read_text(encoding="utf-8")
    return set(re.findall(r'(?:env\.\w+|_one_of|_whole|_yes_no)\(\s*"([A-Z0-9_]+)"', source))


def test_every_variable_is_a_setting_of_the_program():
    names = settings_names()
    assert len(names) > 20
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z0-9_]+)", TEXT))
    assert asked - names - SERVERS_OWN == set()
    given = {name for service in OURS for name in SERVICES[service]["environment"]}
    assert given - names == set()


def test_images_are_pinned():
    for name, service in SERVICES.items():
        _image, _colon, tag = service["image"].partition(":")
        assert tag and tag != "latest", name
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.M)
    assert bases and all(":" in base and not base.endswith(":latest") for base in bases)


def test_our_containers_have_walls():
    for name in OURS:
        service = SERVICES[name]
        assert service["user"] == "10001:10001", name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert SERVICES["worker"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_volumes_and_networks_are_declared():
    for service in SERVICES.values():
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])


def without(words: list[str], *options: str) -> list[str]:
    """Return the words without some options and their values."""
    return [
        word
        for place, word in enumerate(words)
        if word not in options and (not place or words[place - 1] not in options)
    ]


def test_web_and_worker_are_started_as_akta_serve_starts_them():
    native = commands("127.0.0.1", "8000", "2")
    loose = ("--host", "--port", "--concurrency", "-W")
    assert without(SERVICES["web"]["command"][1:], *loose) == without(native["web"][1:], *loose)
    celery = without(native["worker"][1:], *loose)
    assert without(SERVICES["worker"]["command"][1:], *loose) == celery[celery.index("celery") + 1 :]


@pytest.mark.parametrize("name", OURS)
def test_commands_exist(name):
    program = SERVICES[name]["command"][0]
    assert (Path(sys.executable).parent / program).exists()
    if program == "akta":
        assert (ROOT / f"dms/management/commands/{SERVICES[name]['command'][1]}.py").is_file()


def test_the_image_is_made_of_files_that_are_there():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (.+)$", text, re.M):
        assert all((ROOT / source).exists() for source in line.split()[:-1]), line
    assert "USER 10001:10001" in text


class Answers(BaseHTTPRequestHandler):
    """Answers every request with one status."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def health(*arguments: str, **env: str) -> int:
    """Run the health check as a container would."""
    command = [sys.executable, "services/health.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, timeout=60).returncode


@pytest.mark.parametrize(("status", "code"), [(200, 0), (400, 0), (500, 1)])
def test_health_of_the_web_server(status, code):
    server = HTTPServer(("127.0.0.1", 0), type("Handler", (Answers,), {"status": status}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert health("web", str(server.server_port)) == code
    finally:
        server.shutdown()
        server.server_close()


def test_health_without_a_web_server():
    server = HTTPServer(("127.0.0.1", 0), Answers)
    port = server.server_port
    server.server_close()
    assert health("web", str(port)) == 1


def test_health_of_the_worker(office):
    from dms.jobs import ledger

    assert health("worker", AKTA_HOME=str(office.home)) == 1
    ledger.heartbeat(ledger.this_worker(), ["main"])
    assert health("worker", AKTA_HOME=str(office.home)) == 0
