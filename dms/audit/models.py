"""Events and their seals. An event is written once and never changed; a seal gives it its place in the chain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_noop as _

from dms import canonical, ids
from dms.errors import Damaged


class Immutable(Damaged):
    """Somebody tried to change or delete what may only be added."""

    code = "audit.immutable"
    message = _("The audit trail can only be added to.")


class InsertOnly(models.QuerySet):
    """A query set that can read and add, nothing else."""

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Immutable

    def delete(self) -> NoReturn:
        """Refuse."""
        raise Immutable

    def update_or_create(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Immutable

    def select_for_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: it announces a change."""
        raise Immutable

    def bulk_create(self, objs: Iterable[Any], *args: Any, update_conflicts: bool = False, **kwargs: Any) -> list[Any]:
        """Add rows; refuse to write over those that are there."""
        if update_conflicts:
            raise Immutable
        return super().bulk_create(objs, *args, **kwargs)


class InsertOnlyModel(models.Model):
    """A row that is saved once."""

    objects = InsertOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; refuse to save it again."""
        if not self._state.adding:
            raise Immutable
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise Immutable


class AuditEvent(InsertOnlyModel):
    """One thing that happened: verb, subject and actor as data (kind + id), instant (UTC), details without content.

    `schema` is the version of the data's shape for this verb; old shapes stay renderable for ever.
    `digest` is the SHA-256 of the canonical JSON of `as_data()`.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    verb = models.CharField(max_length=60)
    schema = models.PositiveSmallIntegerField(default=1)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=30)
    actor_id = models.CharField(max_length=60, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_subject"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}:{self.subject_id}"

    def as_data(self) -> dict[str, Any]:
        """Return the event as plain data: what its digest is made of, and what the archive keeps."""
        return {
            "id": str(self.id),
            "verb": self.verb,
            "schema": self.schema,
            "subject": [self.subject_kind, self.subject_id],
            "actor": [self.actor_kind, self.actor_id, self.actor_name],
            "at": canonical.plain(self.at),
            "data": self.data,
        }


class AuditSeal(InsertOnlyModel):
    """The place of one event in the chain: `hash` = SHA-256 of the previous seal's hash and the event's digest."""

    position = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"#{self.position}"
