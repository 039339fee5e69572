"""Forms of retention: the filters of the due list, and what people enter about one subject."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dms.days import today
from dms.errors import Invalid
from dms.forms import DayField, OfficeForm
from dms.records import partial_dates
from dms.records.category import Category, Kind
from dms.records.category import parse as parse_category
from retention.models import MEDIA
from retention.showing import Choice

ACTIONS = [
    ("", _("all")),
    ("destroy", _("disposal")),
    ("appraise", _("appraisal")),
    ("transfer", _("transfer to the State Archive")),
]


class FilterForm(OfficeForm):
    """The filters of the due list."""

    on = DayField(label=_("Due on"), required=False)
    action = forms.ChoiceField(label=_("What may be done"), choices=ACTIONS, required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    symbol = forms.RegexField(r"^[0-9]+$", label=_("Class"), required=False, max_length=10)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2999)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", gettext("all")),
            *((kind.value, kind.value) for kind in (Kind.A, Kind.B, Kind.BE, Kind.BC)),
        ]

    def choice(self) -> Choice:
        """Return what the list is narrowed to; a wrong value narrows nothing and the page says so (`misread`)."""
        self.is_valid()
        data = self.cleaned_data
        return Choice(
            on=data.get("on") or today(), action=data.get("action") or "", category=data.get("category") or "",
            symbol=data.get("symbol") or "", year=data.get("year"),
        )  # fmt: skip


class FactsForm(OfficeForm):
    """What the period counts from, where the law leaves it to be entered; only the fields that matter are kept."""

    trigger_text = forms.CharField(label=_("Day of the event"), required=False, max_length=20)
    special_years = forms.IntegerField(label=_("Years set by another law"), required=False, min_value=1, max_value=99)
    special_last_day = DayField(label=_("Last day set by another law"), required=False)
    fallback_years = forms.IntegerField(
        label=_("Years of the scheme's remark"), required=False, min_value=1, max_value=99
    )
    no_other_rule = forms.BooleanField(label=_("it was checked: no other law sets the period"), required=False)
    used_up_on = DayField(label=_("Day of full use"), required=False)
    is_copy = forms.BooleanField(label=_("it is a copy"), required=False)
    originals_exist = forms.BooleanField(label=_("the originals exist"), required=False)
    medium = forms.ChoiceField(
        label=_("Files are kept as"), required=False, choices=[("", _("as the documents tell")), *MEDIA]
    )

    def __init__(self, *args: Any, category: Category | None, trigger: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted: set[str] = {"trigger_text"} if trigger else set()
        kind = category.kind if category else None
        if kind is Kind.A:
            wanted |= {"medium"}
        if kind is Kind.B_STAR:
            wanted |= {"special_years", "special_last_day", "fallback_years", "no_other_rule"}
        if kind is Kind.BC:
            wanted |= {"used_up_on", "is_copy", "originals_exist", "medium"}
        for name in set(self.fields) - wanted:
            del self.fields[name]
        if trigger:
            self.fields["trigger_text"].help_text = trigger

    def clean_trigger_text(self) -> str:
        """Refuse what is no date; a year or a month is enough."""
        text = str(self.cleaned_data["trigger_text"])
        try:
            return partial_dates.parse(text).text if text else ""
        except Invalid as problem:
            raise forms.ValidationError(str(problem)) from None


class HoldForm(OfficeForm):
    """A hold: nothing is done while it is in force."""

    held = forms.BooleanField(label=_("hold it: nothing may be done with it"), required=False)
    hold_reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("dispute, control, request of an authority")
    )
    lent_to = forms.CharField(
        label=_("Lent to"), required=False, max_length=200, help_text=_("destruction and transfer wait for the return")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason of a hold."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("held") and not data.get("hold_reason", "").strip():
            self.add_error("hold_reason", gettext("Say why it is held."))
        return data


class ExtendForm(OfficeForm):
    """A longer keeping: years or a last day."""

    years = forms.IntegerField(label=_("By whole years"), required=False, min_value=1, max_value=99)
    last_day = DayField(label=_("Or to a last day"), required=False)


class DecideForm(OfficeForm):
    """Another category, decided by the office or by the State Archive."""

    category = forms.CharField(label=_("New category"), max_length=10, help_text=_("A, B5, BE10, Bc"))
    decided_on = DayField(label=_("Day of the decision"))
    appraisal = forms.BooleanField(label=_("result of an appraisal by the State Archive"), required=False)

    def clean_category(self) -> str:
        """Refuse what is no category."""
        try:
            return str(parse_category(self.cleaned_data["category"]))
        except Invalid as problem:
            raise forms.ValidationError(str(problem)) from None
