"""What is indexed, said once per kind: how a record, a case and an appointment become documents of the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dms.calendar.models import Appointment
from dms.cases.models import Case
from dms.days import day_of
from dms.records.models import Record
from search.index.base import Document

TEXT_LIMIT = 5_000_000  # characters per document; a book of 2,000 pages


def of_record(record: Record) -> Document:
    """Return a record as a document: all its text, its people, its home."""
    filing = getattr(record, "filing", None)
    case = filing.case if filing else None
    day = record.date_from or record.received_on or day_of(record.registered_at)
    texts = [component.text.text for component in record.components.all() if hasattr(component, "text")]
    names = [component.name for component in record.components.all()]
    people = [person.name for person in record.correspondents.all()]
    senders = [person.name for person in record.correspondents.all() if person.role == "sender"]
    return Document(
        id=str(record.pk),
        kind=record.kind,
        guard=record.guard_id,
        title=record.title,
        text="\n".join([record.description, *people, record.sender_reference, *texts])[:TEXT_LIMIT],
        reference=case.reference if case else "",
        cls=record.record_class.symbol if record.record_class else "",
        category=category(record),
        year=day.year,
        date=day,
        unit=record.unit.symbol if record.unit else "",
        sender=" ".join(senders),
        case=str(case.pk) if case else "",
        keywords=(record.document_type, record.sender_reference, *names),
    )


def category(record: Record) -> str:
    """Return the category that applies to a record: its case's as founded, or its class's."""
    filing = getattr(record, "filing", None)
    if filing:
        return str(filing.case.category)
    return record.record_class.category_own if record.record_class else ""


def of_case(case: Case) -> Document:
    """Return a case as a document."""
    return Document(
        id=str(case.pk),
        kind="case",
        guard=case.guard_id,
        title=case.title,
        text="\n".join([case.description, case.settlement]),
        reference=case.reference,
        cls=case.symbol,
        category=case.category,
        year=case.year,
        date=case.opened_on,
        unit=case.unit_symbol,
        case=str(case.pk),
        keywords=(case.reference,),
    )


def of_appointment(appointment: Appointment) -> Document:
    """Return an appointment as a document. Of a private one only the principal's name and the day are indexed."""
    day = day_of(appointment.starts_at)
    names = [] if appointment.private else [attendee.name for attendee in appointment.attendees.all()]
    hidden = appointment.private
    return Document(
        id=str(appointment.pk),
        kind="appointment",
        guard=appointment.guard_id,
        title=appointment.principal.name if hidden else appointment.title,
        text=""
        if hidden
        else "\n".join([appointment.place, appointment.description, appointment.principal.name, *names]),
        year=day.year,
        date=day,
        unit=appointment.unit.symbol if appointment.unit else "",
    )


Loader = Callable[[Iterable[str]], Iterator[Document]]


def _load(queryset: Any, make: Callable[[Any], Document]) -> Loader:
    def load(ids: Iterable[str]) -> Iterator[Document]:
        return (make(found) for found in queryset.filter(pk__in=list(ids)))

    return load


KINDS: dict[str, tuple[Any, Loader]] = {}


def _register() -> None:
    records = Record.objects.select_related("unit", "record_class", "filing__case").prefetch_related(
        "components__text", "correspondents"
    )
    cases = Case.objects.all()
    appointments = Appointment.objects.select_related("principal", "unit").prefetch_related("attendees")
    for name, queryset, make in (
        ("record", records, of_record),
        ("case", cases, of_case),
        ("appointment", appointments, of_appointment),
    ):
        KINDS[name] = (queryset, _load(queryset, make))


_register()


def load(kind: str, ids: Iterable[str]) -> Iterator[Document]:
    """Yield the documents of these subjects; those that are gone yield nothing."""
    yield from KINDS[kind][1](ids)


def everything() -> Iterator[Document]:
    """Yield every document, in portions that keep memory flat."""
    for queryset, loader in KINDS.values():
        ids: list[str] = []
        for pk in queryset.model.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
            ids.append(str(pk))
            if len(ids) == 100:
                yield from loader(ids)
                ids = []
        yield from loader(ids)
