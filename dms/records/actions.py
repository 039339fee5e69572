"""What can be done to records: capture, describe, classify, relate. Each asks the policy, changes, writes one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dms.access import policy
from dms.access.guards import guard_for
from dms.access.models import Level, Unit
from dms.access.system import Principal
from dms.audit import log
from dms.days import today
from dms.errors import Conflict, Invalid
from dms.records import partial_dates, plausible
from dms.records.models import Component, ComponentText, Correspondent, Record, RecordClass, Relation

DESCRIBED = (
    "kind", "title", "description", "document_type", "language", "form", "access", "date_text", "posted_text",
    "received_on", "sent_on", "sender_reference", "delivery", "attachments_declared",
)  # fmt: skip
DERIVED = ("date_from", "date_to")
"""What `_set` works out of `date_text`."""
PEOPLE = (
    "role", "position", "name", "surname", "given_names", "post", "street", "building", "flat", "po_box", "postcode",
    "town", "country", "email",
)  # fmt: skip


class Locked(Conflict):
    """The record belongs to a settled case."""

    code = "record.locked"
    message = gettext_noop("The case of this record is closed, so the record does not change. Reopen the case first.")


class FiledInCase(Conflict):
    """A record of a case has the class of its case."""

    code = "record.filed_in_case"
    message = gettext_noop("The record is in case %(reference)s and has the class of that case.")


class NotFinalClass(Invalid):
    """A class with children takes no records."""

    code = "record.not_final_class"
    message = gettext_noop("Class %(symbol)s has subclasses: choose a final class below it.")


def capture(
    record_id: UUID,
    *,
    components: Sequence[Mapping[str, Any]],
    unit: Unit | None,
    level: str,
    by: Principal,
    registered_at: dt.datetime,
    **described: Any,
) -> Record:
    """Enter a record whose bytes are already in the archive. Runs again harmlessly: a record that exists is returned.

    `components` are rows of `Component` as mappings; `described` are fields of DESCRIBED.
    """
    policy.require(by, "record.receive", unit)
    existing = Record.objects.filter(pk=record_id).first()
    if existing is not None:
        return existing
    with transaction.atomic():
        record = Record(pk=record_id, unit=unit, level=level, guard=guard_for(unit, level), registered_at=registered_at)
        _set(record, described)
        record.save(force_insert=True)
        Component.objects.bulk_create([Component(record=record, **row) for row in components])
        data = {"kind": record.kind, "components": [row["sha256"] for row in components]}
        log.record("record.captured", ("record", record.pk), by.actor, data)
    return record


def describe(
    record: Record, *, by: Principal, correspondents: Sequence[Mapping[str, Any]] | None = None, **fields: Any
) -> Record:
    """Change the description. Only named fields change; `correspondents` replaces them all when given.

    The event names the fields that changed. Raises Locked, Invalid (dates that are none or cannot be), NotPermitted.
    """
    policy.require(by, "record.describe", record.unit)
    with transaction.atomic():
        _read_again(record)
        _refuse_locked(record)
        before = {name: getattr(record, name) for name in DESCRIBED}
        _set(record, fields)
        changed = sorted(name for name in DESCRIBED if getattr(record, name) != before[name])
        _refuse_impossible(record, changed)
        if correspondents is not None and _replace_people(record, correspondents):
            changed.append("correspondents")
        if not changed:
            return record
        saved = [name for name in changed if name != "correspondents"]
        record.save(update_fields=[*saved, *(DERIVED if "date_text" in saved else ())])
        log.record("record.described", ("record", record.pk), by.actor, {"fields": changed})
    return record


def classify(record: Record, record_class: RecordClass, *, by: Principal) -> Record:
    """Give a record outside cases its class (one of a case has the case's). Raises NotFinalClass, Locked, Conflict."""
    policy.require(by, "record.classify", record.unit)
    with transaction.atomic():
        _read_again(record)
        _refuse_locked(record)
        if hasattr(record, "filing"):
            raise FiledInCase(reference=record.filing.case.reference)
        set_class(record, record_class)
        log.record("record.classified", ("record", record.pk), by.actor, {"class": record_class.reference})
    return record


def set_class(record: Record, record_class: RecordClass) -> None:
    """Set the class without an event of its own: part of classifying and of filing into a case."""
    if not record_class.is_final:
        raise NotFinalClass(symbol=record_class.symbol)
    record.record_class = record_class
    record.classified_at = dt.datetime.now(dt.UTC)
    record.save(update_fields=["record_class", "classified_at"])


def unclassify(record: Record, *, by: Principal) -> Record:
    """Put a record back into the inbox: the undo of `classify`."""
    policy.require(by, "record.classify", record.unit)
    with transaction.atomic():
        _read_again(record)
        _refuse_locked(record)
        if hasattr(record, "filing"):
            raise Conflict
        clear_class(record)
        log.record("record.unclassified", ("record", record.pk), by.actor)
    return record


def clear_class(record: Record) -> None:
    """Take the class away without an event of its own: part of unclassifying and of taking a filing back."""
    record.record_class, record.classified_at = None, None
    record.save(update_fields=["record_class", "classified_at"])


def protect(record: Record, unit: Unit | None, level: str, *, by: Principal) -> Record:
    """Move a record to another unit or level: who may see it changes at once."""
    policy.require(by, "record.describe", record.unit)
    if level not in Level.values:
        raise Invalid({"level": _("Choose one of the levels.")})
    with transaction.atomic():
        set_guard(record, unit, level)
        data = {"unit": unit.symbol if unit else None, "level": level}
        log.record("record.protected", ("record", record.pk), by.actor, data)
    return record


def set_guard(record: Record, unit: Unit | None, level: str) -> None:
    """Set unit, level and guard together."""
    record.unit, record.level, record.guard = unit, level, guard_for(unit, level)
    record.save(update_fields=["unit", "level", "guard"])


def relate(source: Record, target: Record, type_: str, *, by: Principal) -> Relation:
    """Link two records: `source` is a reply to, translation of, annex of or version of `target`."""
    policy.require(by, "record.relate", source.unit)
    if source.pk == target.pk or type_ not in Relation.Type.values:
        raise Invalid({"target": _("Choose another record.")})
    with transaction.atomic():
        relation, made = Relation.objects.get_or_create(source=source, target=target, type=type_)
        if made:
            data = {"type": type_, "target": str(target.pk)}
            log.record("record.related", ("record", source.pk), by.actor, data)
    return relation


def unrelate(relation: Relation, *, by: Principal) -> None:
    """Remove a link."""
    policy.require(by, "record.relate", relation.source.unit)
    with transaction.atomic():
        data = {"type": relation.type, "target": str(relation.target_id)}
        log.record("record.unrelated", ("record", relation.source_id), by.actor, data)
        relation.delete()


def note_contents(
    record: Record, readings: Sequence[Mapping[str, Any]], *, by: Principal, retitle: str = "", **found: Any
) -> None:
    """Keep what was read from a record's files: facts, text, problems, new attachment components.

    Each reading has `number` and fields of Component, and `text`. `found` fills fields of the description that are
    still empty: what a person wrote is never overwritten. `retitle` replaces a title made from a file's name.
    Reading takes long, so the record is looked at anew: it may have been described, filed or closed meanwhile.
    Safe to run twice.
    """
    with transaction.atomic():
        present = Record.objects.select_for_update().get(pk=record.pk)
        for reading in readings:
            values = dict(reading)
            text = values.pop("text", None)
            number = values.pop("number")
            component, _made = Component.objects.update_or_create(record=record, number=number, defaults=values)
            if text:
                ComponentText.objects.update_or_create(component=component, defaults={"text": text})
        if present.locked:  # what was read is kept, but the description of a settled case's record stays as it was
            retitle, found = "", {}
        people = found.pop("correspondents", None)
        new = {name: value for name, value in found.items() if value and not getattr(present, name)}
        if retitle and present.title == record.title:
            new["title"] = retitle
        _set(present, new)
        present.save(update_fields=[*new, *DERIVED])
        for name in (*new, *DERIVED):
            setattr(record, name, getattr(present, name))
        if people and not present.correspondents.exists():
            _replace_people(present, people)
        data = {"components": len(readings), "problems": sum(len(r.get("problems") or []) for r in readings)}
        log.record("record.read", ("record", record.pk), by.actor, data)


def lock(record: Record, locked: bool) -> None:
    """Set by closing and reopening the record's case; the case's event tells of it."""
    record.locked = locked
    record.save(update_fields=["locked"])


def _read_again(record: Record) -> None:
    """Read the row anew and hold it: the object in hand may be older than what somebody else did meanwhile."""
    record.refresh_from_db(from_queryset=Record.objects.select_for_update())


def _refuse_impossible(record: Record, changed: Sequence[str]) -> None:
    """Raise Invalid for dates that cannot be, as far as one of them was just changed."""
    wrong = [
        (field, plausible.SENTENCES[code])
        for code, field, involved in plausible.contradictions(days_of(record))
        if set(involved) & set(changed)
    ]
    if wrong:
        raise Invalid({field: _(text) for field, text in wrong})


def days_of(record: Record) -> plausible.Days:
    """Return the dates of a record, to be held against one another."""
    written, posted = (partial_dates.parse(text) if text else None for text in (record.date_text, record.posted_text))
    return plausible.Days(today(), written, posted, record.received_on, record.sent_on)


def _refuse_locked(record: Record) -> None:
    if record.locked:
        raise Locked


def _set(record: Record, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name not in DESCRIBED:
            raise TypeError(f"not a described field: {name}")
        setattr(record, name, value)
    if "title" in fields and not record.title.strip():
        raise Invalid({"title": _("Give a title.")})
    record.title = record.title[:500]
    if "posted_text" in fields and record.posted_text:
        record.posted_text = partial_dates.parse(record.posted_text).text
    if "date_text" in fields:
        date = partial_dates.parse(record.date_text) if record.date_text else None
        record.date_text = date.text if date else ""
        record.date_from, record.date_to = (date.earliest, date.latest) if date else (None, None)


def _replace_people(record: Record, rows: Sequence[Mapping[str, Any]]) -> bool:
    wanted = [
        {name: row.get(name, "" if name != "position" else index) for name in PEOPLE} for index, row in enumerate(rows)
    ]
    present = [{name: getattr(person, name) for name in PEOPLE} for person in record.correspondents.all()]
    if wanted == present:
        return False
    record.correspondents.all().delete()
    for row in wanted:
        row["name"] = str(row["name"]).strip()[:250]
    Correspondent.objects.bulk_create([Correspondent(record=record, **row) for row in wanted if row["name"]])
    return True
