"""`akta user`: add accounts, give roles and set passwords from the terminal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dms.access import actions, policy
from dms.access.models import Role, Unit, User
from dms.access.system import Principal
from dms.management import lookup, passwords, usage, words
from dms.management.base import AktaCommand


class Command(AktaCommand):
    """Manage accounts."""

    help = noop(
        "Add an account, give it a role, set its password. The password is asked for twice; it can also be piped in "
        "as the first line, or stand in AKTA_PASSWORD."
    )
    example = "akta user add jnowak 'Janina Nowak' --role registry --unit KPM"
    examples = {
        "add": example,
        "password": "akta user password jnowak",
        "grant": "akta user grant jnowak --role archivist",
        "list": "akta user list",
    }

    def arguments(self, parser: CommandParser) -> None:
        """The verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        add = verbs.add_parser("add", help=_("add an account"))
        add.add_argument("username", metavar="USERNAME")
        add.add_argument("name", metavar="NAME")
        password = verbs.add_parser("password", help=_("set a password"))
        password.add_argument("username", metavar="USERNAME")
        grant = verbs.add_parser("grant", help=_("give an account one more role"))
        grant.add_argument("username", metavar="USERNAME")
        for one in (add, grant):
            one.add_argument("--role", choices=Role.values, required=True, help=usage.meanings(Role))
            one.add_argument("--unit", metavar="SYMBOL", help=_("only in this unit (default: whole office)"))
        verbs.add_parser("list", help=_("list accounts"))

    def act(self, by: Principal, options: dict[str, Any]) -> dict[str, Any]:
        """Do the verb."""
        self._verb = options["verb"]
        if self._verb == "list":
            users = User.objects.prefetch_related("memberships__unit").order_by("username")
            return {"users": [_row(user) for user in users]}
        policy.require(by, "access.write")  # before anybody types a password in vain
        if self._verb == "add":
            unit = _unit(options["unit"])
            user = actions.add_user(options["username"], options["name"], passwords.ask(), by=by)
            actions.grant(user, Role(options["role"]), unit, by=by)
            return {"username": user.username}
        found = lookup.user(options["username"])
        if self._verb == "grant":
            actions.grant(found, Role(options["role"]), _unit(options["unit"]), by=by)
        else:
            actions.set_password(found, passwords.ask(), by=by)
        return {"username": found.username}

    def tell(self, data: dict[str, Any]) -> None:
        """Print the accounts in columns, or say what was done."""
        if "users" not in data:
            done = {
                "add": _("The account %(username)s was added."),
                "password": _("The password of %(username)s was set."),
                "grant": _("%(username)s has the role now."),
            }
            self.stdout.write(done[self._verb] % data)
            return
        rows = [
            (
                row["username"],
                row["name"],
                _("open account") if row["active"] else _("closed account"),
                _roles(row["roles"]),
            )
            for row in data["users"]
        ]
        for line in words.columns(rows, (_("User name"), _("First name and surname"), _("Account"), _("Roles"))):
            self.stdout.write(line)


def _unit(symbol: str | None) -> Unit | None:
    """Return the unit of this symbol, None for the whole office; raises UnknownUnit."""
    return lookup.unit(symbol) if symbol else None


def _row(user: User) -> dict[str, Any]:
    roles = [
        {"role": one.role, "unit": one.unit.symbol if one.unit else None, "cleared": one.cleared}
        for one in user.memberships.all()
    ]
    roles.sort(key=lambda row: (row["unit"] or "", row["role"]))
    return {"username": user.username, "name": user.name, "active": user.is_active, "roles": roles}


def _roles(rows: list[dict[str, Any]]) -> str:
    """Return roles with the unit in which they hold; those without hold in the whole office."""
    return ", ".join(f"{Role(row['role']).label} ({row['unit'] or _('whole office')})" for row in rows) or "–"
