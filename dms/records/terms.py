"""The office's dictionaries: adding, renaming and retiring words. Records keep the word itself, so none rewrites them.

A word is never deleted: a retired one is offered no more, and the search still finds the records that carry it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dms.access import policy
from dms.access.system import Principal
from dms.audit import log
from dms.errors import Conflict, Invalid, NotFound
from dms.records.models import Term

SUBJECT = "dictionary"
"""The kind of subject of the events; the id is the dictionary's name in the code."""


class TermKnown(Conflict):
    """The dictionary has this word already."""

    code = "term.known"
    message = gettext_noop("The dictionary already has the word “%(name)s”.")


@dataclass(frozen=True)
class Dictionary:
    """One dictionary as its page shows it: words offered, words retired."""

    key: str
    label: str
    offered: list[Term]
    retired: list[Term]


def dictionaries() -> list[Dictionary]:
    """Return every dictionary with its words in their order; one query."""
    rows: dict[str, list[Term]] = {key: [] for key in Term.Vocabulary.values}
    for term in Term.objects.all():
        rows.setdefault(term.vocabulary, []).append(term)
    return [
        Dictionary(
            key, str(label), [t for t in rows[key] if not t.retired], [t for t in rows[key] if t.retired]
        )
        for key, label in Term.Vocabulary.choices
    ]  # fmt: skip


def add(vocabulary: str, name: str, *, by: Principal) -> Term:
    """Add a word at the end of a dictionary; one that was retired comes back.

    Raises TermKnown, Invalid (empty, too long, no such dictionary), NotPermitted.
    """
    policy.require(by, "terms.write")
    name = _checked(name)
    with transaction.atomic():
        known = _words(vocabulary)
        found = next((term for term in known if term.name.casefold() == name.casefold()), None)
        if found is not None:
            if not found.retired:
                raise TermKnown(name=found.name)
            return _retire(found, False, by)
        last = Term.objects.filter(vocabulary=vocabulary).aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        term = Term.objects.create(vocabulary=vocabulary, name=name, position=position)
        _record("term.added", vocabulary, by, name=name)
    return term


def rename(vocabulary: str, name: str, new: str, *, by: Principal) -> Term:
    """Write a word differently from now on; records keep what was written on them.

    Raises NotFound, TermKnown, Invalid, NotPermitted.
    """
    policy.require(by, "terms.write")
    new = _checked(new)
    with transaction.atomic():
        known = _words(vocabulary)
        term = _one(known, name)
        if term.name == new:
            return term
        taken = next((other for other in known if other != term and other.name.casefold() == new.casefold()), None)
        if taken is not None:
            raise TermKnown(name=taken.name)
        term.name = new
        term.save(update_fields=["name"])
        _record("term.renamed", vocabulary, by, **{"from": name, "to": new})
    return term


def retire(vocabulary: str, name: str, *, by: Principal) -> Term:
    """Offer a word no more. Raises NotFound, NotPermitted."""
    policy.require(by, "terms.write")
    with transaction.atomic():
        return _retire(_one(_words(vocabulary), name), True, by)


def restore(vocabulary: str, name: str, *, by: Principal) -> Term:
    """Offer a retired word again. Raises NotFound, NotPermitted."""
    policy.require(by, "terms.write")
    with transaction.atomic():
        return _retire(_one(_words(vocabulary), name), False, by)


def _retire(term: Term, retired: bool, by: Principal) -> Term:
    """Set whether a word is offered; without a change there is no event."""
    if term.retired != retired:
        term.retired = retired
        term.save(update_fields=["retired"])
        _record("term.retired" if retired else "term.restored", term.vocabulary, by, name=term.name)
    return term


def _words(vocabulary: str) -> list[Term]:
    """Return the words of a dictionary and hold them, so that two people do not add the same one."""
    if vocabulary not in Term.Vocabulary.values:
        raise NotFound(what=vocabulary)
    return list(Term.objects.select_for_update().filter(vocabulary=vocabulary))


def _one(known: list[Term], name: str) -> Term:
    found = next((term for term in known if term.name == name), None)
    if found is None:
        raise NotFound(what=name)
    return found


def _checked(name: str) -> str:
    """Return a word with its white space folded; raises Invalid."""
    text = " ".join(unicodedata.normalize("NFC", name).split())
    longest = Term._meta.get_field("name").max_length or 0
    if not text or not text.isprintable():
        raise Invalid({"name": _("Give a word.")})
    if len(text) > longest:
        raise Invalid({"name": _("The word is too long: at most %(longest)s characters.") % {"longest": longest}})
    return text


def _record(verb: str, vocabulary: str, by: Principal, **data: Any) -> None:
    log.record(verb, (SUBJECT, vocabulary), by.actor, {"dictionary": vocabulary, **data})
