"""Changes of units, users and their roles. Each is one event, so the daily snapshot in the archive follows."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dms.access import policy
from dms.access.models import Membership, Role, Unit, User
from dms.access.system import Principal
from dms.audit import log
from dms.errors import Conflict, Invalid

# Written in one way only, so that nobody is two accounts and none looks like another.
USERNAME = re.compile(r"^[a-z0-9]+([._-]+[a-z0-9]+)*$")
# Letters and digits with at least one letter, parts joined by hyphens; Polish letters are not allowed
# (instrukcja kancelaryjna, znak sprawy).
UNIT_SYMBOL = re.compile(r"^(?=.*[A-Za-z])[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")


def add_unit(symbol: str, name: str, *, parent: Unit | None = None, by: Principal) -> Unit:
    """Add a unit; its symbol opens case references, so its spelling is checked and it is never reused."""
    policy.require(by, "access.write")
    _refuse(symbol=wrong_symbol(symbol))
    with transaction.atomic():
        unit = Unit.objects.create(symbol=symbol, name=name, parent=parent)
        log.record("unit.added", ("unit", unit.pk), by.actor, {"symbol": symbol, "name": name})
    return unit


def add_user(
    username: str, name: str, password: str | None, *, by: Principal, post: str = "", initials: str = ""
) -> User:
    """Add a user; without a password nobody can sign in as them until one is set.

    Raises Invalid, which names all that is wrong at once.
    """
    policy.require(by, "access.write")
    user = User(username=username, name=name, post=post, initials=initials)
    _refuse(username=wrong_username(username), password=wrong_password(password, user))
    _set_password(user, password)
    with transaction.atomic():
        user.save()
        log.record("user.added", ("user", user.pk), by.actor, {"username": username, "name": name})
    return user


def set_password(user: User, password: str, *, by: Principal) -> None:
    """Set a user's password."""
    policy.require(by, "access.write")
    _refuse(password=wrong_password(password, user))
    _set_password(user, password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        log.record("user.password_set", ("user", user.pk), by.actor)


def grant(user: User, role: Role, unit: Unit | None = None, *, cleared: bool = False, by: Principal) -> Membership:
    """Give a user a role, in one unit or in the whole office."""
    policy.require(by, "access.write")
    with transaction.atomic():
        membership, made = Membership.objects.get_or_create(
            user=user, unit=unit, role=role, defaults={"cleared": cleared}
        )
        if not made and membership.cleared == cleared:
            return membership
        membership.cleared = cleared
        membership.save()
        data = {"role": role, "unit": unit.symbol if unit else None, "cleared": cleared}
        log.record("user.role_granted", ("user", user.pk), by.actor, data)
    _forget(user)
    return membership


class LastAdministrator(Conflict):
    """Without an administrator nobody could give rights any more."""

    code = "access.last_administrator"
    message = gettext_noop("This is the last administrator. Make somebody else an administrator first.")


def _keep_an_administrator(leaving: User) -> None:
    """Raise LastAdministrator when no other active account administers the whole office."""
    others = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(user=leaving)
    if not others.exists():
        raise LastAdministrator


def revoke(membership: Membership, *, by: Principal) -> None:
    """Take a role away; it acts at once, in lists and in search, because guards are asked at every query."""
    policy.require(by, "access.write")
    with transaction.atomic():
        if membership.role == Role.ADMINISTRATOR:
            _keep_an_administrator(membership.user)
        data = {"role": membership.role, "unit": membership.unit.symbol if membership.unit else None}
        log.record("user.role_revoked", ("user", membership.user_id), by.actor, data)
        membership.delete()
    _forget(membership.user)


def deactivate(user: User, *, by: Principal) -> None:
    """Close an account; what the person did stays theirs."""
    policy.require(by, "access.write")
    if by.actor.id == str(user.pk):
        raise Conflict
    with transaction.atomic():
        if user.memberships.filter(role=Role.ADMINISTRATOR).exists():
            _keep_an_administrator(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        log.record("user.deactivated", ("user", user.pk), by.actor)
    _forget(user)


def _forget(user: User) -> None:
    """Let the object in hand read its rights anew."""
    for name in ("memberships_list", "keys", "roles"):
        user.__dict__.pop(name, None)


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)


def wrong_symbol(symbol: str) -> str:
    """Return what is wrong with the symbol of a new unit, empty when nothing is."""
    if not UNIT_SYMBOL.fullmatch(symbol) or len(symbol) > 20:
        return _("A unit's symbol has letters A–Z and digits, parts joined by a hyphen: KPM, KPM-II.")
    return _("This symbol is taken.") if Unit.objects.filter(symbol__iexact=symbol).exists() else ""


def wrong_username(username: str) -> str:
    """Return what is wrong with the name of a new user, empty when nothing is."""
    if not USERNAME.fullmatch(username) or len(username) > 60:
        return _("A user name has small letters a–z, digits, dots, hyphens and underscores, as in zofia.lipska.")
    return _("This user name is taken.") if User.objects.filter(username__iexact=username).exists() else ""


def wrong_password(password: str | None, user: User) -> str:
    """Return what is wrong with a password for this user, empty when nothing is."""
    try:
        if password is not None:
            validate_password(password, user)
    except ValidationError as problem:
        return " ".join(problem.messages)
    return ""


def _refuse(**wrong: str) -> None:
    """Raise Invalid with the sentences that are not empty."""
    if fields := {name: text for name, text in wrong.items() if text}:
        raise Invalid(fields)
