"""Who may do what: one table of verbs and roles, asked by every action.

A role held in a unit counts for things of that unit only; a role held office-wide counts everywhere.
Seeing is decided by guards, not here: an action on what one may not see is refused as "not found" before this table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext_noop as _

from dms.access.models import Role, Unit, User
from dms.errors import NotPermitted

if TYPE_CHECKING:
    from dms.access.system import Principal

READER, HANDLER, REGISTRY = Role.READER, Role.HANDLER, Role.REGISTRY
ARCHIVIST, MANAGER, ADMIN = Role.ARCHIVIST, Role.RECORDS_MANAGER, Role.ADMINISTRATOR

DESK = frozenset({REGISTRY, HANDLER, ARCHIVIST, MANAGER})
RULES: dict[str, frozenset[Role]] = {
    "record.receive": DESK,
    "record.describe": DESK,
    "record.classify": DESK,
    "record.relate": DESK,
    "case.open": frozenset({HANDLER, REGISTRY, MANAGER}),
    "case.describe": frozenset({HANDLER, REGISTRY, MANAGER}),
    "case.file": DESK,
    "case.close": frozenset({HANDLER, MANAGER}),
    "case.reopen": frozenset({HANDLER, MANAGER}),
    "appointment.write": frozenset({REGISTRY, HANDLER, MANAGER}),
    "person.write": DESK,
    "retention.read": frozenset({ARCHIVIST, MANAGER}),
    "retention.set": frozenset({ARCHIVIST, MANAGER, HANDLER}),
    "record.export": frozenset({ARCHIVIST, MANAGER}),
    "scheme.import": frozenset({MANAGER, ARCHIVIST}),
    "terms.write": frozenset({MANAGER}),
    "archive.verify": frozenset({ARCHIVIST, MANAGER, ADMIN}),
    "job.read": frozenset({ADMIN, REGISTRY, ARCHIVIST, MANAGER}),
    "job.retry": frozenset({ADMIN, REGISTRY, ARCHIVIST, MANAGER}),
    "audit.read": frozenset({ADMIN, ARCHIVIST, MANAGER}),
    "access.write": frozenset({ADMIN}),
}

DEEDS: dict[str, str] = {
    "record.receive": _("adding files"),
    "record.describe": _("describing documents"),
    "record.classify": _("classifying documents, the inbox"),
    "record.relate": _("linking documents"),
    "case.open": _("opening cases"),
    "case.describe": _("changing the description of cases"),
    "case.file": _("filing documents in cases"),
    "case.close": _("closing cases"),
    "case.reopen": _("reopening cases"),
    "appointment.write": _("entering appointments in the calendar"),
    "person.write": _("keeping the list of people and institutions"),
    "retention.read": _("the list of what is due"),
    "retention.set": _("entering facts and decisions about keeping"),
    "record.export": _("giving out copies in export packages"),
    "scheme.import": _("bringing in a classification scheme"),
    "terms.write": _("keeping the dictionaries"),
    "archive.verify": _("checking the archive"),
    "job.read": _("looking at background jobs"),
    "job.retry": _("starting background jobs again"),
    "audit.read": _("reading the audit trail"),
    "access.write": _("accounts, roles and units"),
}
"""Verb → msgid of what it lets a person do, for refusals."""


def can(user: Principal, verb: str, unit: Unit | None = None) -> bool:
    """Tell whether the user may do this (for a thing of this unit, or anywhere when no unit is given)."""
    if user.sees_everything:
        return True
    allowed = RULES[verb]
    person = cast(User, user)
    if not person.is_active:
        return False
    for membership in person.memberships_list:
        somewhere = unit is None or membership.unit_id is None or membership.unit_id == unit.pk
        if membership.role in allowed and somewhere:
            return True
    return False


def require(user: Principal, verb: str, unit: Unit | None = None) -> None:
    """Raise NotPermitted unless the user may do this; it names the verb, and the unit where only that is why."""
    if not can(user, verb, unit):
        raise NotPermitted(verb=verb, unit=unit.symbol if unit is not None and can(user, verb) else "")
