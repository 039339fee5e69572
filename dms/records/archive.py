"""How records and versions of the scheme are kept in the archive."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from dms.access.archive import snapshot_id
from dms.access.guards import guard_for
from dms.access.models import Unit
from dms.archive import kinds
from dms.records import terms
from dms.records.actions import DESCRIBED, PEOPLE
from dms.records.models import (
    ClassificationScheme,
    Component,
    ComponentText,
    Correspondent,
    Record,
    RecordClass,
    Relation,
    Term,
)

COMPONENT = (
    "number", "role", "name", "path", "media_type", "format_label", "group", "size", "sha256", "facts", "problems",
    "pages", "text_method",
)  # fmt: skip
CLASS = ("symbol", "title", "category_own", "category_other", "note", "trigger", "is_final")
TERM = ("vocabulary", "name", "position", "retired")
DATES = ("received_on", "sent_on")
PICTURED = ("pdf", "image", "video")


def describe(noun_id: str) -> dict[str, Any] | None:
    """Return a record as data: description, people, components, relations, class, unit, level.

    Whether it is locked is not in it: that follows from its case, so closing a case writes one object, not thousands.
    """
    record = Record.objects.select_related("record_class", "unit").filter(pk=noun_id).first()
    if record is None:
        return None
    data: dict[str, Any] = {name: getattr(record, name) for name in DESCRIBED}
    data |= {
        "registered_at": record.registered_at,
        "unit": str(record.unit_id) if record.unit_id else None,
        "level": record.level,
        "class": record.record_class.reference if record.record_class else None,
        "classified_at": record.classified_at,
        "correspondents": [
            {name: getattr(person, name) for name in PEOPLE}
            | {"person": str(person.person_id) if person.person_id else None}
            for person in record.correspondents.all()
        ],
        "components": [{name: getattr(row, name) for name in COMPONENT} for row in record.components.all()],
        "relations": sorted([row.type, str(row.target_id)] for row in record.relations_out.all()),
    }
    return data


def restore(noun_id: str, data: dict[str, Any]) -> None:
    """Put a record back; relations follow when all records are there (`finish`)."""
    fields = {name: data[name] for name in DESCRIBED}
    for name in DATES:
        fields[name] = dt.date.fromisoformat(data[name]) if data[name] else None
    unit = Unit.objects.get(pk=data["unit"]) if data["unit"] else None
    fields |= {
        "registered_at": dt.datetime.fromisoformat(data["registered_at"]),
        "classified_at": dt.datetime.fromisoformat(data["classified_at"]) if data["classified_at"] else None,
        "unit": unit,
        "level": data["level"],
        "guard": guard_for(unit, data["level"]),
        "record_class": _class(data["class"]),
    }
    record, _made = Record.objects.update_or_create(pk=noun_id, defaults=fields)
    _restore_date(record)
    record.correspondents.all().delete()
    people = [{**row, "person_id": row.pop("person", None)} for row in map(dict, data["correspondents"])]
    Correspondent.objects.bulk_create([Correspondent(record=record, **row) for row in people])
    for row in data["components"]:
        defaults = {name: row[name] for name in COMPONENT if name != "number"}
        defaults["thumbnail"] = row["group"] in PICTURED  # made again on demand when the renditions are gone
        Component.objects.update_or_create(record=record, number=row["number"], defaults=defaults)


def _restore_date(record: Record) -> None:
    from dms.records import partial_dates

    if record.date_text:
        date = partial_dates.parse(record.date_text)
        Record.objects.filter(pk=record.pk).update(date_from=date.earliest, date_to=date.latest)


def _class(reference: list[str] | None) -> RecordClass | None:
    if not reference:
        return None
    return RecordClass.objects.get(scheme__pk=reference[0], symbol=reference[1])


def finish(noun_id: str, data: dict[str, Any]) -> None:
    """Put the relations of a record back; a target that is not there (destroyed) leaves none."""
    for type_, target in data["relations"]:
        if Record.objects.filter(pk=target).exists():
            Relation.objects.get_or_create(source_id=UUID(noun_id), target_id=UUID(target), type=type_)


def texts(noun_id: str) -> dict[str, bytes]:
    """Return the extracted text of each component: reading it again (OCR) is dear, so it is kept."""
    rows = ComponentText.objects.filter(component__record_id=noun_id).select_related("component")
    return {f"text/{row.component.number:03d}.txt": row.text.encode() for row in rows}


def restore_texts(noun_id: str, files: dict[str, bytes]) -> None:
    """Put the extracted texts back."""
    for path, data in files.items():
        number = int(path.removeprefix("text/").removesuffix(".txt"))
        component = Component.objects.filter(record_id=noun_id, number=number).first()
        if component is not None:
            ComponentText.objects.update_or_create(component=component, defaults={"text": data.decode()})


def describe_scheme(noun_id: str) -> dict[str, Any] | None:
    """Return a version of the scheme with all its classes."""
    scheme = ClassificationScheme.objects.filter(pk=noun_id).first()
    if scheme is None:
        return None
    rows = scheme.classes.order_by("symbol")
    return {
        "name": scheme.name,
        "version": scheme.version,
        "valid_from": scheme.valid_from,
        "valid_to": scheme.valid_to,
        "sample": scheme.sample,
        "report": scheme.report,
        "classes": [{name: getattr(row, name) for name in CLASS} for row in rows],
    }


def restore_scheme(noun_id: str, data: dict[str, Any]) -> None:
    """Put a version of the scheme back, parents first."""
    fields = {name: data[name] for name in ("name", "version", "sample", "report")}
    fields["valid_from"] = dt.date.fromisoformat(data["valid_from"])
    fields["valid_to"] = dt.date.fromisoformat(data["valid_to"]) if data["valid_to"] else None
    scheme, _made = ClassificationScheme.objects.update_or_create(pk=noun_id, defaults=fields)
    known = {row.symbol: row for row in scheme.classes.all()}
    for row in sorted(data["classes"], key=lambda row: len(row["symbol"])):
        if row["symbol"] not in known:
            parent = known.get(row["symbol"][:-1])
            known[row["symbol"]] = RecordClass.objects.create(scheme=scheme, parent=parent, **row)


def describe_terms(_noun_id: str) -> dict[str, Any] | None:
    """Return the dictionaries that the office edits; they ride along with the daily snapshot."""
    rows = list(Term.objects.order_by("vocabulary", "position", "name").values_list(*TERM))
    return {"terms": [list(row) for row in rows]} if rows else None


def restore_terms(_noun_id: str, data: dict[str, Any]) -> None:
    """Put the dictionaries back; the last snapshot wins."""
    Term.objects.all().delete()
    rows = [dict(zip(TERM, row, strict=False)) for row in data["terms"]]  # the oldest snapshots have no `retired`
    Term.objects.bulk_create([Term(**row) for row in rows])


def register() -> None:
    """Make both kinds known, and the dictionaries as a part of the snapshot, which keeps their events too."""
    kinds.contribute("snapshot", kinds.Part("terms", describe_terms, restore_terms))
    kinds.belongs(terms.SUBJECT, "snapshot", snapshot_id)
    scheme = kinds.Kind(
        "scheme",
        20,
        lambda: map(str, ClassificationScheme.objects.order_by("pk").values_list("pk", flat=True)),
    )
    kinds.register(scheme, kinds.Part("scheme", describe_scheme, restore_scheme))
    record = kinds.Kind(
        "record", 50, lambda: map(str, Record.objects.order_by("pk").values_list("pk", flat=True)),
        texts=texts, restore_texts=restore_texts, finish=finish,
    )  # fmt: skip
    kinds.register(record, kinds.Part("record", describe, restore))
