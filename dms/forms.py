"""What every form of the office shares: labels without a colon, days as the office writes them, refusals in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
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
