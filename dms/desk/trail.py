"""The audit trail narrowed by what an auditor asks: about what, by whom, when, which verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dms.access import policy
from dms.audit import sentences
from dms.audit.models import AuditEvent
from dms.calendar.models import Appointment
from dms.calendar.showing import midnight
from dms.cases.models import Case
from dms.forms import DayField, OfficeForm
from dms.records.models import Record

KINDS = [
    ("record", _("document")), ("case", _("case")), ("appointment", _("appointment")), ("person", _("person")),
    ("arrival", _("file on its way in")), ("job", _("background job")), ("scheme", _("classification scheme")),
    ("user", _("user")), ("unit", _("unit")), ("storage", _("store of the archive")),
]  # fmt: skip
PAGES = {"record": "record", "case": "case", "appointment": "appointment", "person": "person", "user": "user"}
"""Kind of subject → name of the page that shows it."""

GUARDED: dict[str, Any] = {"record": Record, "case": Case, "appointment": Appointment}
RULES = {"user": "access.write"}


def pages(subjects: Iterable[tuple[str, str]], user: Any) -> dict[tuple[str, str], str]:
    """Return the name of the page of each subject (kind, id) that the reader may open; one query for each kind.

    Whoever reads the trail or the jobs learns that something was done, and not more of the thing than elsewhere.
    """
    asked: dict[str, set[str]] = {}
    for kind, subject_id in subjects:
        asked.setdefault(kind, set()).add(subject_id)
    found: dict[tuple[str, str], str] = {}
    for kind, name in PAGES.items():
        ids = asked.get(kind, set())
        if kind in GUARDED:
            seen = GUARDED[kind].objects.visible_to(user).filter(pk__in=ids)
            ids = {str(pk) for pk in seen.values_list("pk", flat=True)}
        elif kind in RULES and not policy.can(user, RULES[kind]):
            ids = set()
        found |= {(kind, subject_id): name for subject_id in ids}
    return found


class FilterForm(OfficeForm):
    """The filters of the trail; every one may be empty."""

    kind = forms.ChoiceField(label=_("About"), required=False)
    verb = forms.ChoiceField(label=_("What happened"), required=False)
    actor = forms.CharField(label=_("Person"), required=False, max_length=200)
    since = DayField(label=_("From the day"), required=False)
    until = DayField(label=_("To the day"), required=False)
    subject = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[Any]] = {
            "kind": [("", gettext("everything")), *KINDS],
            "verb": [("", gettext("everything")), *verbs()],
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = values

    def events(self) -> Any:
        """Return the events that fit, newest first; a wrong value narrows nothing and the page says so (`misread`)."""
        self.is_valid()
        data = {name: value for name, value in self.cleaned_data.items() if value}
        found = AuditEvent.objects.order_by("-at", "-id")
        exact = {"kind": "subject_kind", "subject": "subject_id", "verb": "verb", "actor": "actor_name__icontains"}
        found = found.filter(**{exact[name]: value for name, value in data.items() if name in exact})
        if "since" in data:
            found = found.filter(at__gte=midnight(data["since"]))
        if "until" in data:
            found = found.filter(at__lt=midnight(data["until"] + dt.timedelta(days=1)))
        return found.select_related("seal")


def verbs() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every verb by its sentence, grouped by what it is about, for a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for verb, sentence in sentences.verbs().items():
        groups.setdefault(verb.split(".")[0], []).append((verb, sentence))
    words = dict(KINDS)
    return [(str(words.get(kind, kind)), rows) for kind, rows in groups.items()]
