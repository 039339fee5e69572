"""Finding persons to show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q

from dms.errors import NotFound
from dms.people.models import Person


def get(person_id: UUID) -> Person:
    """Return a person; raises NotFound."""
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotFound(what=str(person_id))
    return found


def matching(text: str, type_: str = "") -> Any:
    """Return persons whose name, town or post has every word of the text; of one type when given."""
    found = Person.objects.all()
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(town__icontains=word) | Q(post__icontains=word))
    return found.filter(type=type_) if type_ else found
