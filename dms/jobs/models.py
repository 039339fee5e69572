"""One row per piece of work, and one per living worker."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dms import ids


class Job(models.Model):
    """A named piece of work with plain arguments. Attempts are counted before the start, so a job that kills its
    worker is set aside like any other after the last attempt."""

    class State(models.TextChoices):
        """Where the job stands."""

        READY = "ready", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        WAITING = "waiting", _("on hold: a program is missing")
        SET_ASIDE = "set_aside", _("set aside")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    queue = models.CharField(max_length=20, default="main")
    priority = models.PositiveSmallIntegerField(default=5)
    key = models.CharField(max_length=120, blank=True)
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state="ready") & ~Q(key=""), name="job_key_once_ready"),
        ]
        indexes = [
            models.Index(fields=["queue", "state", "priority", "due_at"], name="job_next"),
            models.Index(fields=["subject_kind", "subject_id"], name="job_subject"),
            models.Index(fields=["state", "-created_at"], name="job_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Worker(models.Model):
    """A process that works jobs; `seen_at` is its heartbeat."""

    name = models.CharField(max_length=120, primary_key=True)
    queues = models.CharField(max_length=100)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
