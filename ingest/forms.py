"""The upload form: where the files belong, as far as the sender knows."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dms.access.models import Level, Unit, User
from dms.access.policy import RULES
from dms.cases import showing as cases
from dms.cases.models import Case
from dms.errors import NotFound
from dms.forms import OfficeForm
from dms.records import scheme
from dms.records.models import RecordClass
from ingest.actions import ClosedCase, Destination
from ingest.models import Arrival


class ManyFiles(forms.ClearableFileInput):
    """The browser's own file input, for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files. Empty files pass: the receiver refuses each of them with its reason."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files; raises ValidationError when none was chosen."""
        files = [file for file in data or [] if file]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        for file in files:
            file.name = name_as_chosen(file.name)
        return cast("list[UploadedFile]", files)


def name_as_chosen(name: str) -> str:
    """Return a file's name as it was chosen: a browser sends three of its characters in another form, and only these
    (HTML standard, multipart/form-data encoding algorithm)."""
    for sent, meant in (("%0D", "\r"), ("%0A", "\n"), ("%22", '"')):
        name = name.replace(sent, meant)
    return name


class UploadForm(OfficeForm):
    """Files and their destination."""

    documents = FilesField(
        label=_("Files"),
        widget=ManyFiles,
        help_text=_("Letters, scans, e-mails, photos, recordings: any kind of file."),
        error_messages={"required": _("Choose at least one file.")},
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label=_("choose the unit"))
    home = forms.CharField(
        label=_("Class or case"),
        required=False,
        max_length=80,
        help_text=_("a class symbol or the sign of an open case; can be given later in the inbox"),
        widget=forms.TextInput(attrs={"list": "classes", "autocomplete": "off"}),
    )
    level = forms.ChoiceField(label=_("Who may see them"), choices=Level.choices, initial=Level.UNIT)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        units = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        units.queryset = receiving_units(user)
        units.initial = usual_unit(user, units.queryset)

    def clean_home(self) -> RecordClass | Case | None:
        """Return the class or the case that was typed; nothing was typed: None."""
        typed = self.cleaned_data["home"].strip()
        found = find_home(typed, self._user) if typed else None
        if isinstance(found, Case) and not found.is_open:
            raise forms.ValidationError(str(ClosedCase(reference=found.reference)))
        return found

    def ask_for_files_again(self) -> None:
        """Say that files sent with a refused form are gone: no browser keeps what was chosen."""
        if self.files and "documents" not in self.errors:
            text = _("Choose the files again: none of them was kept, and a browser forgets what was chosen.")
            self.add_error("documents", text)

    def destination(self) -> Destination:
        """Return where the files belong."""
        home = self.cleaned_data["home"]
        return Destination(
            unit=self.cleaned_data["unit"],
            level=self.cleaned_data["level"],
            record_class=home if isinstance(home, RecordClass) else None,
            case=home if isinstance(home, Case) else None,
        )


def find_home(typed: str, user: User) -> RecordClass | Case:
    """Return the class or the open case that a typed text means; raises ValidationError with what to do."""
    symbol = typed.split(" ", 1)[0]
    if symbol.isdigit():
        try:
            found = scheme.find_class(symbol)
        except NotFound:
            text = _("There is no class %(symbol)s in the scheme in force.")
            raise forms.ValidationError(text, params={"symbol": symbol}) from None
        if not found.is_final:
            text = _("Class %(symbol)s has subclasses: choose a final class below it.")
            raise forms.ValidationError(text, params={"symbol": symbol})
        return found
    try:
        return cases.by_sign(typed, user)
    except NotFound:
        raise forms.ValidationError(
            _("There is no such class or case. Write the symbol of a final class, or a case's sign.")
        ) from None


def receiving_units(user: User) -> Any:
    """Return the units for which this user may receive files."""
    allowed = [row for row in user.memberships_list if row.role in RULES["record.receive"]]
    active = Unit.objects.filter(active=True)
    if any(row.unit_id is None for row in allowed):
        return active
    return active.filter(Q(pk__in=[row.unit_id for row in allowed]))


def usual_unit(user: User, receiving: Any) -> Unit | None:
    """Return the unit to be chosen beforehand: the only one, else that of the last upload, never a guess."""
    own = {row.unit_id: row.unit for row in user.memberships_list if row.unit and row.role in RULES["record.receive"]}
    if len(own) == 1:
        return next(iter(own.values()))
    last = Arrival.objects.filter(user=user, source=Arrival.Source.UPLOAD, unit__in=receiving).select_related("unit")
    latest = last.order_by("-received_at").first()
    if latest is not None:
        return latest.unit
    few = list(receiving[:2])
    return few[0] if len(few) == 1 else None
