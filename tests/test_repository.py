"""What is committed: nothing of one machine, nothing large, locked packages with hashes, one range of Pythons."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.tools import need

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 1_000_000
# Large on purpose: path → why.
LARGE: dict[str, str] = {}
LOCKED = ("requirements.txt", "requirements-dev.txt", "requirements-setup.txt")
# Written in parts, so that this file does not name them.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "proxy.golang" + ".org",
    "crates" + ".io",
    "jsdelivr" + ".net",
]
MACHINE = re.compile(r"(?<![\w.:/-])/(?:wo" + r"rk|fa" + r"rm|ho" + r"me/\w+)/[\w.]")


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    """The files that git knows, as they are here."""
    need("git")
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    """Return a file's text, or nothing for a picture or the like."""
    data = path.read_bytes()
    return "" if b"\0" in data[:8000] else data.decode("utf-8", "replace")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_names_a_package_registry(committed):
    assert [(name_of(path), host) for path in committed for host in REGISTRIES if host in text_of(path)] == []


def test_no_file_names_a_path_of_one_machine(committed):
    found = [(name_of(path), match.group()) for path in committed for match in MACHINE.finditer(text_of(path))]
    assert found == []


def test_a_planted_path_is_found():
    assert MACHINE.search("open('/wo" + "rk/main/x')")
    assert not MACHINE.search("dms/wo" + "rk/x and https://example.org/wo" + "rk/x")


def test_no_large_file(committed):
    large = {name_of(path): path.stat().st_size for path in committed if path.stat().st_size > LARGEST}
    assert set(large) == set(LARGE)


@pytest.mark.parametrize("name", LOCKED)
def test_packages_are_locked_with_hashes(name):
    lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    wanted = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert wanted
    assert [line for line in wanted if not re.match(r"[\w.\[\]-]+==\S+.* --hash=sha256:[0-9a-f]{64}", line)] == []


def test_the_locked_packages_include_those_asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    def names(lines: list[str]) -> set[str]:
        return {re.split(r"[\s<>=!;\[]", line, maxsplit=1)[0].lower().replace("_", "-") for line in lines}

    def locked(name: str) -> set[str]:
        return names(re.findall(r"^[\w.-]+==", (ROOT / name).read_text(), re.M))

    assert names(project["dependencies"]) - locked("requirements.txt") == set()
    assert names(project["optional-dependencies"]["dev"]) - locked("requirements-dev.txt") == set()


def test_pythons_are_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    least, below = re.findall(r"3\.(\d+)", project["requires-python"])
    for name in ("scripts/setup.sh", ".ci/run"):
        text = (ROOT / name).read_text()
        assert f"(3, {least}) <= sys.version_info < (3, {below})" in text, name
    said = f"3.{least} to 3.{int(below) - 1}"
    for name in ("README.md", "scripts/setup.sh", "CONTRIBUTING.md"):
        assert said in (ROOT / name).read_text(), name


def test_version_is_the_newest_of_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert newest
    assert newest.group(1) == version
    assert f"softwareVersion: {version}" in (ROOT / "publiccode.yml").read_text()
    assert f"akta:{version}" in (ROOT / "docker-compose.yml").read_text()


@pytest.mark.parametrize(
    "name",
    ["scripts/setup.sh", ".ci/run", *sorted(f"services/{path.name}" for path in (ROOT / "services").glob("*.sh"))],
)
def test_scripts_can_be_read_by_their_shell(name):
    shell = "sh" if (ROOT / name).read_text().startswith("#!/bin/sh") else "bash"
    subprocess.run([need(shell), "-n", str(ROOT / name)], check=True)


def test_no_function_is_too_long():
    """60 lines are the most; the aim is 30."""
    long = []
    for top in ("dms", "ingest", "search", "retention"):
        for path in (ROOT / top).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60:
                    long.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert long == []
