"""What the due day of a thing depends on beyond the thing itself, and the answer kept as a row.

A sentence is derived: it can be dropped and computed again. An entry is what people decided: it is archived.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dms.cases.models import Case
from dms.days import today
from dms.records.models import Record
from retention.counting import Action, State
from retention.due import DUE_STATE
from retention.facts import Medium
from retention.reasons import Reason, from_data, sentence


class SubjectKind(models.TextChoices):
    """What is kept: a case, or a record outside cases."""

    CASE = "case", _("case")
    RECORD = "record", _("record outside cases")


MEDIA = [(Medium.ELECTRONIC.value, _("electronic files")), (Medium.PAPER.value, _("paper files"))]
"""On what the files are kept, where somebody said so; without it the documents tell."""


class Entry(models.Model):
    """What people entered about one subject: the day of a trigger, the period of another law, decisions, holds."""

    subject_kind = models.CharField(max_length=10, choices=SubjectKind.choices)
    subject_id = models.UUIDField()
    trigger_text = models.CharField(max_length=10, blank=True)
    special_years = models.PositiveSmallIntegerField(null=True, blank=True)
    special_last_day = models.DateField(null=True, blank=True)
    fallback_years = models.PositiveSmallIntegerField(null=True, blank=True)
    no_other_rule = models.BooleanField(default=False)
    used_up_on = models.DateField(null=True, blank=True)
    is_copy = models.BooleanField(default=False)
    originals_exist = models.BooleanField(default=True)
    medium = models.CharField(max_length=10, choices=MEDIA, blank=True)
    lent_to = models.CharField(max_length=200, blank=True)
    held = models.BooleanField(default=False)
    hold_reason = models.CharField(max_length=300, blank=True)
    decisions = models.JSONField(default=list, blank=True)
    extensions = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="retention_entry_once")]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id}"


class SentenceQuerySet(models.QuerySet):
    """Questions about due days."""

    def visible_to(self, user: Any) -> Any:
        """Return only sentences about what this user may see."""
        if user.sees_everything:
            return self
        cases = Case.objects.visible_to(user).values("pk")
        records = Record.objects.visible_to(user).values("pk")
        return self.filter(Q(case__in=cases) | Q(record__in=records))

    def due(self, on: dt.date) -> Any:
        """Return what is due on a day, the longest due first."""
        return (
            self.filter(due_on__lte=on)
            .order_by("due_on", "id")
            .select_related("case__record_class", "record__record_class")
        )


class Sentence(models.Model):
    """The due day of one case or one record outside cases, with its reasons as codes and parameters."""

    case = models.OneToOneField(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="sentence")
    record = models.OneToOneField(Record, null=True, blank=True, on_delete=models.CASCADE, related_name="sentence")
    category = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=20)
    action = models.CharField(max_length=10)
    keep_from = models.DateField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    barred_by = models.JSONField(default=list, blank=True)
    reasons = models.JSONField(default=list)
    computed_on = models.DateField()

    objects = SentenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, record__isnull=True) | Q(case__isnull=True, record__isnull=False),
                name="sentence_about_one",
            )
        ]
        indexes = [models.Index(fields=["due_on"], name="sentence_due")]

    def __str__(self) -> str:
        return f"{self.category} {self.due_on}"

    @classmethod
    def of(cls, kind: str, subject_id: object) -> Sentence | None:
        """Return the sentence about a case or record, or None."""
        return cls.objects.filter(**{f"{kind}_id": subject_id}).first()

    @property
    def subject(self) -> Case | Record:
        """Return what it is about."""
        found = self.case or self.record
        assert found is not None
        return found

    @property
    def why(self) -> tuple[Reason, ...]:
        """Return the reasons step by step; each is a sentence in the reader's language."""
        return from_data(self.reasons)

    def state_on(self, day: dt.date) -> str:
        """Return the state on a day: the days stay as computed, only whether the due day has come is asked anew."""
        if self.due_on is None:
            return self.state
        return str(DUE_STATE[Action(self.action)] if self.due_on <= day else State.KEPT)

    def as_data(self, on: dt.date | None = None) -> dict[str, Any]:
        """Return it as plain data, as it stands on a day (today), with the sentence in the active language."""
        return {
            "category": self.category, "state": self.state_on(on or today()), "action": self.action,
            "keep_from": self.keep_from, "keep_until": self.keep_until, "due_on": self.due_on,
            "barred_by": self.barred_by, "reasons": self.reasons, "sentence": sentence(self.why),
        }  # fmt: skip
