"""Forms of the administrator: unit, user, role, password. None imports from above: rank of access."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dms.access import actions
from dms.access.models import Role, Unit, User
from dms.forms import OfficeForm


def _right(value: str, wrong: Callable[[str], str]) -> str:
    """Return the value; raises ValidationError with what is wrong with it."""
    if text := wrong(value):
        raise forms.ValidationError(text)
    return value


class UnitForm(OfficeForm):
    """A new unit."""

    symbol = forms.CharField(
        label=_("Symbol"), max_length=20, help_text=_("opens case references; letters A–Z, digits, hyphen")
    )
    name = forms.CharField(label=_("Name"), max_length=200)

    parent = forms.ModelChoiceField(
        queryset=Unit.objects.filter(active=True), label=_("Part of"), required=False, empty_label=_("no other unit")
    )

    def clean_symbol(self) -> str:
        """Refuse a symbol that cases could not carry, or that is taken."""
        return _right(self.cleaned_data["symbol"], actions.wrong_symbol)


class PasswordForm(OfficeForm):
    """A password that the administrator gives."""

    password = forms.CharField(
        label=_("Password"), strip=False, help_text=_("at least ten characters, not a common one"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class UserForm(PasswordForm):
    """A new user."""

    field_order = ["username", "name", "post", "initials", "password"]
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("small letters a–z, digits, dots, hyphens and underscores: zofia.lipska"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("First name and surname"), max_length=200)
    post = forms.CharField(label=_("Post"), max_length=200, required=False)
    initials = forms.CharField(
        label=_("Mark on letters"), max_length=10, required=False, help_text=_("for instance JW")
    )

    def clean_username(self) -> str:
        """Refuse a name that is not written as user names are, or that is taken."""
        return _right(self.cleaned_data["username"], actions.wrong_username)

    def clean(self) -> dict[str, Any]:
        """Refuse a weak password together with all else that is wrong; whatever is wrong, it must be typed again."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        user = User(username=self.data.get("username", ""), name=self.data.get("name", ""))
        if text := actions.wrong_password(data.get("password"), user):
            self.add_error("password", text)
        elif self.errors and "password" in data:
            self.add_error("password", _("Type the password once more: it is not sent back to the page."))
        return data


class GrantForm(OfficeForm):
    """A role, in a unit or in the whole office."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.filter(active=True), label=_("Unit"), required=False, empty_label=_("the whole office")
    )
    cleared = forms.BooleanField(label=_("may see confidential things"), required=False)
