"""Forms of the administrator: unit, user, role, password. None imports from above: rank of access."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dms.access.models import Role, Unit
from dms.forms import OfficeForm


class UnitForm(OfficeForm):
    """A new unit."""

    symbol = forms.CharField(
        label=_("Symbol"), max_length=20, help_text=_("opens case references; letters A–Z, digits, hyphen")
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    parent = forms.ModelChoiceField(
        queryset=Unit.objects.filter(active=True), label=_("Part of"), required=False, empty_label=_("no other unit")
    )


class PasswordForm(OfficeForm):
    """A password that the administrator gives."""

    password = forms.CharField(
        label=_("Password"), strip=False, help_text=_("at least ten characters, not a common one"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class UserForm(PasswordForm):
    """A new user."""

    field_order = ["username", "name", "post", "initials", "password"]
    username = forms.CharField(label=_("User name"), max_length=60)
    name = forms.CharField(label=_("First name and surname"), max_length=200)
    post = forms.CharField(label=_("Post"), max_length=200, required=False)
    initials = forms.CharField(
        label=_("Mark on letters"), max_length=10, required=False, help_text=_("for instance JW")
    )


class GrantForm(OfficeForm):
    """A role, in a unit or in the whole office."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.filter(active=True), label=_("Unit"), required=False, empty_label=_("the whole office")
    )
    cleared = forms.BooleanField(label=_("may see confidential things"), required=False)
