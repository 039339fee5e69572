"""`akta user`: add accounts and set passwords from the terminal."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from dms.access import actions
from dms.access.models import Role, Unit, User
from dms.access.system import Principal
from dms.errors import NotFound
from dms.management.base import AktaCommand


class Command(AktaCommand):
    """Manage accounts."""

    help = "Add an account, give it a role, set its password. The password is asked for, or read from AKTA_PASSWORD."
    example = "akta user add jnowak 'Janina Nowak' --role registry --unit KPM"

    def arguments(self, parser: CommandParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        one = verbs.add_parser("add", help="add an account")
        one.add_argument("username", metavar="USERNAME")
        one.add_argument("name", metavar="NAME")
        one.add_argument("--role", choices=Role.values, required=True)
        one.add_argument("--unit", metavar="SYMBOL", help="only in this unit (default: whole office)")
        one = verbs.add_parser("password", help="set a password")
        one.add_argument("username", metavar="USERNAME")
        one = verbs.add_parser("grant", help="give an account one more role")
        one.add_argument("username", metavar="USERNAME")
        one.add_argument("--role", choices=Role.values, required=True)
        one.add_argument("--unit", metavar="SYMBOL", help="only in this unit (default: whole office)")
        verbs.add_parser("list", help="list accounts")

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Do the verb."""
        if options["verb"] == "list":
            users = User.objects.prefetch_related("memberships")
            return {"users": [{"username": one.username, "name": one.name, "active": one.is_active} for one in users]}
        if options["verb"] == "add":
            unit = _unit(options["unit"])
            user = actions.add_user(options["username"], options["name"], _password(), by=by)
            actions.grant(user, Role(options["role"]), unit, by=by)
            return {"username": user.username}
        found = User.objects.filter(username=options["username"]).first()
        if found is None:
            raise NotFound(what=options["username"])
        if options["verb"] == "grant":
            actions.grant(found, Role(options["role"]), _unit(options["unit"]), by=by)
        else:
            actions.set_password(found, _password(), by=by)
        return {"username": found.username}


def _unit(symbol: str | None) -> Unit | None:
    """Return the unit of this symbol, None for the whole office; raises NotFound."""
    unit = Unit.objects.filter(symbol=symbol).first() if symbol else None
    if symbol and unit is None:
        raise NotFound(what=symbol)
    return unit


def _password() -> str:
    given = os.environ.get("AKTA_PASSWORD", "")
    if given or not sys.stdin.isatty():
        return given
    return getpass.getpass(_("Password: "))
