"""The card of the inbox: where a record belongs and the few facts that are known at its arrival."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from dms.access.models import User
from dms.cases.models import Case
from dms.forms import OfficeForm
from dms.records import completeness
from dms.records.forms import DescribeForm
from dms.records.models import Record, RecordClass
from ingest.forms import find_home

SHOWN = (
    "title", "kind", "sender_name", "sender_town", "sender_country", "addressee_name", "addressee_town",
    "responsible_name", "responsible_post", "date_text", "received_on", "delivery", "access",
)  # fmt: skip
"""All that the completeness of any kind asks for, and the manner of delivery."""
WIDE = ("sender_name", "addressee_name", "responsible_name", "responsible_post", "access")
"""Those whose words need a whole line of the card."""
MOST_AT_ONCE = 500


class HomeMixin:
    """What both forms of the inbox share: the class or case as typed."""

    user: User

    def home_of(self, typed: str) -> RecordClass | Case:
        """Return the class or case; raises ValidationError when nothing or something unknown was typed."""
        if not typed.strip():
            raise forms.ValidationError(_("Choose a class or a case."))
        return find_home(typed.strip(), self.user)


class ClassifyForm(HomeMixin, DescribeForm):
    """One record: a suggestion or a typed class or case, and the description's first fields."""

    asks = True

    choice = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    home = forms.CharField(
        label=_("Another class or case"),
        required=False,
        max_length=80,
        help_text=_("symbol of a final class, or the sign of an open case"),
        widget=forms.TextInput(attrs={"list": "classes", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, record: Record, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, record=record, only=(*SHOWN, "choice", "home"), **kwargs)
        cast(Any, self.fields["home"]).unmarked = True  # not optional: this or a suggestion
        if self.kind_now == Record.Kind.LETTER_OUT:
            self.fields["delivery"].label = _("Manner of dispatch")

    @property
    def asked_for(self) -> list[tuple[BoundField, bool]]:
        """Return the fields that the completeness of this kind asks for, each with whether it takes a whole line."""
        return self._shown(True)

    @property
    def further(self) -> list[tuple[BoundField, bool]]:
        """Return the other fields: what the letter may say as well, or another kind would need."""
        return self._shown(False)

    @property
    def further_wrong(self) -> bool:
        """Tell whether something is wrong or doubtful among the other fields, so that they must be open."""
        names = {bound.name for bound, _wide in self.further}
        return bool(names & (set(self.errors) | {doubt.field for doubt in self.doubts})) if self.is_bound else False

    def _shown(self, asked: bool) -> list[tuple[BoundField, bool]]:
        wanted = completeness.fields(self.kind_now)
        names = [name for name in SHOWN[2:] if (name in wanted) is asked]
        return [(self[name], name in WIDE) for name in names]

    def clean(self) -> dict[str, Any]:
        """Find the home: what was typed counts before what was chosen."""
        data = super().clean() or self.cleaned_data
        try:
            data["home"] = self.home_of(data.get("home") or data.get("choice") or "")
        except forms.ValidationError as problem:
            self.add_error("home", problem)
        return data


class BulkForm(HomeMixin, OfficeForm):
    """Many records at once: one class for all."""

    home = forms.CharField(
        label=_("Class for the ticked documents"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "classes", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, auto_id="many_%s", **kwargs)

    def clean_home(self) -> RecordClass:
        """Return the class; a case takes its records one by one."""
        found = self.home_of(self.cleaned_data["home"])
        if not isinstance(found, RecordClass):
            raise forms.ValidationError(_("Many documents at once are given a class; file them in a case one by one."))
        return found
