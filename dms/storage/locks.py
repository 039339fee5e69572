"""One writer per object: a lock beside the archive.

The archive never deletes, so two writers of one version could leave files that no inventory names. Writers of
one machine are kept apart here; writers of several machines by the lease of their job in the database, with
the store's exclusive creation of the version's inventory as second belt.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext_noop as _

from dms.errors import Conflict


class Busy(Conflict):
    """Somebody else writes this object just now."""

    code = "storage.busy"
    retry = True
    message = _("Somebody else is writing %(object)s just now. Try again in a moment.")


class Locks(Protocol):
    """Gives out one lock per name."""

    def hold(self, name: str) -> AbstractContextManager[None]:
        """Hold the lock of a name during a `with` block; raises `Busy` at once if it is held."""


class ProcessLocks:
    """Locks among the threads of this process."""

    def __init__(self) -> None:
        self._held: set[str] = set()
        self._guard = threading.Lock()

    @contextlib.contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """See `Locks.hold`."""
        with self._guard:
            if name in self._held:
                raise Busy(object=name)
            self._held.add(name)
        try:
            yield
        finally:
            with self._guard:
                self._held.discard(name)


class FolderLocks:
    """Locks among all processes of this machine: flock(2) on files that exist while they are held.

    The system releases the lock of a killed process; its file is taken over by the next writer.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """See `Locks.hold`."""
        path = self._folder / hashlib.sha256(name.encode()).hexdigest()
        handle = self._locked(path, name)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            os.close(handle)

    def _locked(self, path: Path, name: str) -> int:
        while True:
            handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                raise Busy(object=name) from None
            # The holder before us may have removed the file between our open and our lock.
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_ino == os.fstat(handle).st_ino:
                    return handle
            os.close(handle)
