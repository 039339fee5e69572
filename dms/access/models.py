"""Units of the office, its users, what role they hold where, and the guards that decide who sees a thing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dms import ids
from dms.audit.log import Actor
from dms.polish import InPolish


class Role(models.TextChoices):
    """What a person is in the office."""

    READER = "reader", _("reader")
    HANDLER = "handler", _("case handler")
    REGISTRY = "registry", _("registry desk")
    ARCHIVIST = "archivist", _("archivist")
    RECORDS_MANAGER = "records_manager", _("records manager")
    ADMINISTRATOR = "administrator", _("administrator")


class Level(models.TextChoices):
    """How widely a thing may be seen."""

    OFFICE = "office", _("whole office")
    UNIT = "unit", _("the unit")
    CONFIDENTIAL = "confidential", _("named people of the unit")


class Unit(models.Model):
    """A unit of the office (komórka organizacyjna). Its symbol opens its case references and is never reused."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    symbol = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["symbol"]

    def __str__(self) -> str:
        return f"{self.symbol} {self.name}"


class UserManager(BaseUserManager["User"]):
    """Finds users by the name they sign in with, however they write its letters."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user of this name: as written, else with other capitals, where that leaves one."""
        found = list(self.filter(username__iexact=(username or "").strip())[:2])
        exact = [user for user in found if user.username == username]
        if len(exact or found) != 1:
            raise self.model.DoesNotExist
        return (exact or found)[0]


class User(AbstractBaseUser):
    """A person who signs in."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=200, blank=True)
    initials = models.CharField(max_length=10, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    sees_everything = False
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        ordering = [InPolish("name")]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def actor(self) -> Actor:
        """Return the person as data for an event."""
        return Actor("user", str(self.id), str(self))

    @cached_property
    def memberships_list(self) -> list[Membership]:
        """Return the memberships with their units, read once per request."""
        return list(self.memberships.select_related("unit"))

    @cached_property
    def roles(self) -> frozenset[str]:
        """Return all roles held anywhere."""
        return frozenset(membership.role for membership in self.memberships_list)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return the keys this person holds; a guard opens to any one of its keys."""
        if not self.is_active:
            return frozenset()
        found = {"all", f"user:{self.id}"}
        for membership in self.memberships_list:
            found |= membership.keys()
        return frozenset(found)

    def get_short_name(self) -> str:
        """Return the name for the header."""
        return str(self)


class Membership(models.Model):
    """A role of a user, in one unit or (without a unit) in the whole office."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    cleared = models.BooleanField(default=False, help_text=_("may see confidential things of the unit"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(unit__isnull=True), name="membership_office_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.unit or ''}"

    def keys(self) -> set[str]:
        """Return the keys this membership gives."""
        if self.unit is None:
            return {f"role:{self.role}"} | ({f"role:{self.role}:confidential"} if self.cleared else set())
        symbol = self.unit.symbol
        return {f"unit:{symbol}"} | ({f"unit:{symbol}:confidential"} if self.cleared else set())


class Guard(models.Model):
    """A lock with several keys: one per unit and level, plus one for each thing with grants of its own.

    The local integer id is what the search index stores; it never leaves the database otherwise.
    """

    code = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.code


class GuardKey(models.Model):
    """One key that opens a guard."""

    guard = models.ForeignKey(Guard, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guard", "key"], name="guard_key_once")]
        indexes = [models.Index(fields=["key", "guard"], name="guard_by_key")]

    def __str__(self) -> str:
        return self.key


class Guarded(models.QuerySet):
    """Base of query sets of guarded things: reads pass through `visible_to`."""

    def visible_to(self, user: Any) -> Any:
        """Return only what this user (or `access.SYSTEM`) may see."""
        if user.sees_everything:
            return self
        return self.filter(guard__in=GuardKey.objects.filter(key__in=user.keys).values("guard"))
