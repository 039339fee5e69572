"""Invented data for the page that shows every component in every state (`styl/`, DEBUG only)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator


class SampleForm(forms.Form):
    """One field of each sort; bound with wrong values it shows how errors look."""

    reference = forms.CharField(label="Znak sprawy")
    day = forms.CharField(label="Data pisma", help_text="dzień, miesiąc i rok albo sam rok")
    kind = forms.ChoiceField(label="Rodzaj", choices=[("letter", "pismo"), ("note", "notatka")])
    access = forms.ChoiceField(
        label="Dostęp",
        choices=[("full", "publiczny w całości"), ("none", "niepubliczny")],
        widget=forms.RadioSelect,
    )
    remarks = forms.CharField(label="Uwagi", required=False, widget=forms.Textarea)
    urgent = forms.BooleanField(label="pilne", required=False)

    def clean_reference(self) -> str:
        """Refuse, to show the error."""
        raise forms.ValidationError("Nie ma komórki „KX”. Czy chodziło o KP?")

    def clean_day(self) -> str:
        """Refuse, to show the error."""
        raise forms.ValidationError("Pismo wpłynęło 19.11.2026, więc nie może mieć tej daty.")


WHY = {
    "question": "Dlaczego 1.01.2035?",
    "steps": [
        {"text": "Sprawę zakończono", "note": "pismem nr 4, zapis w metryce sprawy", "value": "8.11.2024"},
        {
            "text": "Bieg rozpoczyna się 1 stycznia następnego roku",
            "note": "pełne lata kalendarzowe",
            "value": "1.01.2025",
        },
        {"text": "Klasa 1431 ma kategorię BE10", "note": "wykaz akt w wersji z 2023 r.", "value": "+ 10 lat"},
        {"text": "Ekspertyza możliwa od", "value": "1.01.2035", "total": True},
    ],
}


def components_context() -> dict[str, Any]:
    """Return the form with errors, a page in the middle of many, the ledger of a date and the categories."""
    form = SampleForm({"reference": "KX.0005.27.2026", "day": "24.11.2026", "kind": "letter", "access": "full"})
    return {
        "form": form,
        "page": Paginator(range(1204), 100).page(3),
        "sentence": WHY,
        "categories": ["A", "B2", "B5", "B25", "BE5", "BE50", "Bc"],
    }
