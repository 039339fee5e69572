"""Stores that fail on purpose, and the stamp that test objects carry."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

from dms.storage.base import Entry, Store

STAMP: dict[str, Any] = {
    "message": "Test",
    "user": ("Jan Przykładowy", "mailto:jan@urzad.invalid"),
    "created": dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC),
}


class Killed(Exception):
    """The process died here."""


class DyingStore:
    """A store whose process dies at the n-th write: before it, or just after it has happened."""

    def __init__(self, inner: Store, dies_at: int, after: bool) -> None:
        self.inner = inner
        self.writes = 0
        self.replaced: set[str] = set()
        self._counting = threading.Lock()
        self._dies_at = dies_at
        self._after = after

    def put_new(self, path: str, data: bytes | BinaryIO) -> None:
        self._write(lambda: self.inner.put_new(path, data))

    def replace(self, path: str, data: bytes) -> None:
        self.replaced.add(path)
        self._write(lambda: self.inner.replace(path, data))

    def _write(self, act: Any) -> None:
        with self._counting:  # small files are written by several threads
            self.writes += 1
            number = self.writes
        if number > self._dies_at or (number == self._dies_at and not self._after):
            raise Killed
        act()
        if number == self._dies_at:
            raise Killed

    def open(self, path: str, start: int = 0, length: int | None = None) -> BinaryIO:
        return self.inner.open(path, start, length)

    def list(self, prefix: str = "") -> Iterator[Entry]:
        return self.inner.list(prefix)

    def exists(self, path: str) -> bool:
        return self.inner.exists(path)

    def size(self, path: str) -> int:
        return self.inner.size(path)
