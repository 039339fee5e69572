"""Panels: upper facts on lower pages. A feature registers a query and a template for a kind of subject; the page of
that subject shows it, without knowing who registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """One panel: `query(subject, user)` returns the template's context, or None to show nothing."""

    order: int
    template: str
    query: Callable[[Any, Any], dict[str, Any] | None]


_panels: dict[str, list[Panel]] = {}


def register(kind: str, order: int, template: str, query: Callable[[Any, Any], dict[str, Any] | None]) -> None:
    """Add a panel to the pages of a kind (`record`, `case`); the same template once."""
    present = _panels.setdefault(kind, [])
    others = [panel for panel in present if panel.template != template]
    present[:] = sorted([*others, Panel(order, template, query)], key=lambda panel: panel.order)


def shown(kind: str, subject: Any, user: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return (template, context) of each panel that has something to show."""
    found = [(panel.template, panel.query(subject, user)) for panel in _panels.get(kind, [])]
    return [(template, context) for template, context in found if context is not None]
