"""Connections to the database that break: how to tell, how long to wait, and how to go on.

Servers are restarted and networks fail. A page says at once that it cannot be shown now (503), so that nobody waits
before a white screen; workers and commands wait for the server and go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

Result = TypeVar("Result")
BROKEN = (OperationalError, InterfaceError)
"""What Django raises over a broken connection, and over some other things: `is_lost` tells which."""
ENDED = {"57P01", "57P02", "57P03", "57P05", "25P03"}
"""SQLSTATE of a server that stops, crashes or starts, and of a session that was ended for doing nothing."""
IN_THE_WAY = {"40001", "40P01", "53300", "55P03", "57014"}
"""SQLSTATE of a conflict with others, of too many connections, and of what took too long."""
PAUSE = 0.2
_patience = 0.0


def be_patient(seconds: float) -> None:
    """Let this process wait so long for a server that was there before."""
    global _patience
    _patience = seconds


def patience() -> float:
    """Return for how many seconds this process waits."""
    return _patience


def is_lost(problem: BaseException) -> bool:
    """Tell whether an error is a broken connection, or one that was not to be had. SQLite has none to lose."""
    if not isinstance(problem, BROKEN) or not hasattr(problem.__cause__, "sqlstate"):
        return False
    state: str | None = getattr(problem.__cause__, "sqlstate", None)
    return state is None or state[:2] == "08" or state in ENDED


def passes(problem: BaseException) -> bool:
    """Tell whether it is worth trying again a moment later: no connection, or somebody else in the way."""
    if is_lost(problem):
        return True
    state = getattr(problem.__cause__, "sqlstate", None)
    return state in IN_THE_WAY or (isinstance(problem, OperationalError) and "is locked" in str(problem))


def patiently(step: Callable[[], Result]) -> Result:
    """Do a step that may safely be done twice, and do it again while its connection breaks and patience lasts.

    Not inside a transaction: what was done in it before is lost with the connection. Raises what the step raises.
    """
    until = time.monotonic() + _patience
    while True:
        try:
            return step()
        except BROKEN as problem:
            if connection.in_atomic_block or not is_lost(problem) or time.monotonic() >= until:
                raise
            time.sleep(PAUSE)
