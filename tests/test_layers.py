"""Imports point down: the list of ranks, highest first, and every import of our packages held against it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Highest first. A package may import those below it, never those above or beside it.
SHELL = "shell"
RANKS: list[tuple[str, ...]] = [
    (SHELL,),
    ("ingest", "search", "retention"),
    ("dms.calendar",),
    ("dms.correspondence", "dms.translations"),
    ("dms.cases",),
    ("dms.records",),
    ("dms.people",),
    ("dms.access",),
    ("dms.archive",),
    ("dms.jobs",),
    ("dms.audit",),
    ("dms.storage",),
    ("dms.http", "dms.panels", "dms.paging", "dms.forms"),
    ("dms.errors", "dms.ids", "dms.canonical", "dms.days", "dms.lost", "dms.polish"),
]
# One file each, in the shell whatever its folder, because it gathers: commands, routes, settings, start-up.
SHELL_PARTS = (
    "dms.settings", "dms.urls", "dms.celery", "dms.wsgi", "dms.models", "dms.apps", "dms.cli", "dms.management",
    "dms.inbox", "dms.desk", "dms.rebuild", "dms.move", "dms.display", "dms.navigation", "dms.pages", "dms.problems",
    "dms.menu", "dms.doctor", "dms.database", "dms.postgresql", "dms.sqlite",
    "dms.shell_urls", "dms.sign_in", "dms.supervise", "dms.templatetags", "dms.typography", "dms.sample_office",
    "dms.samples",
)  # fmt: skip
# What knows nothing of the office and may be used anywhere: the words of the shell's registries, error pages by name.
LOW_SHELL = ("dms.navigation", "dms.typography")
# A lower file that asks an upper one by name at run time, with the reason.
EXCEPTIONS = {
    ("dms/http.py", "dms.pages"): "the middleware shows a refusal as the shell's page",
    ("dms/http.py", "dms.access"): "the rule on a view asks the policy when the view is called",
}


def rank_of(module: str) -> int | None:
    """Return the rank of a module of ours, the highest being 0; None for a foreign one."""
    for part in LOW_SHELL:
        if module == part or module.startswith(part + "."):
            return len(RANKS) - 1
    for part in SHELL_PARTS:
        if module == part or module.startswith(part + "."):
            return 0
    for rank, names in enumerate(RANKS):
        for name in names:
            if module == name or module.startswith(name + "."):
                return rank
    return None


def package_of(module: str) -> str:
    """Return the name in RANKS that a module belongs to."""
    for names in RANKS:
        for name in names:
            if module == name or module.startswith(name + "."):
                return name
    return SHELL


def imports(path: Path) -> list[str]:
    """Return the modules that a file imports, also inside functions."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def upward(files: dict[str, Path]) -> list[str]:
    """Return a line per import that does not point down."""
    wrong = []
    for module, path in files.items():
        own, name = rank_of(module), path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        for target in imports(path):
            other = rank_of(target)
            if own is None or other is None or package_of(target) == package_of(module):
                continue
            allowed = any(name == file and target.startswith(goal) for file, goal in EXCEPTIONS)
            if other <= own and not (own == 0 and other == 0) and not allowed:
                wrong.append(f"{name} imports {target}")
    return wrong


def _modules() -> dict[str, Path]:
    found = {}
    for top in ("dms", "ingest", "search", "retention"):
        for path in (ROOT / top).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[module] = path
    return found


def test_every_import_points_down():
    assert upward(_modules()) == []


def test_every_module_has_a_rank():
    without = [module for module in _modules() if rank_of(module) is None and module != "dms"]
    assert without == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("dms.audit.planted", "from dms.jobs import ledger"),
        ("dms.records.planted", "def f():\n    from dms.cases.models import Case"),
        ("search.planted", "import retention.models"),
        ("dms.storage.planted", "from dms.management import base"),
    ],
)
def test_a_planted_upward_import_is_found_and_named(tmp_path, module, line):
    path = tmp_path / "planted.py"
    path.write_text(line)
    assert len(upward({module: path})) == 1
    assert "planted.py" in upward({module: path})[0]


def test_the_archive_is_destroyed_through_one_door():
    """Nothing outside retention may even name the archive's removal."""
    callers = [
        path.relative_to(ROOT).as_posix()
        for module, path in _modules().items()
        if re.search(r"\bpurge\(\s*warrant|storage\.purge|import purge", path.read_text(encoding="utf-8"))
        and not module.startswith(("retention", "dms.storage"))
    ]
    assert callers == []
