"""Scratch folders: one per box, gone when its process ends; those of processes killed hard are swept a day later.

They hold pieces of documents, so they are readable by their owner only and never left behind for long.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "akta-box-"
DAY = 86_400


def make() -> Path:
    """Return a new folder, removed when this process ends in an orderly way (not when a fork of it does)."""
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")).resolve()
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(now: float | None = None) -> int:
    """Remove our folders older than a day whose process is gone; returns how many."""
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        try:
            old = (now or time.time()) - folder.lstat().st_mtime > DAY
        except OSError:
            continue
        if old and owner.isdigit() and not _alive(int(owner)) and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
