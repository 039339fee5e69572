"""Forms of persons and organisations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dms.forms import OfficeForm
from dms.people.models import Person

ANY = [("", _("all"))]


class PersonForm(OfficeForm):
    """A card of a person or an organisation."""

    type = forms.ChoiceField(label=_("Kind"), choices=Person.Type.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Full name, or name of the organisation"), max_length=250)
    surname = forms.CharField(label=_("Surname"), max_length=120, required=False)
    given_names = forms.CharField(label=_("Given names"), max_length=120, required=False)
    post = forms.CharField(label=_("Post"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    town = forms.CharField(label=_("Town"), max_length=120, required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Country"), required=False, help_text=_("two letters: PL, DE"), max_length=2
    )
    principal = forms.BooleanField(label=_("has a calendar kept by the office"), required=False)

    def clean_country(self) -> str:
        """Return the code in capital letters."""
        return str(self.cleaned_data["country"]).upper()


class FilterForm(OfficeForm):
    """The filters of the list of persons."""

    q = forms.CharField(label=_("Name, town or post"), required=False, max_length=200)
    type = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *Person.Type.choices], required=False)
