"""The store in memory: for tests and trials. Nothing survives the process."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from typing import BinaryIO

from dms.storage.base import Absent, AlreadyThere, Entry, check_path
from dms.storage.streams import chunks


class MemoryStore:
    """A `Store` in a dictionary."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def put_new(self, path: str, data: bytes | BinaryIO) -> None:
        """See `Store.put_new`."""
        check_path(path)
        content = data if isinstance(data, bytes) else b"".join(chunks(data))
        with self._lock:
            if path in self.files:
                raise AlreadyThere(path=path)
            self.files[path] = content

    def replace(self, path: str, data: bytes) -> None:
        """See `Store.replace`."""
        with self._lock:
            self.files[check_path(path)] = data

    def open(self, path: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """See `Store.open`."""
        content = self._get(path)
        return io.BytesIO(content[start : None if length is None else start + length])

    def list(self, prefix: str = "") -> Iterator[Entry]:
        """See `Store.list`."""
        with self._lock:
            found = [Entry(path, len(data)) for path, data in self.files.items() if path.startswith(prefix)]
        yield from sorted(found, key=lambda entry: entry.path.encode())

    def exists(self, path: str) -> bool:
        """See `Store.exists`."""
        return check_path(path) in self.files

    def size(self, path: str) -> int:
        """See `Store.size`."""
        return len(self._get(path))

    def _get(self, path: str) -> bytes:
        try:
            return self.files[check_path(path)]
        except KeyError:
            raise Absent(path=path) from None
