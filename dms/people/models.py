"""A person or organisation that the office knows. What stands on a record stays text there; this is the link."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dms import ids
from dms.polish import InPolish


class Person(models.Model):
    """A natural person or an organisation (podmiot)."""

    class Type(models.TextChoices):
        """Natural person or organisation."""

        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    type = models.CharField(max_length=12, choices=Type.choices, default=Type.PERSON)
    name = models.CharField(max_length=250, help_text=_("full name, or name of the organisation"))
    surname = models.CharField(max_length=120, blank=True)
    given_names = models.CharField(max_length=120, blank=True)
    post = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    town = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, default="PL", blank=True)
    principal = models.BooleanField(default=False, help_text=_("has a calendar kept by the office"))

    class Meta:
        ordering = [InPolish("name")]

    def __str__(self) -> str:
        return self.name
