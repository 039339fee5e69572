"""The page of the office's dictionaries: the words that forms suggest for kinds of document and manners of delivery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dms.forms import OfficeForm
from dms.http import page
from dms.records import terms


class WordForm(OfficeForm):
    """One word of a dictionary."""

    name = forms.CharField(label=gettext_lazy("Word"), max_length=100, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, data: Any = None, *, dictionary: str, what: str, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"id_{dictionary}_{what}_%s", **kwargs)


@page("terms.write")
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """List the dictionaries; take `what` (add, rename, retire, restore) for the `word` of a `dictionary`.

    `?change=DICTIONARY&word=WORD` opens the form that renames this word.
    """
    key, word, what = (request.POST.get(name, "") for name in ("dictionary", "word", "what"))
    form = None
    if request.method == "POST" and what in ("add", "rename"):
        form = WordForm(request.POST, dictionary=key, what=what)
        if form.is_valid():
            name = form.cleaned_data["name"]
            text = form.attempt(lambda: _SAVED[what](key, word, name, request.user))
            if text:
                messages.success(request, text)
                return redirect("terms")
    elif request.method == "POST" and what in _MOVED:
        messages.success(request, _MOVED[what](key, word, request.user))
        return redirect("terms")
    if form is None:
        key, word = request.GET.get("change", ""), request.GET.get("word", "")
    context = {"dictionaries": [_shown(one, key, word, what, form) for one in terms.dictionaries()]}
    return render(request, "records/terms.html", context, status=422 if request.method == "POST" else 200)


def _shown(one: terms.Dictionary, key: str, word: str, what: str, form: WordForm | None) -> dict[str, Any]:
    """Return a dictionary with its forms; the one that was sent keeps its errors."""
    here = form if one.key == key else None
    changed = next((term for term in one.offered if one.key == key and term.name == word), None)
    rename = None
    if changed:
        rename = here or WordForm(dictionary=one.key, what="rename", initial={"name": changed.name})
    add = here if here and what == "add" else WordForm(dictionary=one.key, what="add")
    return {"dictionary": one, "changed": changed, "rename": rename, "add": add}


def _add(key: str, _word: str, name: str, by: Any) -> str:
    return _("The word “%(name)s” was added.") % {"name": terms.add(key, name, by=by).name}


def _rename(key: str, word: str, name: str, by: Any) -> str:
    return _("The word is now “%(name)s”.") % {"name": terms.rename(key, word, name, by=by).name}


def _retire(key: str, word: str, by: Any) -> str:
    terms.retire(key, word, by=by)
    return _("The word “%(name)s” is offered no more.") % {"name": word}


def _restore(key: str, word: str, by: Any) -> str:
    terms.restore(key, word, by=by)
    return _("The word “%(name)s” is offered again.") % {"name": word}


_SAVED: dict[str, Callable[[str, str, str, Any], str]] = {"add": _add, "rename": _rename}
_MOVED: dict[str, Callable[[str, str, Any], str]] = {"retire": _retire, "restore": _restore}
