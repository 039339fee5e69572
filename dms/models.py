"""The table of contents of the domain: the models of each package, in building order."""

from dms.access.models import Guard, GuardKey, Membership, Unit, User
from dms.archive.models import Holding, Unwritten
from dms.audit.models import AuditEvent, AuditSeal
from dms.calendar.models import Appointment, Attendee
from dms.cases.models import Case, CaseCounter, CaseMention, Filing
from dms.jobs.models import Job, Worker
from dms.people.models import Person
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

__all__ = [
    "Appointment",
    "Attendee",
    "AuditEvent",
    "AuditSeal",
    "Case",
    "CaseCounter",
    "CaseMention",
    "ClassificationScheme",
    "Component",
    "ComponentText",
    "Correspondent",
    "Filing",
    "Guard",
    "GuardKey",
    "Holding",
    "Job",
    "Membership",
    "Person",
    "Record",
    "RecordClass",
    "Relation",
    "Term",
    "Unit",
    "Unwritten",
    "User",
    "Worker",
]
