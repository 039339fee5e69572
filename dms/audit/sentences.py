"""Every verb of the audit trail as a sentence, impersonal as a Polish register writes it; who and when stand beside.

Verbs and shapes of data are never renamed, so what was written years ago stays readable. The tests hold this table
against every `log.record(` of the code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from dms import errors, typography
from dms.audit.models import AuditEvent

MESSAGES: dict[str, str] = {
    "record.captured": _("Taken into the archive"),
    "record.read": _("Content read; problems: %(problems)s"),
    "record.described": _("Description changed: %(fields)s"),
    "record.classified": _("Given the class %(class)s"),
    "record.unclassified": _("Class taken away; back in the inbox"),
    "record.filed": _("Filed in case %(reference)s"),
    "record.moved": _("Moved from case %(from)s to case %(reference)s"),
    "record.unfiled": _("Taken out of case %(reference)s again"),
    "record.protected": _("Who may see it changed: %(unit)s, %(level)s"),
    "record.related": _("Linked to another document: %(type)s"),
    "record.unrelated": _("Link to another document removed: %(type)s"),
    "record.exported": _("Copy given out in an export package"),
    "case.opened": _("Case %(reference)s opened"),
    "case.described": _("Description changed: %(fields)s"),
    "case.record_filed": _("A document was filed in the case"),
    "case.record_mentioned": _("A document filed elsewhere was linked to the case"),
    "case.record_moved": _("A document was moved to case %(to)s"),
    "case.record_unfiled": _("A document filed by mistake was taken out of the case"),
    "case.record_unmentioned": _("A link to a document filed elsewhere was removed from the case"),
    "case.closed": _("Case closed on %(closed_on)s"),
    "case.reopened": _("Case reopened"),
    "case.reopened_because": _("Case reopened: %(reason)s"),
    "appointment.added": _("Entered in the calendar"),
    "appointment.changed": _("Entry changed: %(fields)s"),
    "appointment.cancelled": _("Appointment cancelled"),
    "appointment.restored": _("Cancellation taken back"),
    "appointment.attached": _("Materials attached"),
    "appointment.detached": _("Materials taken off"),
    "person.added": _("Entered in the list of people and institutions"),
    "person.changed": _("Data changed: %(fields)s"),
    "arrival.received": _("File “%(name)s” received, %(size)s"),
    "arrival.adopted": _("Found among the received files and taken up again"),
    "arrival.destined": _("Sent again with the place where it belongs"),
    "arrival.done": _("File processed"),
    "arrival.retried": _("Processing started again"),
    "job.retried": _("Job started again: %(job)s"),
    "job.set_aside": _("Set aside: %(problem)s"),
    "retention.entered": _("Facts for the period of keeping entered: %(fields)s"),
    "scheme.imported": _("Scheme “%(name)s” %(version)s imported, classes: %(classes)s"),
    "scheme.ended": _("Version of the scheme in force until %(valid_to)s"),
    "term.added": _("Word “%(name)s” added to the dictionary: %(dictionary)s"),
    "term.renamed": _("Word “%(from)s” of the dictionary is now written “%(to)s”: %(dictionary)s"),
    "term.retired": _("Word “%(name)s” is offered no more in the dictionary: %(dictionary)s"),
    "term.restored": _("Word “%(name)s” is offered again in the dictionary: %(dictionary)s"),
    "storage.checked": _("Protection of the store tried out: %(protected)s"),
    "storage.renewed": _("Locks of the store renewed: %(renewed)s of %(seen)s, not locked: %(unlocked)s"),
    "unit.added": _("Unit %(symbol)s added: %(name)s"),
    "user.added": _("Account %(username)s added: %(name)s"),
    "user.password_set": _("Password set"),
    "user.role_granted": _("Role given: %(role)s, %(unit)s"),
    "user.role_revoked": _("Role taken away: %(role)s, %(unit)s"),
    "user.deactivated": _("Account closed"),
}
"""Verb → msgid. Some verbs have a second sentence for another shape of their data (`_variant`)."""

WORDS: dict[str, str] = {
    "title": _("title"), "kind": _("kind"), "description": _("remarks"), "document_type": _("kind of document"),
    "language": _("language"), "form": _("form"), "access": _("public access"), "date_text": _("date on the letter"),
    "posted_text": _("day of posting"), "received_on": _("day of receipt"), "sent_on": _("day of dispatch"),
    "sender_reference": _("sender's sign"), "delivery": _("manner of delivery"),
    "attachments_declared": _("number of attachments"), "correspondents": _("sender and addressee"),
    "deadline": _("deadline"), "handler": _("handler"), "starts_at": _("beginning"), "ends_at": _("end"),
    "place": _("place"), "private": _("private"), "attendees": _("attendees"), "name": _("name"),
    "whole_day": _("whole day"), "trigger_text": _("day of the event"), "held": _("hold"),
    "hold_reason": _("reason of the hold"), "decisions": _("decisions"), "extensions": _("extension"),
    "special_years": _("period of another law"), "special_last_day": _("last day by another law"),
    "fallback_years": _("years of the scheme's remark"), "no_other_rule": _("no other rule"),
    "used_up_on": _("fully used"), "is_copy": _("copy"), "originals_exist": _("originals exist"),
    "medium": _("electronic or paper"), "lent_to": _("lent to"),
    "unit": _("the unit"), "office": _("whole office"), "confidential": _("named people of the unit"),
    "reply_to": _("reply to"), "translation_of": _("translation of"), "annex_of": _("annex of"),
    "version_of": _("version of"), "reader": _("reader"), "registry": _("registry desk"),
    "archivist": _("archivist"), "records_manager": _("records manager"), "administrator": _("administrator"),
    "email": _("e-mail"), "town": _("town"), "type": _("type"), "receipt": _("manner of receipt"),
    "dispatch": _("manner of dispatch"),
}  # fmt: skip
"""Names of fields and values in the data → msgids."""


_SECOND = {
    ("record.filed", "from"): "record.moved",
    ("case.reopened", "reason"): "case.reopened_because",
    ("appointment.attached", "removed"): "appointment.detached",
}
"""(verb, name in its data) → the sentence that says more when the data has it."""

_PLACE = re.compile(r"%\(\w+\)s")
_TAIL = re.compile(r"[:,;]\s*…(,\s*…)*$")


def sentence_of(event: AuditEvent) -> str:
    """Return the event as a sentence in the active language; an unknown verb is shown as it is."""
    verb = _variant(event)
    if verb not in MESSAGES:
        return event.verb
    return errors.sentence(MESSAGES[verb], {name: _shown(name, value) for name, value in event.data.items()})


def verbs() -> dict[str, str]:
    """Return each verb with its sentence in the active language, three dots where the data of an event would stand."""
    second = set(_SECOND.values())
    found = {verb: gettext(message) for verb, message in MESSAGES.items() if verb not in second}
    return {verb: _TAIL.sub("", _PLACE.sub("…", text)) for verb, text in found.items()}


def _variant(event: AuditEvent) -> str:
    """Return which sentence of a verb fits the data."""
    fitting = [second for (verb, key), second in _SECOND.items() if event.verb == verb and event.data.get(key)]
    return fitting[0] if fitting else event.verb


def _word(value: object) -> str:
    return gettext(WORDS[str(value)]) if str(value) in WORDS else str(value)


def _list(values: Any) -> str:
    return ", ".join(_word(value) for value in values)


def _problem(value: Any) -> str:
    return errors.sentence(str(value.get("message", value.get("code", ""))), dict(value.get("params", {})))


_SHOWN: dict[str, Callable[[Any], str]] = {
    "fields": _list,
    "class": lambda value: str(value[-1]),
    "size": lambda value: typography.size(int(value)),
    "closed_on": lambda value: typography.long_day(value),
    "valid_to": lambda value: typography.long_day(value),
    "problem": _problem,
    "level": _word,
    "type": _word,
    "role": _word,
    "unit": lambda value: str(value) if value else gettext("whole office"),
    "dictionary": _word,
    "protected": lambda value: gettext("it protects") if value is True else gettext("it does not protect"),
}


def _shown(name: str, value: Any) -> str:
    """Return a parameter as the reader reads it."""
    try:
        return _SHOWN.get(name, str)(value)
    except (TypeError, ValueError, AttributeError, IndexError):
        return str(value)
