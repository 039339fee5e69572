"""What the index does not know yet: rows are added by whoever changes something, and deleted by who indexed it."""

from __future__ import annotations

from django.db import models


class Dirty(models.Model):
    """One mark: this subject changed. Many marks of one subject make one document."""

    kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["kind", "subject_id"], name="dirty_subject")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}"
