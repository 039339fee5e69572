"""The form of an appointment: days picked, times typed as people type them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dms.access import policy
from dms.access.models import Unit
from dms.calendar import showing, times
from dms.calendar.models import Appointment
from dms.calendar.showing import midnight
from dms.cases.showing import CASES
from dms.days import WARSAW, day_of, today
from dms.forms import AreaField, AskingForm, DayField, Doubt
from dms.people.models import Person
from dms.records.picking import RECORDS, PickingForm

DEFAULT_LENGTH = dt.timedelta(hours=1)
LONG_MEETING, LONG_STAY, FAR_YEARS = dt.timedelta(hours=12), dt.timedelta(days=32), 2
"""What is longer, or further away, is taken for a slip of the hand until the reader confirms it."""


class TimeField(forms.CharField):
    """A time of day typed as `915` or `9.15`; cleans to a time or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=8, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the time, or None when nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return times.parse(text)
        except times.BadTime as problem:
            raise forms.ValidationError(str(problem)) from None


class AppointmentForm(AskingForm):
    """Whose, what, when, where and with whom."""

    principal = forms.ModelChoiceField(
        queryset=Person.objects.filter(principal=True).order_by("id"),
        label=_("Calendar of"),
        empty_label=_("choose whose calendar"),
    )
    title = forms.CharField(label=_("Title"), max_length=300)
    day = DayField(label=_("Day"))
    starts = TimeField(label=_("From"), required=False, help_text=_("9.15 or 915; empty for the whole day"))
    ends = TimeField(label=_("To"), required=False, help_text=_("empty: one hour"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("only when it lasts longer than one day"))
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    attendees = AreaField(label=_("People"), required=False, help_text=_("one in a line"))
    description = AreaField(label=_("Notes"), required=False)
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label=_("Kept by the unit"), required=False, empty_label=_("the whole office")
    )
    private = forms.BooleanField(label=_("private: others see only “busy”"), required=False)

    def __init__(self, *args: Any, user: Any, appointment: Appointment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._appointment = user, appointment
        self._offer_principals()
        allowed = [one for one in user.memberships_list if one.role in policy.RULES["appointment.write"]]
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        if appointment is not None:
            del self.fields["unit"]
        elif any(one.unit_id is None for one in allowed):
            field.queryset = Unit.objects.filter(active=True)
        else:
            field.queryset = Unit.objects.filter(pk__in=[one.unit_id for one in allowed])
            field.required, field.empty_label = True, None

    def clean(self) -> dict[str, Any]:
        """Work out the two instants; refuse a private entry that its writer could not see afterwards."""
        data: dict[str, Any] = super().clean() or {}
        unit = data.get("unit")
        if data.get("private") and unit and not self._cleared(unit):
            text = gettext("Only people cleared for %(unit)s see its private entries, and you are not one of them.")
            self.add_error("private", text % {"unit": unit.symbol})
        if data.get("day"):
            data["starts_at"], data["ends_at"], data["whole_day"] = _instants(data)
            if data["ends_at"] < data["starts_at"]:
                late_day = data.get("last_day") and data["last_day"] < data["day"]
                self.add_error("last_day" if late_day else "ends", gettext("The end lies before the start."))
            elif data.get("ends") and not data.get("starts"):
                self.add_error("starts", gettext("There is an end and no beginning."))
        return data

    def _offer_principals(self) -> None:
        """Choose the only calendar there is; among several nobody is chosen who was not asked for."""
        field = self.fields["principal"]
        assert isinstance(field, forms.ModelChoiceField)
        everyone = showing.principals()
        if len(everyone) == 1:
            field.empty_label, field.initial = None, everyone[0].pk
        if str(self.initial.get("principal")) not in {str(one.pk) for one in everyone}:
            self.initial.pop("principal", None)

    def find_doubts(self, data: dict[str, Any]) -> Iterator[Doubt]:
        """Give what is unlikely in new times: a meeting of many hours, a day far away."""
        start, end = data.get("starts_at"), data.get("ends_at")
        if start is None or end is None:
            return
        old = self._appointment
        if old is not None and (old.starts_at, old.ends_at) == (start, end):
            return
        last = "last_day" if data.get("last_day") else "ends"
        if not data["whole_day"] and end - start > LONG_MEETING:
            text = gettext("A meeting of more than %(n)d hours; leave the hours empty for whole days.")
            yield Doubt("long_meeting", last, text % {"n": LONG_MEETING // dt.timedelta(hours=1)})
        if data["whole_day"] and end - start > LONG_STAY:
            text = gettext("More than %(n)d days in a row.")
            yield Doubt("long_stay", last, text % {"n": LONG_STAY.days - 1})
        if start.year > today().year + FAR_YEARS:
            yield Doubt("far_day", "day", gettext("This is more than %(n)d years from now.") % {"n": FAR_YEARS})
        if start.year < today().year - FAR_YEARS:
            yield Doubt("past_day", "day", gettext("This is more than %(n)d years ago.") % {"n": FAR_YEARS})

    def _cleared(self, unit: Unit) -> bool:
        wanted = {
            f"unit:{unit.symbol}:confidential",
            "role:records_manager:confidential",
            "role:archivist:confidential",
        }
        return bool(wanted & self._user.keys)

    def values(self) -> dict[str, Any]:
        """Return the cleaned values as the action takes them."""
        names = ("principal", "title", "starts_at", "ends_at", "whole_day", "place", "description", "private")
        found = {name: self.cleaned_data[name] for name in names}
        return found | {
            "attendees": [line.strip() for line in self.cleaned_data["attendees"].splitlines() if line.strip()]
        }


class AttachForm(PickingForm):
    """A record or a case that belongs to an appointment."""

    picks = "what"
    sources = (CASES, RECORDS)
    what = forms.CharField(
        label=_("Attach a document or a case"),
        max_length=400,
        help_text=_("the sign of a case, or words of a title, an id or the address of a page"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _instants(data: dict[str, Any]) -> tuple[dt.datetime, dt.datetime, bool]:
    day, last = data["day"], data.get("last_day") or data["day"]
    starts, ends = data.get("starts"), data.get("ends")
    if starts is None:
        return midnight(day), midnight(last + dt.timedelta(days=1)), True
    start = dt.datetime.combine(day, starts, tzinfo=WARSAW)
    if ends is None:
        return start, start + DEFAULT_LENGTH, False
    return start, dt.datetime.combine(last, ends, tzinfo=WARSAW), False


def initial(appointment: Appointment) -> dict[str, Any]:
    """Return the form's values for an appointment that is there."""
    start, end = appointment.starts_at.astimezone(WARSAW), appointment.ends_at.astimezone(WARSAW)
    whole = appointment.whole_day
    last = day_of(end - dt.timedelta(microseconds=1)) if end > start else start.date()
    return {
        "principal": appointment.principal_id, "title": appointment.title, "day": start.date(),
        "starts": "" if whole else f"{start:%-H.%M}", "ends": "" if whole else f"{end:%-H.%M}",
        "last_day": last if last > start.date() else None, "place": appointment.place,
        "description": appointment.description, "private": appointment.private,
        "attendees": "\n".join(one.name for one in appointment.attendees.all()),
    }  # fmt: skip
