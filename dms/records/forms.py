"""Forms about one record: its description (elements A–C of the annex to the office instruction), who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dms.access.models import Level, Unit
from dms.days import today
from dms.errors import Invalid
from dms.forms import AreaField, AskingForm, DayField, Doubt, OfficeForm
from dms.records import completeness, languages, partial_dates, plausible
from dms.records.actions import PEOPLE
from dms.records.models import Correspondent, Record, Relation, Term
from dms.records.picking import RECORDS, PickingForm

PERSON_FIELDS = {
    "sender": ("name", "town", "country", "email"),
    "addressee": ("name", "town", "country", "email"),
    "responsible": ("name", "post"),
}
"""Which details of the first person of each role the form edits; other people and details stay as they are."""

DATES = ("date_text", "posted_text", "received_on", "sent_on")


class PartialDateField(forms.CharField):
    """A date of which only the year or the month may be known; cleaned to `YYYY[-MM[-DD]]`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the stored text as people write it: 12.03.2024, 03.2024, 2024."""
        if isinstance(value, str) and value[:4].isdigit() and "-" in value:
            return ".".join(reversed(value.split("-")))
        return value

    def clean(self, value: Any) -> str:
        """Return the canonical text, or an empty one; raises ValidationError."""
        text = str(super().clean(value)).strip()
        try:
            return partial_dates.parse(text).text if text else ""
        except Invalid as problem:
            raise forms.ValidationError(str(problem)) from None


class DescribeForm(AskingForm):
    """The description of a record. `save_values` gives what `records.actions.describe` takes.

    `only` leaves a part of the fields. Such a form asks about doubtful dates only when its class says so (`asks`),
    because its page must show `parts/doubts.html` then.
    """

    asks = False

    title = forms.CharField(label=_("Title"), max_length=500)
    kind = forms.ChoiceField(label=_("Kind"), choices=Record.Kind.choices)
    document_type = forms.CharField(
        label=_("Kind of document"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "document-types"}),
    )
    date_text = PartialDateField(
        label=_("Date on the letter"), required=False, help_text=_("a day, a month or a year: 12.03.2024, 3.2024, 2024")
    )
    received_on = DayField(label=_("Day of receipt"), required=False)
    sent_on = DayField(label=_("Day of dispatch"), required=False)
    posted_text = PartialDateField(label=_("Day of posting"), required=False)
    sender_reference = forms.CharField(label=_("Sender's sign"), required=False, max_length=120)
    delivery = forms.CharField(
        label=_("Manner of delivery"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "deliveries"}),
    )
    attachments_declared = forms.IntegerField(
        label=_("Attachments named in the letter"), required=False, min_value=0, max_value=10_000
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    form = forms.ChoiceField(label=_("Form"), choices=Record.Form.choices)
    access = forms.ChoiceField(
        label=_("Public access"), required=False, choices=[("", _("not decided yet")), *Record.Access.choices]
    )
    description = AreaField(label=_("Remarks"), required=False, rows=4)
    sender_name = forms.CharField(label=_("Sender"), required=False, max_length=250)
    sender_town = forms.CharField(label=_("Sender's town"), required=False, max_length=120)
    sender_country = forms.CharField(
        label=_("Sender's country"), required=False, max_length=2, help_text=_("two letters: PL, DE")
    )
    sender_email = forms.EmailField(label=_("Sender's e-mail"), required=False)
    addressee_name = forms.CharField(label=_("Addressee"), required=False, max_length=250)
    addressee_town = forms.CharField(label=_("Addressee's town"), required=False, max_length=120)
    addressee_country = forms.CharField(
        label=_("Addressee's country"), required=False, max_length=2, help_text=_("two letters: PL, DE")
    )
    addressee_email = forms.EmailField(label=_("Addressee's e-mail"), required=False)
    responsible_name = forms.CharField(label=_("Employee responsible"), required=False, max_length=250)
    responsible_post = forms.CharField(label=_("Post of the employee"), required=False, max_length=200)

    PLAIN = (
        "title", "kind", "document_type", "date_text", "received_on", "sent_on", "posted_text", "sender_reference",
        "delivery", "attachments_declared", "language", "form", "access", "description",
    )  # fmt: skip

    def __init__(self, *args: Any, record: Record, only: tuple[str, ...] = (), **kwargs: Any) -> None:
        self._record = record
        self._people = list(record.correspondents.all())
        kwargs.setdefault("initial", self._initial())
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if only and name not in only]:
            del self.fields[name]
        self._whole = not only
        for name in completeness.fields(self.kind_now):
            if name in self.fields:
                cast(Any, self.fields[name]).wanted = True  # the page says "if it can be determined", not "optional"
        language = self.fields.get("language")
        if isinstance(language, forms.ChoiceField):
            language.choices = languages.choices(self._record.language)

    def _initial(self) -> dict[str, Any]:
        found = {name: getattr(self._record, name) for name in self.PLAIN}
        for role, details in PERSON_FIELDS.items():
            person = self._first(role)
            found |= {f"{role}_{detail}": getattr(person, detail) for detail in details if person}
        return found

    @property
    def kind_now(self) -> str:
        """Return the kind as chosen in the form, else the record's."""
        chosen = str(self["kind"].value()) if "kind" in self.fields else ""
        return chosen if chosen in Record.Kind.values else self._record.kind

    def _first(self, role: str) -> Correspondent | None:
        return next((person for person in self._people if person.role == role), None)

    def find_doubts(self, data: dict[str, Any]) -> Iterator[Doubt]:
        """Give what is unlikely in the dates, as far as one of them is new."""
        if not (self._whole or self.asks):
            return
        for code, field, involved in plausible.oddities(self._days(data)):
            new = any(name in data and data[name] != getattr(self._record, name) for name in involved)
            if new and field in self.fields:
                yield Doubt(code, field, gettext(plausible.SENTENCES[code]))

    def _days(self, data: dict[str, Any]) -> plausible.Days:
        value = {name: data.get(name, getattr(self._record, name)) for name in DATES}
        written, posted = (
            partial_dates.parse(text) if text else None for text in (value["date_text"], value["posted_text"])
        )
        return plausible.Days(today(), written, posted, value["received_on"], value["sent_on"])

    def clean_sender_country(self) -> str:
        """Return the code of the country in capitals."""
        return str(self.cleaned_data["sender_country"]).upper()

    def clean_addressee_country(self) -> str:
        """Return the code of the country in capitals."""
        return str(self.cleaned_data["addressee_country"]).upper()

    def save_values(self) -> dict[str, Any]:
        """Return the keywords of `records.actions.describe`: the fields shown, and all people with their changes."""
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in self.PLAIN if name in self.fields}
        values["correspondents"] = self._all_people()
        return values

    def _all_people(self) -> list[dict[str, Any]]:
        rows = [{name: getattr(person, name) for name in PEOPLE} for person in self._people]
        for role, details in PERSON_FIELDS.items():
            typed = {d: self.cleaned_data[f"{role}_{d}"] for d in details if f"{role}_{d}" in self.fields}
            if not typed:
                continue
            row = next((row for row in rows if row["role"] == role), None)
            if row is None and typed.get("name"):
                rows.append({"role": role, "position": len(rows), **typed})
            elif row is not None:
                row.update(typed)
        return rows

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Return the fields in the groups of the page: (title, fields)."""
        names = [
            (_("The letter"), ("title", "kind", "document_type", "date_text", "sender_reference", "language", "form")),
            (_("Sender"), ("sender_name", "sender_town", "sender_country", "sender_email")),
            (_("Addressee"), ("addressee_name", "addressee_town", "addressee_country", "addressee_email")),
            (_("Way of delivery"), ("received_on", "posted_text", "sent_on", "delivery", "attachments_declared")),
            (_("In the office"), ("responsible_name", "responsible_post", "access", "description")),
        ]
        return [(title, [self[name] for name in fields if name in self.fields]) for title, fields in names]


def vocabularies() -> dict[str, list[str]]:
    """Return the words that the office keeps for kinds of document and manners of delivery, for suggestion lists."""
    rows = list(Term.objects.filter(retired=False).values_list("vocabulary", "name"))
    return {
        "document_types": [name for kind, name in rows if kind == Term.Vocabulary.DOCUMENT_TYPE],
        "deliveries": [name for kind, name in rows if kind != Term.Vocabulary.DOCUMENT_TYPE],
    }


class ProtectForm(OfficeForm):
    """Who may see a record: its unit and level."""

    unit = forms.ModelChoiceField(Unit.objects.filter(active=True), label=_("Unit"), empty_label=None)
    level = forms.ChoiceField(label=_("Who may see it"), choices=Level.choices, widget=forms.RadioSelect)


class RelateForm(PickingForm):
    """A link to another record: what this one is to it, and the other one by its words, id or address."""

    picks = "target"
    sources = (RECORDS,)
    type = forms.ChoiceField(label=_("This document is"), choices=Relation.Type.choices)
    target = forms.CharField(
        label=_("of which document"),
        max_length=400,
        help_text=_("words of its title, its id or the address of its page"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
