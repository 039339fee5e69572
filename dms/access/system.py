"""The system as an actor: jobs, rebuild and commands without `--as` act as it, explicitly."""

from __future__ import annotations

import getpass
import os
from typing import Protocol

from dms.audit.log import Actor


class Principal(Protocol):
    """Whoever acts or reads: a user, or the system."""

    sees_everything: bool

    @property
    def actor(self) -> Actor:
        """Return who this is, as data for an event."""

    @property
    def keys(self) -> frozenset[str]:
        """Return the keys held."""

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles held."""


class System:
    """Akta itself. It sees everything and may do everything; its events say through what it acted."""

    sees_everything = True
    is_authenticated = True
    keys: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()

    def __init__(self, **via: str) -> None:
        self._via = via

    @property
    def actor(self) -> Actor:
        """Return the system as data; `via` names the command and the operating system's user."""
        return Actor("system", "", "Akta", dict(self._via))

    def __str__(self) -> str:
        return "Akta"


SYSTEM = System()


def from_command(command: str) -> System:
    """Return the system acting through a command, with the operating system's user noted."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return System(command=command, os_user=name)
