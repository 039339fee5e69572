"""Connections to the database that break: how to tell, how long to wait, and how to go on.

Servers are restarted and networks fail. A page says at once that it cannot be shown now (503), so that nobody waits
before a white screen; workers and commands wait for the server and go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection

Result = TypeVar("Result")
BROKEN = (OperationalError, InterfaceError)
"""What Django raises over a broken connection, and over some other things; `is_lost` tells which."""
PAUSE = 0.2
_patience = 0.0


def be_patient(seconds: float) -> None:
    """Let this process wait so long for a server that was there before."""
    global _patience
    _patience = seconds


def patience() -> float:
    """Return for how many seconds this process waits."""
    return _patience


def is_lost() -> bool:
    """Tell whether this thread's connection is broken or not to be had; it is closed then, so that the next is new."""
    if connection.connection is not None and connection.is_usable():
        return False
    connection.close()
    return True


def passes(problem: DatabaseError | InterfaceError) -> bool:
    """Tell whether it is worth trying again a moment later: no connection, or somebody else in the way."""
    if not isinstance(problem, BROKEN):
        return False
    said = str(problem).lower()
    return any(part in said for part in ("lock", "timeout")) or is_lost()


def patiently(step: Callable[[], Result]) -> Result:
    """Do a step that may safely be done twice, and do it again while its connection breaks and patience lasts.

    Not inside a transaction: what was done in it before is lost with the connection. Raises what the step raises.
    """
    until = time.monotonic() + _patience
    while True:
        try:
            return step()
        except BROKEN:
            if connection.in_atomic_block or not is_lost() or time.monotonic() >= until:
                raise
            time.sleep(PAUSE)
