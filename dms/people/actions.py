"""Adding and changing persons."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dms.access import policy
from dms.access.system import Principal
from dms.audit import log
from dms.errors import Invalid
from dms.people.models import Person

FIELDS = ("type", "name", "surname", "given_names", "post", "email", "town", "country", "principal")


def add_person(name: str, *, by: Principal, **details: Any) -> Person:
    """Add a person or organisation; `details` are fields of the model."""
    policy.require(by, "person.write")
    if not name.strip():
        raise Invalid({"name": _("Give a name.")})
    with transaction.atomic():
        person = Person.objects.create(name=name.strip(), **details)
        log.record("person.added", ("person", person.pk), by.actor, {"type": person.type})
    return person


def change_person(person: Person, *, by: Principal, **details: Any) -> Person:
    """Change fields of a person; the event names the fields, not their values."""
    policy.require(by, "person.write")
    changed = sorted(name for name, value in details.items() if name in FIELDS and getattr(person, name) != value)
    if not changed:
        return person
    with transaction.atomic():
        for name in changed:
            setattr(person, name, details[name])
        person.save(update_fields=changed)
        log.record("person.changed", ("person", person.pk), by.actor, {"fields": changed})
    return person
