"""How persons are kept in the archive."""

from __future__ import annotations

from typing import Any

from dms.archive import kinds
from dms.people.actions import FIELDS
from dms.people.models import Person


def describe(noun_id: str) -> dict[str, Any] | None:
    """Return a person as data."""
    person = Person.objects.filter(pk=noun_id).first()
    return {name: getattr(person, name) for name in FIELDS} if person else None


def restore(noun_id: str, data: dict[str, Any]) -> None:
    """Put a person back."""
    Person.objects.update_or_create(pk=noun_id, defaults={name: data[name] for name in FIELDS if name in data})


def register() -> None:
    """Make the kind known."""
    kind = kinds.Kind("person", 30, lambda: map(str, Person.objects.order_by("pk").values_list("pk", flat=True)))
    kinds.register(kind, kinds.Part("person", describe, restore))
