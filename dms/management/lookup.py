"""Finding what a person names on the command line. What is not there is answered with its kind, with names near to it
that the person may see, and with the command that lists the right ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from dms.access.models import Unit, User
from dms.access.system import Principal
from dms.cases.models import Case
from dms.errors import NotFound
from dms.records import scheme, showing
from dms.records.models import Record, RecordClass

CASES_COMPARED = 500


class Unknown(NotFound):
    """What was named is not there. Subclasses say what it should have been, and how to list those."""

    how = ""

    def __init__(self, what: str, known: Iterable[str] = ()) -> None:
        self.near = difflib.get_close_matches(what, list(known), cutoff=0.5)
        super().__init__(what=what)

    def __str__(self) -> str:
        """Return the sentence, near names and the way to the right ones, in the active language."""
        parts = [super().__str__()]
        if self.near:
            parts.append(gettext("Did you mean: %(near)s?") % {"near": ", ".join(self.near)})
        return " ".join([*parts, gettext(self.how)] if self.how else parts)


class UnknownUnit(Unknown):
    """No such unit."""

    message = _("There is no unit “%(what)s”.")
    how = _("`akta list units` shows them.")


class UnknownClass(Unknown):
    """No such class in the scheme in force."""

    message = _("There is no class “%(what)s” in the classification scheme in force.")
    how = _("`akta list classes` shows them.")


class UnknownCase(Unknown):
    """No such case, or not for this user."""

    message = _("There is no case “%(what)s”, or you may not see it.")
    how = _("`akta case list` shows them.")


class UnknownRecord(Unknown):
    """No such record, or not for this user."""

    message = _("There is no record “%(what)s”, or you may not see it.")
    how = _("`akta search` and `akta case show` give the ids of records.")


class UnknownUser(Unknown):
    """No such account."""

    message = _("There is no user “%(what)s”.")
    how = _("`akta user list` shows them.")


class ClosedAccount(NotFound):
    """Nobody acts as somebody whose account is closed."""

    message = _("The account “%(what)s” is closed.")


def unit(symbol: str) -> Unit:
    """Return a unit by its symbol; raises UnknownUnit."""
    found = Unit.objects.filter(symbol=symbol).first()
    if found is None:
        raise UnknownUnit(symbol, Unit.objects.values_list("symbol", flat=True))
    return found


def record_class(symbol: str) -> RecordClass:
    """Return a class of the scheme in force by its symbol; raises UnknownClass."""
    try:
        return scheme.find_class(symbol)
    except NotFound:
        known = RecordClass.objects.filter(scheme=scheme.in_force())
        raise UnknownClass(symbol, known.values_list("symbol", flat=True)) from None


def classes_from(symbol: str) -> str:
    """Return the beginning of class symbols as given; raises UnknownClass when no class begins so."""
    if symbol and not RecordClass.objects.filter(symbol__startswith=symbol).exists():
        raise UnknownClass(symbol, RecordClass.objects.values_list("symbol", flat=True).distinct())
    return symbol


def case(reference: str, by: Principal) -> Case:
    """Return a case by its reference as this user sees it; raises UnknownCase."""
    seen = Case.objects.visible_to(by)
    found = seen.select_related("unit", "record_class").filter(reference=reference).first()
    if found is None:
        like = seen.filter(reference__istartswith=reference.partition(".")[0]).order_by("-opened_at")
        raise UnknownCase(reference, like.values_list("reference", flat=True)[:CASES_COMPARED])
    return found


def record(record_id: str, by: Principal) -> Record:
    """Return a record by its id as this user sees it; raises UnknownRecord."""
    try:
        return showing.get(record_id, by)
    except NotFound:
        raise UnknownRecord(record_id) from None


def user(username: str) -> User:
    """Return a user, also one whose account is closed; raises UnknownUser."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise UnknownUser(username, User.objects.values_list("username", flat=True))
    return found


def acting(username: str) -> Any:
    """Return the user to act as; raises UnknownUser, ClosedAccount."""
    found = user(username)
    if not found.is_active:
        raise ClosedAccount(what=username)
    return found
