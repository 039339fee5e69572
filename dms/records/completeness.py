"""Which required metadata of the office instruction's annex (groups A–C) a record still lacks.

"Required" there means: must be given if it can be determined; so this is a list for a person, never a refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dms.records.models import Correspondent, Record


@dataclass(frozen=True)
class Element:
    """One element: its number in the annex, its name, the test whether it is given, and the form's field to give it."""

    number: str
    label: str | Promise
    given: Callable[[Record, list[Correspondent]], bool]
    field: str


def _has(role: str, *fields: str) -> Callable[[Record, list[Correspondent]], bool]:
    def test(_record: Record, people: list[Correspondent]) -> bool:
        return any(person.role == role and all(getattr(person, name) for name in fields) for person in people)

    return test


def _field(name: str) -> Callable[[Record, list[Correspondent]], bool]:
    return lambda record, _people: bool(getattr(record, name))


INCOMING = (
    Element("A1", _("sender"), _has("sender", "name"), "sender_name"),
    Element("A2b", _("sender's town"), _has("sender", "town"), "sender_town"),
    Element("A2g", _("sender's country"), _has("sender", "country"), "sender_country"),
    Element("A3", _("date on the letter"), _field("date_text"), "date_text"),
    Element("A5", _("day of receipt"), _field("received_on"), "received_on"),
    Element("A9", _("title"), _field("title"), "title"),
    Element("A10", _("public access"), _field("access"), "access"),
)
OUTGOING = (
    Element("B1a", _("employee responsible"), _has("responsible", "name"), "responsible_name"),
    Element("B1b", _("post of the employee"), _has("responsible", "post"), "responsible_post"),
    Element("B2", _("addressee"), _has("addressee", "name"), "addressee_name"),
    Element("B3", _("addressee's town"), _has("addressee", "town"), "addressee_town"),
    Element("B4", _("date on the letter"), _field("date_text"), "date_text"),
    Element("B8", _("title"), _field("title"), "title"),
    Element("B9", _("public access"), _field("access"), "access"),
    Element("B14", _("manner of dispatch"), _field("delivery"), "delivery"),
)
OTHER = (
    Element("C1", _("employee responsible"), _has("responsible", "name"), "responsible_name"),
    Element("C1b", _("post of the employee"), _has("responsible", "post"), "responsible_post"),
    Element("C5", _("title"), _field("title"), "title"),
    Element("C6", _("public access"), _field("access"), "access"),
)


def elements(kind: str) -> tuple[Element, ...]:
    """Return the required elements of a kind of record."""
    return {Record.Kind.LETTER_IN: INCOMING, Record.Kind.LETTER_OUT: OUTGOING}.get(Record.Kind(kind), OTHER)


def fields(kind: str) -> tuple[str, ...]:
    """Return the fields of the description's form that the required elements of a kind are given in."""
    return tuple(element.field for element in elements(kind))


def check(record: Record) -> list[tuple[Element, bool]]:
    """Return each required element with whether it is given; one query for the correspondents (or none, prefetched)."""
    people = list(record.correspondents.all())
    return [(element, element.given(record, people)) for element in elements(record.kind)]


def share(record: Record) -> int:
    """Return how complete the description is, in per cent."""
    results = check(record)
    return round(100 * sum(given for _element, given in results) / len(results))
