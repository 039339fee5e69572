"""An arrival: one file on its way in, from the receipt to the record it became, or to where it was set aside."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dms import ids
from dms.access.models import Level, Unit, User
from dms.cases.models import Case
from dms.records.models import Record, RecordClass


class ArrivalQuerySet(models.QuerySet):
    """Questions about many arrivals."""

    def visible_to(self, user: Any) -> Any:
        """Return one's own arrivals, and those whose record one may see; the system sees all."""
        if user.sees_everything:
            return self
        seen = Record.objects.visible_to(user).values("pk")
        return self.filter(models.Q(user=user) | models.Q(record__in=seen))


class Arrival(models.Model):
    """A file that was acknowledged. `id` names its bytes in `incoming/`; `record_id_given` is the id its record gets,
    chosen at the receipt so that capturing twice makes one record."""

    class State(models.TextChoices):
        """How far it came."""

        RECEIVED = "received", _("received")
        CAPTURED = "captured", _("kept in the archive")
        DONE = "done", _("ready")
        SET_ASIDE = "set_aside", _("set aside")

    class Source(models.TextChoices):
        """By what way it came."""

        COMMAND = "command", _("command line")
        UPLOAD = "upload", _("upload form")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    source = models.CharField(max_length=10, choices=Source.choices)
    origin = models.CharField(max_length=1000, blank=True)
    name = models.CharField(max_length=500)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    modified_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="arrivals")
    sender_key = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.UNIT)
    record_class = models.ForeignKey(RecordClass, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    media_type = models.CharField(max_length=120, blank=True)
    format_label = models.CharField(max_length=120, blank=True)
    group = models.CharField(max_length=20, blank=True)
    record_id_given = models.UUIDField(default=ids.new, editable=False)
    record = models.OneToOneField(Record, null=True, blank=True, on_delete=models.SET_NULL, related_name="arrival")
    problem = models.JSONField(null=True, blank=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["source", "sender_key", "sha256"], name="arrival_once_per_sender"),
        ]
        indexes = [models.Index(fields=["state", "-received_at"], name="arrival_by_state")]

    def __str__(self) -> str:
        return self.name
