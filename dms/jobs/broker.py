"""Celery's broker over files, made safe: kombu's filesystem transport with its two faults closed.

It writes in place, so a reader may meet half a message and the worker exits: here a message is written under a
hidden name and renamed, and claimed by a rename, which has one winner. It deletes a message when it is read: that is
harmless here, because the message is only a wake-up and the ledger's sweeper wakes again.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """A channel that never shows half a message."""

    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]  # two names above
        # Wall clock in the name: the order of messages survives a reboot, a monotonic clock does not.
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        hidden = folder / f".{name}.tmp"
        hidden.write_bytes(str_to_bytes(dumps(payload)))
        hidden.rename(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in self._messages(queue):
            taken = Path(self.processed_folder) / path.name
            try:
                path.rename(taken)
            except OSError:
                continue
            try:
                payload = loads(bytes_to_str(taken.read_bytes()))
            except ValueError:
                taken.rename(taken.with_suffix(".bad"))
                continue
            taken.unlink(missing_ok=True)
            return payload
        raise Empty

    def _messages(self, queue: str) -> list[Path]:
        suffix = f".{queue}.msg"
        return [path for path in sorted(Path(self.data_folder_in).iterdir()) if self._is_of(path.name, suffix)]

    @staticmethod
    def _is_of(name: str, suffix: str) -> bool:
        return not name.startswith(".") and name.endswith(suffix) and "." + name.partition(".")[2] == suffix

    def _size(self, queue: str) -> int:
        return len(self._messages(queue))

    def _purge(self, queue: str) -> int:
        messages = self._messages(queue)
        for path in messages:
            path.unlink(missing_ok=True)
        return len(messages)


class Transport(filesystem.Transport):
    """The transport behind `akta-files://`."""

    Channel = Channel
