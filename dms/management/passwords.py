"""Where the password of an account comes from: the environment, a pipe, or a person who types it twice."""

from __future__ import annotations

import getpass
import os
import sys

from django.utils.translation import gettext as _

from dms.errors import Invalid


def ask() -> str:
    """Return the password; raises Invalid when there is none, or when what is typed twice differs.

    `AKTA_PASSWORD` comes first, then the first line of a standard input that is no terminal, then the terminal.
    """
    given = os.environ.get("AKTA_PASSWORD", "") or (_typed() if sys.stdin.isatty() else _piped())
    if not given:
        text = _("No password was given. Type it when asked, pipe it in as the first line, or set AKTA_PASSWORD.")
        raise Invalid({"password": text})
    return given


def _piped() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _typed() -> str:
    """Ask twice: what is typed cannot be seen."""
    first = getpass.getpass(_("Password: "))
    if first and getpass.getpass(_("Once more: ")) != first:
        raise Invalid({"password": _("The two passwords differ; nothing was changed.")})
    return first
