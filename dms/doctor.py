"""What this machine has and lacks, what works without it, and the line to type; and how the office itself is."""

from __future__ import annotations

import platform
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from dms import database
from dms.archive import protection, writeback
from dms.jobs import ledger
from dms.jobs.models import Job
from dms.storage import spaces
from ingest.box.sandbox import sandbox
from search import analysis, indexing
from search.index.base import IndexUnreachable


@dataclass(frozen=True)
class Tool:
    """A program that Akta can use."""

    name: str
    found: Callable[[], str]
    without: str
    install: str


def _version(*command: str) -> str:
    if not shutil.which(command[0]):
        return ""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0][:80] if lines else "?"


def _polish_ocr() -> str:
    if not shutil.which("tesseract"):
        return ""
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return "pol" if "pol" in done.stdout.split() else ""


def _morfeusz() -> str:
    return f"SGJP, {analysis.version()}" if analysis.has_dictionary() else ""


TOOLS = (
    Tool("tesseract", lambda: _version("tesseract", "--version"),
         _("scans are kept, but their text is not recognised."), "apt install tesseract-ocr"),
    Tool("tesseract-ocr-pol", _polish_ocr,
         _("Polish scans are not recognised rightly."), "apt install tesseract-ocr-pol"),
    Tool("LibreOffice", lambda: _version("soffice", "--version"),
         _("old office formats (doc, rtf) are kept without text and preview."),
         "apt install --no-install-recommends libreoffice-writer-nogui"),
    Tool("bubblewrap", lambda: _version("bwrap", "--version") if not sandbox().reason else "",
         _("files are read in a limited process, but without walls around it."), "apt install bubblewrap"),
    Tool("Morfeusz", _morfeusz,
         _("words are stemmed by rules only, so fewer forms are found."), "pip install morfeusz2"),
)  # fmt: skip


@lru_cache(maxsize=16)
def _found(name: str, _ten_minutes: int) -> str:
    """Ask each program at most every ten minutes: LibreOffice takes half a second to say its version."""
    return next(tool for tool in TOOLS if tool.name == name).found()


def report() -> list[dict[str, Any]]:
    """Return each tool: name, whether found, version, what works without it, how to install it."""
    rows = []
    for tool in TOOLS:
        version = _found(tool.name, int(time.monotonic() // 600))
        rows.append(
            {
                "name": tool.name, "found": bool(version), "version": version, "without": gettext(tool.without),
                "install": tool.install,
            }
        )  # fmt: skip
    return rows


def missing() -> list[dict[str, Any]]:
    """Return the tools that are lacking."""
    return [row for row in report() if not row["found"]]


def office() -> dict[str, Any]:
    """Return how the office is: workers, jobs, lags, room, index."""
    index = indexing.index()
    try:
        about, current = index.about(), index.is_current()
    except IndexUnreachable as problem:
        about, current = str(problem), False
    jobs = {state: Job.objects.filter(state=state).count() for state in Job.State.values}
    return {
        "python": platform.python_version(),
        "home": str(settings.AKTA_HOME),
        "database": asdict(database.about()),
        "archive": settings.AKTA_ARCHIVE or str(settings.AKTA_HOME / "archive"),
        "free_mb": spaces.free_mb(),
        "protection": protection.state(),
        "workers": ledger.workers_alive(),
        "jobs": jobs,
        "archive_lag": writeback.lag(),
        "index_lag": indexing.lag(),
        "index": about,
        "index_current": current,
        "analysis": analysis.version(),
    }
