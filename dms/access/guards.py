"""Making guards and asking what a person holds: the one rule for lists, counts, facets and the index."""

from __future__ import annotations

from collections.abc import Iterable

from dms.access.models import Guard, GuardKey, Level, Unit
from dms.access.system import Principal

# Office-wide duties that need to see the work of every unit.
DUTIES = ("role:registry", "role:archivist", "role:records_manager")


def guard_for(unit: Unit | None, level: str, grants: Iterable[str] = (), owner: str = "") -> Guard:
    """Return the guard of a unit and level; with `grants` (keys) and `owner` (kind:id), a guard of its own.

    Made on first use; safe to call from several processes at once.
    """
    symbol = unit.symbol if unit else "-"
    grants = sorted(set(grants))
    code = f"{owner}" if grants else f"{symbol}/{level}"
    keys = _keys(symbol, level) | set(grants)
    guard, _made = Guard.objects.get_or_create(code=code)
    present = set(guard.keys.values_list("key", flat=True))
    if present != keys:
        GuardKey.objects.bulk_create([GuardKey(guard=guard, key=key) for key in keys - present], ignore_conflicts=True)
        guard.keys.exclude(key__in=keys).delete()
    return guard


def _keys(symbol: str, level: str) -> set[str]:
    if level == Level.OFFICE:
        return {"all"}
    if level == Level.CONFIDENTIAL:
        return {f"unit:{symbol}:confidential", "role:archivist:confidential", "role:records_manager:confidential"}
    return {f"unit:{symbol}", *DUTIES}


def open_guards(user: Principal) -> frozenset[int] | None:
    """Return the ids of the guards this user opens; None means everything (the system itself)."""
    if user.sees_everything:
        return None
    return frozenset(GuardKey.objects.filter(key__in=user.keys).values_list("guard_id", flat=True))
