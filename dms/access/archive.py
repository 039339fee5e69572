"""How units, users and roles are kept in the archive: a snapshot a day, else a rebuild opens everything or nothing.

Passwords are not in it: after a rebuild an administrator sets new ones. Dictionaries of the office ride along.
"""

from __future__ import annotations

from typing import Any

from dms.access.models import Membership, Unit, User
from dms.archive import kinds
from dms.days import today

UNIT = ("symbol", "name", "active")
USER = ("username", "name", "post", "initials", "email", "is_active")


def describe(_noun_id: str) -> dict[str, Any]:
    """Return all units and users as they are now."""
    return {
        "units": [
            {"id": str(unit.pk), "parent": str(unit.parent_id) if unit.parent_id else None}
            | {name: getattr(unit, name) for name in UNIT}
            for unit in Unit.objects.order_by("pk")
        ],
        "users": [
            {"id": str(user.pk), "roles": _roles(user)} | {name: getattr(user, name) for name in USER}
            for user in User.objects.order_by("pk").prefetch_related("memberships")
        ],
    }


def _roles(user: User) -> list[list[Any]]:
    rows = [[row.role, str(row.unit_id) if row.unit_id else None, row.cleared] for row in user.memberships.all()]
    return sorted(rows, key=str)


def restore(_noun_id: str, data: dict[str, Any]) -> None:
    """Put units, users and roles back. Restoring goes by day, so the last snapshot wins: roles are replaced."""
    for row in data["units"]:
        Unit.objects.update_or_create(pk=row["id"], defaults={name: row[name] for name in UNIT})
    for row in data["units"]:
        Unit.objects.filter(pk=row["id"]).update(parent_id=row["parent"])
    for row in data["users"]:
        user, made = User.objects.update_or_create(pk=row["id"], defaults={name: row[name] for name in USER})
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        user.memberships.all().delete()
        Membership.objects.bulk_create(
            [Membership(user=user, role=role, unit_id=unit, cleared=cleared) for role, unit, cleared in row["roles"]]
        )


def snapshot_id() -> str:
    """Return the id of today's snapshot."""
    return today().isoformat()


def register() -> None:
    """Make the kind known. Any event about a unit or a user makes today's snapshot stale."""
    kind = kinds.Kind("snapshot", 10, lambda: [snapshot_id()] if Unit.objects.exists() or User.objects.exists() else [])
    kinds.register(kind, kinds.Part("snapshot", describe, restore))
    kinds.belongs("unit", "snapshot", snapshot_id)
    kinds.belongs("user", "snapshot", snapshot_id)
