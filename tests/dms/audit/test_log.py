"""Writing events: only inside the action's transaction, with all that follows from them, and never a second time."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from dms import canonical
from dms.access.system import SYSTEM, from_command
from dms.archive.models import Unwritten
from dms.audit import log
from dms.audit.models import AuditEvent, AuditSeal, Immutable
from dms.jobs.models import Job
from search.models import Dirty
from tests import make


def test_an_event_needs_a_transaction(office):
    with pytest.raises(TransactionManagementError):
        log.record("record.described", ("record", "x"), SYSTEM.actor)
    assert not AuditEvent.objects.exists()


def test_what_follows_from_an_event_is_rolled_back_with_it(office):
    record = make.make_record()
    make.work_jobs()
    Dirty.objects.all().delete()
    before = [Job.objects.count(), Unwritten.objects.count(), AuditEvent.objects.count()]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        log.record("record.described", ("record", record.pk), SYSTEM.actor, {"fields": ["title"]})
        inside = [Job.objects.count(), Unwritten.objects.count(), AuditEvent.objects.count()]
        assert all(now > then for now, then in zip(inside, before, strict=True)) and Dirty.objects.exists()
        raise ZeroDivisionError
    assert [Job.objects.count(), Unwritten.objects.count(), AuditEvent.objects.count()] == before
    assert not Dirty.objects.exists()


def test_a_follower_that_fails_takes_the_change_with_it(office, monkeypatch):
    def fail(_event):
        raise ValueError("no")

    monkeypatch.setattr(log, "_followers", [*log._followers, ("person.", fail)])
    with pytest.raises(ValueError, match="no"):
        make.make_person("Ktoś")
    assert not AuditEvent.objects.filter(verb="person.added").exists()
    from dms.people.models import Person

    assert not Person.objects.exists()


def test_a_follower_hears_its_verbs_only_and_once(office, monkeypatch):
    heard = []
    monkeypatch.setattr(log, "_followers", list(log._followers))

    @log.follow("person.")
    def hear(event):
        heard.append(event.verb)

    log.follow("person.")(hear)
    make.make_person()
    make.make_unit()
    assert heard == ["person.added"]


def _event():
    with transaction.atomic():
        return log.record("person.added", ("person", "1"), SYSTEM.actor, {"type": "person"})


WAYS = {
    "save": lambda e: e.save(),
    "save fields": lambda e: e.save(update_fields=["verb"]),
    "delete": lambda e: e.delete(),
    "update": lambda e: AuditEvent.objects.update(verb="x"),
    "filtered update": lambda e: AuditEvent.objects.filter(pk=e.pk).update(verb="x"),
    "query delete": lambda e: AuditEvent.objects.all().delete(),
    "update_or_create": lambda e: AuditEvent.objects.update_or_create(pk=e.pk, defaults={"verb": "x"}),
    "bulk_update": lambda e: AuditEvent.objects.bulk_update([e], ["verb"]),
    "upsert": lambda e: AuditEvent.objects.bulk_create(
        [e], update_conflicts=True, update_fields=["verb"], unique_fields=["id"]
    ),
    "loaded": lambda e: AuditEvent.objects.get(pk=e.pk).save(),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_event_is_written_once(office, way):
    event = _event()
    event.verb = "person.changed"
    with pytest.raises(Immutable):
        WAYS[way](event)
    assert AuditEvent.objects.get().verb == "person.added"


def test_an_event_with_a_known_id_is_not_written_over_it(office):
    event = _event()
    values = {field.attname: getattr(event, field.attname) for field in AuditEvent._meta.fields}
    with pytest.raises(IntegrityError):
        AuditEvent(**{**values, "verb": "person.changed"}).save()
    assert AuditEvent.objects.get().verb == "person.added"


def test_a_seal_is_written_once(office):
    from dms.audit import chain

    _event()
    chain.seal()
    found = AuditSeal.objects.get()
    for act in (found.save, found.delete, AuditSeal.objects.all().delete, lambda: AuditSeal.objects.update(hash="")):
        with pytest.raises(Immutable):
            act()
    assert AuditSeal.objects.get().hash == found.hash


def test_the_digest_holds_after_reading_back(office):
    data = {"ł": "ąć", "day": dt.date(2026, 2, 28), "n": 1.5, "list": [1, None, True], "nested": {"b": 1, "a": 2}}
    with transaction.atomic():
        made = log.record("x.y", ("person", 7), SYSTEM.actor, data)
    found = AuditEvent.objects.get(pk=made.pk)
    assert found.subject_id == "7" and found.data["day"] == "2026-02-28"
    assert found.digest == canonical.digest(found.as_data()) == made.digest


def test_the_users_of_the_operating_system_is_noted(office):
    with transaction.atomic():
        event = log.record("x.y", ("person", 7), from_command("ingest").actor)
    assert event.data["via"]["command"] == "ingest" and event.data["via"]["os_user"]
    assert (event.actor_kind, event.actor_id) == ("system", "")


def test_no_content_of_a_document_is_in_an_event(office):
    make.make_record("Tajny tytuł", text="Treść poufna dokumentu", description="Opis poufny", sender_reference="AB.1")
    for event in AuditEvent.objects.filter(subject_kind="record"):
        assert "poufn" not in str(event.data).lower() and "tajny" not in str(event.data).lower()
