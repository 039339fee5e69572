"""`akta demo`: set up the sample office and say what to try first."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access.models import Role
from dms.access.system import Principal
from dms.management.base import AktaCommand, Progress
from dms.sample_office import build
from dms.sample_office.people import ACCOUNTS, PASSWORD, sign_in_accounts


class Command(AktaCommand):
    """Set up the sample office."""

    help = noop("Set up the sample office of an invented city: people, cases, letters, photographs, a calendar.")
    example = "akta demo --if-empty"
    acts_as = False

    def arguments(self, parser: CommandParser) -> None:
        """Say when to do nothing and when to wait."""
        parser.add_argument("--if-empty", action="store_true", help=_("do nothing when there is an office already"))
        parser.add_argument("--wait", action="store_true", help=_("wait until the text of scans is recognised too"))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Build it, or leave the office that is there alone."""
        build.refuse_half_built()
        if options["if_empty"] and build.exists():
            return {"built": False, **_ways_in()}
        progress = Progress(_("sample files"), options["json"])
        built = build.build(by=by, show=progress.show, wait=options["wait"])
        progress.end()
        return {"built": True, **vars(built), **_ways_in()}

    def tell(self, data: dict[str, Any]) -> None:
        """Print the accounts and the three things to try."""
        if data["built"]:
            self._tell_size(data)
        else:
            self.stdout.write(_("There is an office already; nothing was changed."))
        if data["accounts"]:
            self._tell_ways_in(data)

    def _tell_size(self, data: dict[str, Any]) -> None:
        self.stdout.write(_("The sample office is ready (%(seconds)s s). Everything in it is invented.") % data)
        text = _("%(records)s records, %(inbox)s of them in the inbox; %(cases)s cases; %(appointments)s appointments.")
        self.stdout.write(text % data)

    def _tell_ways_in(self, data: dict[str, Any]) -> None:
        self.stdout.write("")
        self.stdout.write(_("Sign in as (password for all: %(password)s):") % data)
        for row in data["accounts"]:
            self.stdout.write(f"  {row['username']:10} {row['role']:36} {row['name']}, {row['post']}")
        self.stdout.write("")
        self.stdout.write(_("Try first:"))
        for number, step in enumerate(data["try"], start=1):
            self.stdout.write(f"  {number}. {step}")


def _ways_in() -> dict[str, Any]:
    """Return accounts, password and first steps, where the office is the sample one; nothing in any other."""
    if not sign_in_accounts():
        return {"accounts": []}
    return {"password": PASSWORD, "accounts": accounts(), "try": first_steps()}


def accounts() -> list[dict[str, str]]:
    """Return the demonstration accounts; the role is in the active language."""
    return [
        {
            "username": row.username, "name": row.name, "post": row.post, "role": str(Role(row.role).label),
            "unit": row.unit or "",
        }
        for row in ACCOUNTS
    ]  # fmt: skip


def first_steps() -> list[str]:
    """Return three things to try, each one sentence."""
    return [
        _("As zofia, search for “kladka” or “kładkami”: letters, a scanned page, photographs and meetings answer."),
        _("As irena, open the inbox: ten files wait, one of them locked and one damaged, and both say so."),
        _("As helena, open what is due: every date says why; the register of 2018 is held back."),
    ]
