"""The directory of an index: one generation in use, one lock for writers, and how they are swapped.

    <root>/current          name of the generation in use; replaced atomically
    <root>/write.lock       held (flock) while writing; the kernel drops it when the process dies
    <root>/g-<id>/          one index, with made-by.json: the format and analysis that made it

A generation that nothing points to is left over from a killed rebuild and is removed by the next one.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dms import ids
from search.index.base import IndexBusy

MADE_BY = "made-by.json"
_POLL = 0.02


class Generations:
    """The generations under one root directory, made when first written to."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path | None:
        """Return the directory of the generation in use, or None if there is none yet."""
        try:
            name = (self.root / "current").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        return self.root / name

    @contextmanager
    def writing(self, wait: float) -> Iterator[None]:
        """Hold the write lock; raises `IndexBusy` after `wait` seconds."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "write.lock").open("ab") as file:
            deadline = time.monotonic() + wait
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise IndexBusy from None
                    time.sleep(_POLL)
            yield

    def new(self) -> Path:
        """Make the directory of a new generation; call it while holding the lock."""
        path = self.root / f"g-{ids.new()}"
        path.mkdir(parents=True)
        return path

    def use(self, generation: Path, made_by: dict[str, str]) -> None:
        """Point to a finished generation; call it while holding the lock."""
        _write_durably(generation / MADE_BY, json.dumps(made_by, sort_keys=True))
        _write_durably(self.root / "current", generation.name)

    def remove_unused(self) -> None:
        """Remove all generations but the one in use. Readers that have one open go on reading it."""
        used = self.current()
        for path in self.root.glob("g-*"):
            if path != used:
                shutil.rmtree(path, ignore_errors=True)


def made_by(generation: Path) -> dict[str, str]:
    """Return what made a generation; empty when that cannot be read."""
    try:
        found = json.loads((generation / MADE_BY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_durably(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
