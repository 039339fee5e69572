"""The documents say what is there: commands, links, names of files and functions, facts, fields, ranks, jobs."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import load_command_class
from django.core.management.base import BaseCommand

from dms.archive import kinds
from dms.jobs import ledger
from dms.jobs.models import Job
from tests.test_layers import RANKS

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = sorted(path.stem for path in (ROOT / "dms/management/commands").glob("*.py") if path.stem != "__init__")
ROLES = ("secretary", "handler", "archivist", "records-manager", "staff", "administrator")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """Return what stands under a heading of the second level."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def command(name: str) -> BaseCommand:
    return load_command_class("dms", name)


def lines_of_commands(path: Path) -> list[str]:
    """Return the lines of a page's shell blocks that call `akta`, without settings before it."""
    blocks = re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.S)
    lines = [re.sub(r"^(sudo -u \S+ )?([A-Z_0-9]+=\S+ )*", "", line) for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith(("akta ", ".venv/bin/akta "))]


def test_every_command_is_in_the_readme():
    table = section(read("README.md"), "Commands")
    assert [name for name in COMMANDS if f"| `akta {name}` |" not in table] == []
    assert sorted(re.findall(r"^\| `akta (\w+)` \|", table, re.M)) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example_that_it_understands(name):
    found = command(name)
    assert len(found.help) > 20
    words = [word for word in shlex.split(found.example) if "=" not in word or word.startswith("-")]
    assert words[:2] == ["akta", name]
    found.create_parser("akta", name).parse_args(words[2:])


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_command_lines_of_the_documents_are_understood(path):
    for line in lines_of_commands(path):
        _akta, name, *rest = shlex.split(line, comments=True)
        command(name).create_parser("akta", name).parse_args(rest)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_to_files_lead_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    targets = [
        target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith(("http", "mailto:", "#"))
    ]
    assert [target for target in targets if not (path.parent / target.split("#")[0]).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_files_named_in_the_documents_exist(path):
    """A name in code style with a folder and an ending of ours is a file of the project."""
    names = re.findall(
        r"`((?:dms|ingest|search|retention|tests|docs|scripts|services)/[\w/.-]+\.(?:py|md|sh|po))(?:::\w+)?`",
        path.read_text(),
    )
    assert [name for name in names if not (ROOT / name).is_file()] == []


def test_the_way_of_one_letter_names_what_is_there():
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", section(read("DESIGN.md"), "The way of one letter"))
    assert len(named) > 30
    missing = []
    for file, name in named:
        tree = ast.parse(read(file))
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        if name not in defined:
            missing.append(f"{file}::{name}")
    assert missing == []


def test_ranks_are_those_that_are_tested():
    block = re.search(r"```ranks\n(.*?)```", read("DESIGN.md"), re.S)
    assert block
    assert [tuple(line.split()) for line in block.group(1).splitlines()] == RANKS


def test_jobs_and_their_states_are_complete():
    text = section(read("DESIGN.md"), "Jobs")
    assert sorted(re.findall(r"^\| `(\w+\.\w+)` \| (?:main|slow) \|", text, re.M)) == ledger.names()
    assert sorted(re.findall(r"^\| `(\w+)` \| ", text, re.M)) == sorted(Job.State.values)
    assert dict(re.findall(r"^\| `(\w+\.\w+)` \| (\w+) \|", text, re.M)) == {
        name: queue for name, (_handler, queue) in ledger._handlers.items()
    }


def test_kinds_of_the_archive_are_complete():
    rows = re.findall(
        r"^\| (\w+) \| (\d+) \| ([\w, ]+) \|", section(read("DESIGN.md"), "What an object looks like"), re.M
    )
    found = [
        (kind.name, str(kind.order), ", ".join(part.name for part in kinds.parts(kind.name)))
        for kind in kinds.all_kinds()
    ]
    assert rows == found


def facts_in_the_readers() -> set[str]:
    """Return the names that are certain: written out in `fact(…)`, or as values of the tables of tags."""
    prefixes = (
        "pdf_",
        "doc_",
        "email_",
        "image_",
        "exif_",
        "iptc_",
        "xmp_",
        "video_",
        "audio_",
        "archive_",
        "html_title",
    )
    found = set()
    for path in (ROOT / "ingest/readers").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "fact" and node.args
            if call and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[a-z_0-9]+[a-z0-9]", node.value)
            ):
                found |= {node.value} if node.value.startswith(prefixes) else set()
    return found


def test_facts_are_described_as_they_are_read():
    table = section(read("DESIGN.md"), "What is known of a file")
    described = set(re.findall(r"`([a-z]+_[a-z_]+)`", table))
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ingest/readers").glob("*.py"))
    assert sorted(facts_in_the_readers() - described) == []
    invented = []
    for name in described:
        ending = name.split("_", 1)[1].removeprefix("first_")
        if name not in sources and f'"{ending}"' not in sources and f'"{ending.capitalize()}"' not in sources:
            invented.append(name)
    assert invented == []


def test_metadata_fields_exist():
    named = set(re.findall(r"`([A-Z]\w+)\.(\w+)`", section(read("DESIGN.md"), "Where the required metadata are")))
    assert len(named) > 30
    assert [f"{model}.{field}" for model, field in named if not hasattr(apps.get_model("dms", model), field)] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_guide_in_polish_and_english(role):
    text = read(f"docs/guide/{role}.md")
    polish, _line, english = text.partition("\n# ")
    assert polish.startswith("# ")
    assert len(polish) > 800
    assert len(english) > 800
    assert f"docs/guide/{role}.md" in read("README.md")


def test_pages_named_by_address_are_there():
    """Addresses in the guides (`/skrzynka/`) are routes of the program."""
    from django.urls import Resolver404, resolve

    wrong = []
    for path in PAGES:
        for address in re.findall(r"`(/[a-z-]+/(?:[a-z-]+/)*)`", path.read_text(encoding="utf-8")):
            try:
                resolve(address)
            except Resolver404:
                wrong.append(f"{name_of(path)}: {address}")
    assert [line for line in wrong if "/styl/" not in line] == []


def test_every_module_says_what_it_is_for():
    """Empty files and migrations excepted."""
    silent = []
    for top in ("dms", "ingest", "search", "retention", "tests", "scripts"):
        for path in (ROOT / top).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            if source.strip() and "migrations" not in path.parts and not ast.get_docstring(ast.parse(source)):
                silent.append(name_of(path))
    assert silent == []
