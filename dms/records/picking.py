"""Naming another thing in a form: by its id, the address of its page, its sign, or words of its title.

One thing that fits is taken. Several are shown to choose from, with what tells them apart. None is said beside the
field, with what to try, and what was typed stays. Only what the reader may see is ever looked at, so the answer tells
nothing of the rest. Features above add their own nouns as another `Source`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from dms import typography
from dms.access.guards import open_guards
from dms.access.system import Principal
from dms.forms import OfficeForm
from dms.records.models import Record

UUID_IN_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MOST = 10

Search = Callable[[str, Principal, Collection[str], int], Sequence[tuple[str, str]]]
_search: list[Search] = []


def use(search: Search) -> None:
    """Let a search above be asked when no title fits: text, user, kinds and a limit → (kind, id), best first."""
    _search[:] = [search]


@dataclass(frozen=True)
class Source:
    """One noun that can be named: its rows as the reader may see them, and how a text means some of them."""

    kind: str
    rows: Callable[[Principal], Any]
    named: Callable[[str], Q | None]
    worded: Callable[[str], Q]
    facts: Callable[[Any, Principal], list[str]]


def titled(text: str) -> Q:
    """Return the condition that every word stands in the title. SQLite folds the case of plain letters only, so a word
    is looked for as typed and as it stands at the beginning of a sentence or in capitals."""
    words = Q()
    for word in text.split():
        forms_of = {word} if word.isascii() else {word, word.lower(), word.capitalize(), word.upper()}
        words &= Q(*[("title__icontains", one) for one in sorted(forms_of)], _connector=Q.OR)
    return words


def _named_record(text: str) -> Q:
    pasted = UUID_IN_TEXT.search(text)
    return Q(pk=pasted.group()) if pasted else Q(sender_reference__iexact=text)


def _record_facts(record: Record, user: Principal) -> list[str]:
    guards = open_guards(user)
    filing = getattr(record, "filing", None)
    seen = filing is not None and (guards is None or filing.case.guard_id in guards)
    return [
        str(record.get_kind_display()),
        typography.short_day(record.date_text or record.received_on),
        record.sender_reference,
        filing.case.reference if filing is not None and seen else "",
    ]


RECORDS = Source(
    "record", lambda user: Record.objects.visible_to(user).for_list(), _named_record, titled, _record_facts
)


class Choice(forms.RadioSelect):
    """Radio buttons whose group an error can lead to: to the first of them."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of a button, the first one for the group."""
        return super().id_for_label(id_, "0" if index is None else index)


class PickingForm(OfficeForm):
    """A form of which one field names another thing; after `is_valid()` that is `picked`, of the kind `picked_kind`."""

    picks = "what"
    sources: Sequence[Source] = ()
    CHOICE = "picked"

    def __init__(self, *args: Any, user: Principal, leave_out: Collection[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user, self._leave_out = user, leave_out
        self.picked: Any = None
        self.picked_kind = ""

    def clean(self) -> dict[str, Any]:
        """Find what the text means, or say why it is not clear."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        text = str(data.get(self.picks) or "").strip()
        if not text:
            return data
        found, sure = self._candidates(text)
        chosen = [one for one in found if f"{one[0].kind}:{one[1].pk}" == self.data.get(self.CHOICE)]
        if chosen or (sure and len(found) == 1 and not self.asks_first(found[0][1], text)):
            source, self.picked = (chosen or found)[0]
            self.picked_kind = source.kind
        elif found:
            self._offer(found[:MOST], text, len(found) > MOST, sure)
        else:
            self.add_error(self.picks, self._nothing(text))
        return data

    def asks_first(self, one: Any, text: str) -> bool:
        """Tell whether the only thing that fits must be chosen all the same, because taking it would change more."""
        return False

    def _candidates(self, text: str) -> tuple[list[tuple[Source, Any]], bool]:
        """Return what the text may mean, and whether one alone is surely meant: what is named exactly, else what has
        the text as its title, else what has its words there, else what a search finds."""
        if UUID_IN_TEXT.search(text):
            return self._fitting(lambda source: source.named(text)), True
        for condition in (
            lambda source: source.named(text),
            lambda source: Q(title__iexact=text),
            lambda source: source.worded(text),
        ):
            if found := self._fitting(condition):
                return found, True
        return self._searched(text), False

    def _fitting(self, condition: Callable[[Source], Q | None]) -> list[tuple[Source, Any]]:
        found: list[tuple[Source, Any]] = []
        for source in self.sources:
            wanted = condition(source)
            if wanted is not None:
                rows = source.rows(self._user).filter(wanted).exclude(pk__in=self._leave_out)
                found += [(source, one) for one in rows[: MOST + 1]]
        return found

    def _searched(self, text: str) -> list[tuple[Source, Any]]:
        by_kind = {source.kind: source for source in self.sources}
        hits = [hit for search in _search for hit in search(text, self._user, tuple(by_kind), MOST)]
        rows: dict[str, tuple[Source, Any]] = {}
        for kind, source in by_kind.items():
            ids = [noun_id for of, noun_id in hits if of == kind]
            found = source.rows(self._user).filter(pk__in=ids).exclude(pk__in=self._leave_out) if ids else []
            rows |= {str(one.pk): (source, one) for one in found}
        return [rows[noun_id] for _kind, noun_id in hits if noun_id in rows]

    def _offer(self, found: list[tuple[Source, Any]], text: str, more: bool, sure: bool) -> None:
        """Add the choice of what fits to the form, and say that one must be chosen."""
        choices = [(f"{source.kind}:{one.pk}", self._line(source, one)) for source, one in found]
        label = _("What fits")
        names = list(self.fields)
        self.fields[self.CHOICE] = forms.ChoiceField(label=label, choices=choices, widget=Choice)
        self.order_fields([*names[: names.index(self.picks) + 1], self.CHOICE])
        if more:
            said = gettext("More than %(n)d fit “%(text)s”: choose one of these, or type more words.")
        elif sure:
            said = ngettext(
                "%(n)d fits “%(text)s”: choose it, or type other words.",
                "%(n)d fit “%(text)s”: choose one, or type more words.",
                len(found),
            )
        else:
            said = gettext("No title has the words “%(text)s”. These were found otherwise: choose one, or type more.")
        self.add_error(self.CHOICE, said % {"n": len(found), "text": typography.inner(text)})

    def _line(self, source: Source, one: Any) -> SafeString:
        facts = format_html_join("", "<span>{}</span>", ((fact,) for fact in source.facts(one, self._user) if fact))
        return format_html('<b>{}</b><span class="meta-line">{}</span>', typography.bind(one.title), facts)

    def _nothing(self, text: str) -> str:
        said = gettext(
            "Nothing that you may see fits “%(text)s”. Try fewer words of the title, or paste the address of the page."
        )
        return said % {"text": typography.inner(text)}
