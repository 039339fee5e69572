"""Forms of a case: open, describe, close, reopen; the filters of the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dms.access import policy
from dms.access.models import Level, Unit, User
from dms.cases.models import Case
from dms.cases.showing import OPEN_CASES, Choice
from dms.days import today
from dms.errors import NotFound
from dms.forms import AreaField, AskingForm, DayField, Doubt, OfficeForm
from dms.records import scheme
from dms.records.models import RecordClass
from dms.records.picking import RECORDS, UUID_IN_TEXT, PickingForm

FAR_YEARS = 10
"""A deadline further away is taken for a slip of the hand until the reader confirms it."""


def units_for(user: Any, verb: str) -> Any:
    """Return the active units for which a user may do something."""
    units = Unit.objects.filter(active=True)
    allowed = [one for one in user.memberships_list if one.role in policy.RULES[verb]]
    if any(one.unit_id is None for one in allowed):
        return units
    return units.filter(pk__in=[one.unit_id for one in allowed])


def handlers() -> Any:
    """Return those who may be given a case."""
    return User.objects.filter(is_active=True, memberships__role__in=policy.RULES["case.open"]).distinct()


class DescribeForm(AskingForm):
    """What may change while a case is open. A deadline that is past, or many years ahead, is asked about: a letter may
    come late, and some matters run long."""

    title = forms.CharField(label=_("Title"), max_length=500, help_text=_("what it is about, as in the list of cases"))
    handler = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_("Case handler"), required=False, empty_label=_("nobody yet")
    )
    deadline = DayField(label=_("Deadline"), required=False)
    description = AreaField(label=_("Remarks"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("handler").queryset = handlers()

    def find_doubts(self, data: dict[str, Any]) -> Iterator[Doubt]:
        """Give what is unlikely in a new deadline."""
        day = data.get("deadline")
        if day is None or day == self.initial.get("deadline"):
            return
        if day < today():
            yield Doubt("deadline_past", "deadline", gettext("This day is past."))
        elif day.year > today().year + FAR_YEARS:
            text = gettext("This is more than %(n)d years from now.")
            yield Doubt("deadline_far", "deadline", text % {"n": FAR_YEARS})

    def _choices(self, name: str) -> forms.ModelChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field


class OpenForm(DescribeForm):
    """A new case: the unit and the class give it its sign."""

    field_order = ["unit", "symbol", "title", "handler", "deadline", "level", "description"]
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Unit"), empty_label=None)
    symbol = forms.CharField(
        label=_("Class of the scheme"),
        max_length=200,
        help_text=_("symbol of a final class; the list helps while you type"),
        widget=forms.TextInput(attrs={"list": "classes", "autocomplete": "off"}),
    )
    level = forms.ChoiceField(label=_("Who may see it"), choices=Level.choices, initial=Level.UNIT)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("unit").queryset = units_for(user, "case.open")
        self.fields["handler"].initial = user.pk

    def clean_symbol(self) -> RecordClass:
        """Return the class of the scheme in force; the typed text may go on with the title."""
        symbol = self.cleaned_data["symbol"].split()[0]
        try:
            found = scheme.find_class(symbol)
        except NotFound:
            raise forms.ValidationError(
                gettext("There is no class %(symbol)s in the scheme in force.") % {"symbol": symbol}
            ) from None
        if not found.is_final:
            text = gettext("Class %(symbol)s has subclasses: choose a final class below it.")
            raise forms.ValidationError(text % {"symbol": symbol})
        return found


class CloseForm(OfficeForm):
    """The end of a case."""

    on = DayField(label=_("Day of closing"), help_text=_("the period of keeping counts from the year after it"))
    settlement = AreaField(
        label=_("Manner of settlement"), required=False, help_text=_("goes into the list of cases as a remark")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class ReopenForm(OfficeForm):
    """Why a closed case goes on."""

    reason = AreaField(label=_("Reason"), help_text=_("kept in the history of the case"))


class AddForm(PickingForm):
    """A document to be filed in a case, or referred to."""

    picks = "record"
    sources = (RECORDS,)
    record = forms.CharField(
        label=_("Add a document"),
        max_length=400,
        help_text=_("words of its title, its id or the address of its page"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._case = case

    def asks_first(self, one: Any, text: str) -> bool:
        """A document that lies in another case would leave it: words of a title are no decision about that."""
        filing = getattr(one, "filing", None)
        stays = filing is None or filing.case_id == (self._case.pk if self._case else None)
        return not (stays or self.data.get("how") == "mention" or UUID_IN_TEXT.search(text))


class FileForm(PickingForm):
    """The case in which a document is to be filed."""

    picks = "case"
    sources = (OPEN_CASES,)
    case = forms.CharField(
        label=_("Case"),
        max_length=400,
        help_text=_("its sign in any spelling, or words of its title"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FilterForm(OfficeForm):
    """The filters of the list of cases; every one may be empty."""

    q = forms.CharField(label=_("Sign or title"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    symbol = forms.CharField(label=_("Class"), required=False, max_length=10)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2999)
    mine = forms.BooleanField(label=_("only mine"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.values_list("symbol", flat=True)
        self._choices("state", [("", gettext("all")), *Case.State.choices])
        self._choices("unit", [("", gettext("all")), *((symbol, symbol) for symbol in units)])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def choice(self) -> Choice:
        """Return what the list is narrowed to; a wrong value narrows nothing."""
        self.is_valid()
        data = self.cleaned_data
        return Choice(
            text=data.get("q") or "", state=data.get("state") or "", unit=data.get("unit") or "",
            symbol=data.get("symbol") or "", year=data.get("year"), mine=bool(data.get("mine")),
        )  # fmt: skip
