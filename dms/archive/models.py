"""Where each archived noun stands: its head in the archive, and what has not been written yet."""

from __future__ import annotations

from django.db import models


class Holding(models.Model):
    """One archived object: its head version as last written by us, and a lease for who is writing it now.

    Exclusive writing is decided here; the store's exclusive creation is the second belt.
    """

    object_id = models.CharField(max_length=100, primary_key=True)
    head = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.object_id} v{self.head}"


class Unwritten(models.Model):
    """An event whose consequence is not in the archive yet. Rows are only added; who wrote the version deletes them."""

    kind = models.CharField(max_length=30)
    noun_id = models.CharField(max_length=60)
    event_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "noun_id"], name="unwritten_noun")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.noun_id}"
