"""The audit trail narrowed by what an auditor asks: about what, by whom, when, which verbs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dms.audit import sentences
from dms.audit.models import AuditEvent
from dms.calendar.showing import midnight
from dms.forms import DayField, OfficeForm

KINDS = [
    ("record", _("document")), ("case", _("case")), ("appointment", _("appointment")), ("person", _("person")),
    ("arrival", _("file on its way in")), ("job", _("background job")), ("scheme", _("classification scheme")),
    ("user", _("user")), ("unit", _("unit")),
]  # fmt: skip
PAGES = {"record": "record", "case": "case", "appointment": "appointment", "person": "person", "user": "user"}
"""Kind of subject → name of the page that shows it."""


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
