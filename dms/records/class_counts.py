"""What upper features know of a class: how many things are in it, and which. They register; the scheme's pages show it
without knowing who did (records stand below cases)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dms.access.system import Principal
from dms.records.models import ClassificationScheme

Count = Callable[[ClassificationScheme, Principal], dict[Any, int]]
_counts: list[Count] = []


def use(count: Count) -> None:
    """Let this function count the cases of each class of a scheme: class key → number."""
    _counts[:] = [count]


def cases(scheme: ClassificationScheme, user: Principal) -> dict[Any, int]:
    """Return the number of cases by class key; empty while nobody counts."""
    return _counts[0](scheme, user) if _counts else {}
