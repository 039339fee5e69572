"""The two rules of our PostgreSQL backend: one writer at a time, and a lost connection is made again."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.test import Client

from dms import lost
from dms.access.system import SYSTEM
from dms.audit import chain, log
from dms.audit.models import AuditEvent
from dms.cases import actions as cases
from dms.cases.models import Case, Filing
from dms.errors import Conflict
from dms.jobs import ledger, work
from dms.jobs.models import Job
from dms.postgresql import base
from dms.records.models import Term
from tests import make
from tests.processes import together


@pytest.fixture(autouse=True)
def _patience():
    yield
    lost.be_patient(0)


def _open(number, unit, scheme_class):
    return [cases.open_case(unit, scheme_class, f"Sprawa {number}-{n}", by=SYSTEM).number for n in range(25)]


def test_sixteen_processes_open_cases_without_gap_or_double(postgres_office):
    unit, final = make.make_unit(), make.make_class()
    numbers = sorted(number for own in together(16, _open, unit, final) for number in own)
    assert numbers == list(range(1, 401))
    assert Case.objects.count() == 400


def _claim_all(_number):
    claimed = []
    while row := ledger.claim(["main"], ledger.this_worker()):
        claimed.append(str(row.pk))
    return claimed


def test_sixteen_workers_claim_each_job_once(postgres_office):
    Job.objects.bulk_create([Job(name="test.none", due_at=ledger.now()) for _ in range(600)])
    claimed = [one for own in together(16, _claim_all) for one in own]
    assert len(claimed) == len(set(claimed)) == 600
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def _add_once(_number):
    with transaction.atomic():
        if not Term.objects.filter(name="jedyne").exists():
            time.sleep(0.02)
            Term.objects.create(vocabulary="delivery", name="jedyne", retired=False)
            return 1
    return 0


def test_who_looks_and_then_changes_is_not_overtaken(postgres_office):
    """The unique row would raise in all but one if two could look before one of them writes."""
    assert sum(together(8, _add_once)) == 1


def _file_or_close(number, case, records):
    if number == 0:
        time.sleep(0.05)
        cases.close(case, by=SYSTEM)
        return 0
    count = 0
    for record in records[number - 1 :: 7]:
        try:
            cases.file_record(Case.objects.get(pk=case.pk), record, by=SYSTEM)
        except Conflict:
            continue
        count += 1
    return count


def test_nothing_is_filed_in_a_case_that_is_being_closed(postgres_office):
    case, records = make.make_case(), [make.make_record(f"Pismo {number}") for number in range(42)]
    filed = sum(together(8, _file_or_close, case, records))
    (closed,) = AuditEvent.objects.filter(verb="case.closed").values_list("at", flat=True)
    assert Filing.objects.filter(case=case).count() == filed < 42
    assert not AuditEvent.objects.filter(verb__in=["record.filed", "case.record_filed"], at__gt=closed).exists()


def _seal(_number):
    count = 0
    while done := chain.seal(limit=7):
        count += done
    return count


def test_eight_processes_seal_each_event_once(postgres_office):
    with transaction.atomic():
        for number in range(200):
            log.record("x.noted", ("person", number), SYSTEM.actor)
    assert sum(together(8, _seal)) == 200
    report = chain.verify()
    assert report.intact and report.sealed == 200


def test_a_job_found_waiting_does_not_begin_before_the_change_that_relies_on_it(postgres_office):
    """Else a worker would look before the change is there, and nobody would look after."""
    ledger.enqueue("test.look", {}, key="look")
    claimed = []

    def other():
        claimed.append(ledger.claim(["main"], "other"))
        connections.close_all()

    with transaction.atomic():
        ledger.enqueue("test.look", {}, key="look")  # adds nothing: one is waiting
        assert Job.objects.count() == 1
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.7)
        assert thread.is_alive() and not claimed
    thread.join(20)
    assert [row.key for row in claimed] == ["look"]


def test_reading_waits_for_no_writer(postgres_office):
    make.make_unit()
    seen = []

    def other():
        seen.append(AuditEvent.objects.count())
        connections.close_all()

    with transaction.atomic():
        log.record("x.noted", ("person", 1), SYSTEM.actor)
        before = AuditEvent.objects.count() - 1
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert seen == [before]


def test_who_waits_too_long_to_write_is_told_and_goes_on_afterwards(postgres_office, monkeypatch):
    monkeypatch.setattr(base, "WAIT", "300ms")
    refused = []

    def other():
        try:
            make.make_unit("A")
        except OperationalError as problem:
            refused.append(str(problem))
        refused.append(AuditEvent.objects.count())
        connections.close_all()

    with transaction.atomic():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert "lock timeout" in refused[0] and refused[1] == 0
    make.make_unit("A")


# --- connections that break ------------------------------------------------------------------------------------


def _end_my_backend(office):
    """End this connection's process of the server, from outside."""
    _end_backend(office, connection.connection.info.backend_pid)


def _end_backend(office, pid):
    with psycopg.connect(office.place.admin_url, autocommit=True) as admin:
        admin.execute("select pg_terminate_backend(%s)", [pid])
        while admin.execute("select 1 from pg_stat_activity where pid = %s", [pid]).fetchone():
            time.sleep(0.02)


def test_between_statements_a_lost_connection_is_not_noticed(postgres_office):
    make.make_unit()
    _end_my_backend(postgres_office)
    assert AuditEvent.objects.count() >= 1
    _end_my_backend(postgres_office)
    make.make_unit("B")
    _end_my_backend(postgres_office)
    with transaction.atomic():
        make.make_unit("C")


def test_what_only_reads_is_read_again_when_the_connection_breaks_over_it(postgres_office):
    make.make_unit()
    asked = "SELECT count(*), pg_backend_pid() FROM dms_unit, pg_sleep(1)"
    with connection.cursor() as cursor:
        pid = connection.connection.info.backend_pid
        thread = threading.Timer(0.3, _end_backend, [postgres_office, pid])
        thread.start()
        cursor.execute(asked)
        count, after = cursor.fetchone()
        thread.join()
    assert count == 1 and after != pid


def test_what_may_have_changed_something_is_not_done_again(postgres_office):
    unit = make.make_unit()
    pid = connection.connection.info.backend_pid
    with connection.cursor() as cursor, pytest.raises(lost.BROKEN):
        thread = threading.Timer(0.3, _end_backend, [postgres_office, pid])
        thread.start()
        cursor.execute("UPDATE dms_unit SET name = name || 'x' FROM pg_sleep(1)")
    thread.join()
    unit.refresh_from_db()
    assert "x" not in unit.name


def test_inside_a_transaction_nothing_is_half_done(postgres_office):
    before = AuditEvent.objects.count()
    with pytest.raises(lost.BROKEN), transaction.atomic():
        make.make_unit("A")
        _end_my_backend(postgres_office)
        make.make_unit("B")
    assert AuditEvent.objects.count() == before


def test_a_step_is_done_again(postgres_office):
    lost.be_patient(20)
    tries = []

    def step():
        tries.append(1)
        with transaction.atomic():
            log.record("x.noted", ("person", len(tries)), SYSTEM.actor)
            if len(tries) < 3:
                _end_my_backend(postgres_office)
            log.record("x.noted", ("person", 9), SYSTEM.actor)

    lost.patiently(step)
    assert len(tries) == 3 and AuditEvent.objects.filter(verb="x.noted").count() == 2


def test_a_fault_of_the_program_is_not_done_again(postgres_office):
    lost.be_patient(20)
    tries = []

    def step():
        tries.append(1)
        Term.objects.create(vocabulary="delivery", name="x")
        Term.objects.create(vocabulary="delivery", name="x")

    with pytest.raises(IntegrityError):
        lost.patiently(step)
    assert len(tries) == 1


def test_a_job_whose_connection_broke_is_run_again_and_no_attempt_is_counted(postgres_office):
    ran = []

    @ledger.job("test.breaking")
    def breaking():
        ran.append(Job.objects.get(name="test.breaking").attempts)
        if len(ran) < 5:
            with transaction.atomic():
                log.record("x.noted", ("person", 1), SYSTEM.actor)
                _end_my_backend(postgres_office)
                log.record("x.noted", ("person", 2), SYSTEM.actor)

    ledger.enqueue("test.breaking", {})
    work.drain(["main"], seconds=30)
    assert ran == [1] * 5
    assert Job.objects.get(name="test.breaking").state == "done"
    assert not AuditEvent.objects.filter(verb="x.noted").exists()


def test_pages_say_that_the_database_is_away_and_come_back_with_it(postgres_office):
    client = Client()
    client.force_login(make.make_user("handler"))
    assert client.get("/").status_code == 200
    postgres_office.place.server.crash()
    try:
        for address in ("/", "/sprawy/", "/logowanie/"):
            begun = time.monotonic()
            answer = client.get(address)
            if address != "/logowanie/":
                assert answer.status_code == 503 and answer["Retry-After"] == "5", address
            assert "baz" in answer.content.decode().lower() and time.monotonic() - begun < 5
        answer = client.post("/logowanie/", {"username": "x", "password": "y"})
        assert answer.status_code == 503
    finally:
        postgres_office.place.server.start()
    assert client.get("/").status_code == 200
