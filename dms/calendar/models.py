"""Appointments of a principal (the mayor, a deputy): when, where, with whom, and which records and cases belong."""

from __future__ import annotations

from django.db import models

from dms import ids
from dms.access.models import Guard, Guarded, Level, Unit
from dms.cases.models import Case
from dms.people.models import Person
from dms.records.models import Record


class AppointmentQuerySet(Guarded):
    """Questions about many appointments."""


class Appointment(models.Model):
    """One entry of a calendar. Instants are UTC; a whole-day entry begins and ends at midnight in Warsaw.

    `private` hides everything but the time from whoever may see the calendar but is not the writer's duty.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    principal = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    title = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    whole_day = models.BooleanField(default=False)
    place = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    private = models.BooleanField(default=False)
    cancelled = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.OFFICE)
    guard = models.ForeignKey(Guard, on_delete=models.PROTECT, related_name="+")
    records = models.ManyToManyField(Record, blank=True, related_name="appointments")
    cases = models.ManyToManyField(Case, blank=True, related_name="appointments")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["principal", "starts_at"], name="appointment_by_time")]

    def __str__(self) -> str:
        return self.title


class Attendee(models.Model):
    """Somebody who takes part, as written, with an optional link to a person."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="attendees")
    name = models.CharField(max_length=250)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="attended")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
