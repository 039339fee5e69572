"""What every form of the office shares: labels without a colon, days as the office writes them, refusals in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dms.errors import Conflict, Invalid

T = TypeVar("T")
DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]


class OfficeForm(forms.Form):
    """A form whose labels stand without a colon; errors of actions are shown beside their fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def misread(self) -> list[tuple[str, str]]:
        """Return (field, value) of what a filter's address says and the form did not understand; it narrows nothing."""
        if not self.is_bound:
            return []
        return [(str(self[name].label), str(self[name].value())) for name in self.errors if name in self.fields]

    def attempt(self, action: Callable[[], T]) -> T | None:
        """Run an action with the form's values; None when it was refused, with its sentences on the fields."""
        try:
            return action()
        except Invalid as problem:
            for name, text in (problem.fields or {"": str(problem)}).items():
                self.add_error(name if name in self.fields else None, text)
        except Conflict as problem:
            self.add_error(None, str(problem))
        return None


class DayInput(forms.DateInput):
    """The browser's own date picker; it wants ISO days whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, picked or typed: 2026-11-23 or 23.11.2026."""

    widget = DayInput
    default_error_messages = {"invalid": _("This is not a day. Write it like 23.11.2026.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DAY_FORMATS)
        super().__init__(**kwargs)


class AreaField(forms.CharField):
    """A longer text."""

    def __init__(self, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def day_or(text: str | None, default: dt.date) -> dt.date:
    """Return the day in a part of an address, else the default."""
    for form in DAY_FORMATS:
        try:
            return dt.datetime.strptime(text or "", form).date()
        except ValueError:
            continue
    return default


@dataclass(frozen=True)
class Doubt:
    """Something possible but unlikely in a form: a code, the field it is about, and the sentence for the reader."""

    code: str
    field: str
    text: str


class AskingForm(OfficeForm):
    """A form that asks once before it saves what is possible but unlikely.

    What cannot be is refused as an error. What is only doubtful is shown with a box "save all the same"; the box holds
    the codes of the doubts shown, so that a tick never covers another doubt. `parts/doubts.html` shows them.
    """

    TICK = "confirmed"
    doubts: list[Doubt]

    def find_doubts(self, data: dict[str, Any]) -> Iterable[Doubt]:
        """Return what is doubtful in the values that were understood; fields with errors are missing in them."""
        return ()

    def full_clean(self) -> None:
        """Look for doubts after the values are understood."""
        super().full_clean()
        self.doubts = list(self.find_doubts(self.cleaned_data)) if self.is_bound else []

    @property
    def codes(self) -> str:
        """Return the value of the box: what is confirmed by ticking it."""
        return " ".join(doubt.code for doubt in self.doubts)

    @property
    def confirmed(self) -> bool:
        """Tell whether the reader ticked the box for all that is doubtful now."""
        return {doubt.code for doubt in self.doubts} <= set(self.data.get(self.TICK, "").split())

    @property
    def asked(self) -> list[tuple[Any, str]]:
        """Return (field, sentence) of each doubt."""
        return [(self[doubt.field], doubt.text) for doubt in self.doubts]

    @property
    def refused(self) -> bool:
        """Tell whether the form was sent and nothing may be saved."""
        return self.is_bound and not self.is_valid()

    def is_valid(self) -> bool:
        """Tell whether the values may be saved: none is wrong, and what is doubtful was confirmed."""
        return super().is_valid() and self.confirmed
