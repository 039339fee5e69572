"""The form that imports a classification scheme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dms.forms import DayField, OfficeForm

LARGEST = 5_000_000


class ImportForm(OfficeForm):
    """A CSV file and the name of its version."""

    file = forms.FileField(
        label=_("File (CSV)"),
        help_text=_("columns symbol, title, category_parent; also category_other, note, trigger"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    name = forms.CharField(label=_("Name of the scheme"), max_length=200)
    version = forms.CharField(
        label=_("Version"), max_length=60, help_text=_("for instance 2027 or the number of the order")
    )
    valid_from = DayField(label=_("In force from"))

    def clean_file(self) -> Any:
        """Refuse what is too large to be a scheme."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(gettext("The file is larger than 5 MB: this is no classification scheme."))
        return file
