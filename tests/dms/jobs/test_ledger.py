"""The ledger of work: every job runs to its end once, whatever dies; what cannot go on is set aside with its reason."""

import datetime as dt
import os
import socket
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction

from dms.audit.models import AuditEvent
from dms.errors import Conflict, Invalid, StorageFailed, ToolMissing
from dms.jobs import ledger, work
from dms.jobs.models import Job, Worker
from tests import make
from tests.processes import FORK, together

ME = ledger.this_worker()


@pytest.fixture
def handlers(monkeypatch):
    """A registry of handlers of this test alone."""
    monkeypatch.setattr(ledger, "_handlers", {})
    monkeypatch.setattr(ledger, "_periodic", {})
    monkeypatch.setattr(ledger, "_wake", [])
    return ledger._handlers


def _add(name="test", /, handler=lambda **_args: None, **options):
    ledger.job(name)(handler)
    ledger.enqueue(name, options.pop("args", {}), **options)
    return Job.objects.order_by("-id").first()


def _now():
    Job.objects.filter(state="ready").update(due_at=ledger.now())


def _claimed(job, worker=ME):
    _now()
    found = ledger.claim(["main"], worker)
    assert found is not None and found.pk == job.pk
    return found


# --- claim ---------------------------------------------------------------------------------------------------------


def _drain_noting(number, home):
    def effect(n):
        with open(home / "effects", "a") as file:
            file.write(f"{n}\n")

    ledger._handlers["effect"] = (effect, "main")
    return work.drain(["main"], seconds=60)


def test_of_many_processes_one_runs_each_job(office, handlers):
    with transaction.atomic():
        for number in range(200):
            ledger.enqueue("effect", {"n": number})
    counts = together(8, _drain_noting, office.home)
    assert sum(counts) == 200
    assert sorted(map(int, (office.home / "effects").read_text().split())) == list(range(200))
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


def test_of_many_threads_one_takes_each_job(office, handlers):
    for number in range(40):
        ledger.enqueue("effect", {"n": number})
    taken, lock = [], threading.Lock()

    def take():
        while row := ledger.claim(["main"], ME):
            with lock:
                taken.append(row.pk)
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(taken) == len(set(taken)) == 40


def test_the_urgent_goes_first_then_the_older(office, handlers):
    ledger.job("test")(lambda **_a: None)
    for number, priority in ((1, 5), (2, 1), (3, 5), (4, 9)):
        ledger.enqueue("test", {"n": number}, priority=priority)
    assert [ledger.claim(["main"], ME).args["n"] for _ in range(4)] == [2, 1, 3, 4]
    assert ledger.claim(["main"], ME) is None


def test_what_is_not_due_or_of_another_queue_stays(office, handlers):
    ledger.job("slow", queue="slow")(lambda **_a: None)
    ledger.enqueue("slow", {})
    ledger.enqueue("later", {}, delay=60)
    assert ledger.claim(["main"], ME) is None
    assert ledger.claim(["slow"], ME).name == "slow"


def test_the_attempt_is_counted_before_the_start(office, handlers):
    seen = []
    job = _add("count", handler=lambda: seen.append(Job.objects.get().attempts))
    ledger.run(_claimed(job))
    assert seen == [1] and Job.objects.get().state == "done" and Job.objects.get().ended_at


# --- failing -------------------------------------------------------------------------------------------------------


def _raise(problem):
    def handler(**_args):
        raise problem

    return handler


def test_after_three_attempts_a_job_is_set_aside_with_its_reason(office, handlers):
    job = _add("fails", handler=_raise(StorageFailed()), subject=("record", "77"))
    for attempt in (1, 2, 3):
        ledger.run(_claimed(job))
        job.refresh_from_db()
        assert (job.attempts, job.state) == (attempt, "set_aside" if attempt == 3 else "ready")
    assert job.problem["code"] == "storage_failed" and job.ended_at and job.lease_until is None
    event = AuditEvent.objects.get(verb="job.set_aside")
    assert (event.subject_kind, event.subject_id) == ("record", "77")
    assert event.data["job"] == "fails" and event.data["problem"]["code"] == "storage_failed"


def test_attempts_come_later_and_later(office, handlers):
    job = _add("fails", handler=_raise(StorageFailed()))
    waits = []
    for _ in (1, 2):
        ledger.run(_claimed(job))
        job.refresh_from_db()
        waits.append((job.due_at - ledger.now()).total_seconds())
    assert 0 < waits[0] <= 1 < waits[1] <= 5


ENDS = [
    (ToolMissing(tool="tesseract"), "waiting", "tool_missing", 0),
    (Invalid({"x": "y"}), "set_aside", "invalid", 1),
    (Conflict(), "set_aside", "conflict", 1),
    (StorageFailed(), "ready", "storage_failed", 0),
    (ZeroDivisionError("by zero"), "ready", "job.failed", 0),
    (OSError(28, "No space left on device"), "ready", "job.failed", 0),
]


@pytest.mark.parametrize(("problem", "state", "code", "events"), ENDS, ids=lambda v: getattr(v, "code", str(v)[:20]))
def test_what_becomes_of_a_job_that_raises(office, handlers, problem, state, code, events):
    job = _add("fails", handler=_raise(problem))
    ledger.run(_claimed(job))
    job.refresh_from_db()
    assert (job.state, job.problem["code"], job.attempts) == (state, code, 1)
    assert AuditEvent.objects.filter(verb="job.set_aside").count() == events


def test_a_job_without_a_handler_is_set_aside(office, handlers):
    ledger.enqueue("unknown", {})
    for _ in range(3):
        _now()
        ledger.run(ledger.claim(["main"], ME))
    job = Job.objects.get(name="unknown")
    assert job.state == "set_aside" and "unknown" in str(job.problem)


def test_who_listens_hears_of_the_set_aside(office, handlers, monkeypatch):
    from dms.jobs import aside

    heard = []
    monkeypatch.setattr(aside, "_listeners", {})
    aside.on_set_aside("fails")(lambda row, problem: heard.append((row.args, problem.code)))
    ledger.run(_claimed(_add("fails", handler=_raise(Conflict()), args={"id": 7})))
    assert heard == [({"id": 7}, "conflict")]


def test_who_lost_its_job_meanwhile_changes_nothing(office, handlers):
    job = _add("long", handler=lambda: Job.objects.update(worker="somebody else"))
    ledger.run(_claimed(job))
    job.refresh_from_db()
    assert (job.state, job.worker) == ("running", "somebody else")


# --- keys ----------------------------------------------------------------------------------------------------------


def test_a_key_is_waiting_once(office, handlers):
    for _ in range(3):
        ledger.enqueue("test", {}, key="k")
        ledger.enqueue("test", {})
    assert Job.objects.filter(key="k").count() == 1 and Job.objects.filter(key="").count() == 3


def test_a_running_job_does_not_stand_for_what_changed_since(office, handlers):
    first = _add("test", key="k")
    _claimed(first)
    ledger.enqueue("test", {}, key="k")
    ledger.enqueue("test", {}, key="k")
    assert list(Job.objects.filter(key="k").order_by("id").values_list("state", flat=True)) == ["running", "ready"]


def test_a_failed_job_gives_way_to_the_newer_one_with_its_key(office, handlers):
    def handler():
        ledger.enqueue("test", {}, key="k")
        raise StorageFailed

    first = _add("test", handler=handler, key="k")
    ledger.run(_claimed(first))
    states = dict(Job.objects.values_list("pk", "state"))
    assert states.pop(first.pk) == "done" and list(states.values()) == ["ready"]
    assert Job.objects.get(pk=first.pk).ended_at, "so that it is forgotten like any finished job"


def _ask(_number):
    for _ in range(20):
        ledger.enqueue("test", {}, key="k")


def test_a_key_is_waiting_once_also_when_many_ask_at_once(office, handlers):
    together(4, _ask)
    assert Job.objects.filter(key="k", state="ready").count() == 1


# --- leases --------------------------------------------------------------------------------------------------------


def _dead_worker():
    child = FORK.Process(target=os._exit, args=(0,))
    child.start()
    name = f"{socket.gethostname()}:{child.pid}:{ledger._started(child.pid)}"
    child.join()
    return name


def test_a_dead_process_gives_back_what_it_held(office, handlers):
    worker = _dead_worker()
    job = _claimed(_add(), worker=worker)
    assert not ledger.is_alive(worker)
    assert ledger.sweep()["given_back"] == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.worker) == ("ready", 1, "")


def test_a_recycled_pid_is_another_worker(office):
    host, pid, _started = ME.split(":")
    assert ledger.is_alive(ME) and not ledger.is_alive(f"{host}:{pid}:1")


def test_of_another_host_only_the_lease_tells(office, handlers):
    job = _claimed(_add(), worker="elsewhere:1:1")
    assert ledger.sweep()["given_back"] == 0
    Job.objects.filter(pk=job.pk).update(lease_until=ledger.now() - dt.timedelta(seconds=1))
    assert ledger.sweep()["given_back"] == 1


def test_a_heartbeat_lengthens_the_leases_of_its_worker(office, handlers):
    mine, other = _claimed(_add("a")), _claimed(_add("b"), worker="elsewhere:1:1")
    past = ledger.now() - dt.timedelta(seconds=1)
    Job.objects.update(lease_until=past)
    ledger.heartbeat(ME, ["main"])
    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.lease_until > ledger.now() and other.lease_until == past
    assert ledger.workers_alive("main") == 1 and ledger.workers_alive("slow") == 0


def test_who_kills_its_worker_three_times_is_set_aside(office, handlers):
    job = _add("deadly")
    worker = _dead_worker()
    for _ in range(3):
        _claimed(job, worker=worker)
        counts = ledger.sweep()
    job.refresh_from_db()
    assert counts["set_aside"] == 1 and (job.state, job.problem["code"]) == ("set_aside", "job.crashed")
    assert AuditEvent.objects.filter(verb="job.set_aside").count() == 1


def test_what_a_dead_worker_held_gives_way_to_the_newer_one_with_its_key(office, handlers):
    old = _claimed(_add("test", key="k"), worker=_dead_worker())
    ledger.enqueue("test", {}, key="k")
    ledger.sweep()
    old.refresh_from_db()
    assert old.state == "done" and Job.objects.filter(key="k", state="ready").count() == 1


# --- people and the scheduler --------------------------------------------------------------------------------------


def test_retrying_counts_attempts_anew(office, handlers):
    job = _add("fails", handler=_raise(Conflict()))
    ledger.run(_claimed(job))
    ledger.retry(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.ended_at) == ("ready", 0, None)
    with pytest.raises(Conflict):
        ledger.retry(job.pk)


def test_what_waited_for_a_program_goes_on_when_retried(office, handlers):
    job = _add("needs", handler=_raise(ToolMissing(tool="x")))
    ledger.run(_claimed(job))
    ledger.job("needs")(lambda: None)
    ledger.retry(job.pk)
    ledger.run(_claimed(job))
    job.refresh_from_db()
    assert job.state == "done" and job.problem is None


def test_a_retry_gives_way_to_the_newer_one_with_its_key(office, handlers):
    job = _add("fails", handler=_raise(Conflict()), key="k")
    ledger.run(_claimed(job))
    ledger.enqueue("fails", {}, key="k")
    with pytest.raises(Conflict):
        ledger.retry(job.pk)


def test_workers_are_woken_on_commit_and_by_the_sweeper(office, handlers):
    woken = []
    ledger.on_wake(woken.append)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ledger.enqueue("test", {})
        raise ZeroDivisionError
    assert woken == []
    with transaction.atomic():
        ledger.enqueue("test", {})
        assert woken == []
    assert woken == ["main"]
    ledger.enqueue("later", {}, delay=30)
    assert woken == ["main"] and ledger.sweep()["woken"] == 1 and woken == ["main", "main"]


def test_a_broker_that_is_away_stops_nobody(office, handlers):
    def broken(_queue):
        raise ConnectionError("no broker")

    ledger.on_wake(broken)
    with transaction.atomic():
        ledger.enqueue("test", {})
    assert Job.objects.filter(state="ready").count() == 1


def test_periodic_work_is_asked_for_once_per_interval(office, handlers, monkeypatch):
    ledger.job("often", every=60)(lambda: None)
    ledger.job("daily", every=86_400)(lambda: None)
    monkeypatch.setattr(ledger, "_periodic_checked", -1000.0)
    ledger.sweep()
    ledger.sweep()
    assert sorted(Job.objects.values_list("name", flat=True)) == ["daily", "often"]
    Job.objects.update(state="done", created_at=ledger.now() - dt.timedelta(minutes=2))
    monkeypatch.setattr(ledger, "_periodic_checked", -1000.0)
    ledger.sweep()
    assert Job.objects.filter(name="often").count() == 2 and Job.objects.filter(name="daily").count() == 1


def test_done_work_is_forgotten_after_a_week_and_set_aside_work_never(office, handlers):
    old = ledger.now() - dt.timedelta(days=8)
    for state in Job.State.values:
        ledger.enqueue(state, {})
        Job.objects.filter(name=state).update(state=state, ended_at=old)
    ledger.enqueue("fresh", {})
    Job.objects.filter(name="fresh").update(state="done", ended_at=ledger.now())
    assert ledger.clear_done() == 1
    assert set(Job.objects.values_list("name", flat=True)) == {"fresh", *Job.State.values} - {"done"}


def test_a_worker_that_was_not_seen_for_an_hour_is_forgotten(office, handlers):
    ledger.heartbeat(ME, ["main"])
    Worker.objects.create(name="gone:1:1", queues="main", seen_at=ledger.now() - dt.timedelta(hours=2))
    ledger.sweep()
    assert [row.name for row in Worker.objects.all()] == [ME]


def test_a_heart_beats_while_a_job_runs(office, handlers, monkeypatch):
    monkeypatch.setattr(settings, "JOB_LEASE_SECONDS", 0.3)
    job = _add("long", handler=lambda: threading.Event().wait(0.8))
    with work.Heart(["main"]):
        ledger.run(_claimed(job))
        seen = Worker.objects.get().seen_at
    assert ledger.now() - seen < dt.timedelta(seconds=0.4)


def test_every_job_that_is_asked_for_has_a_handler():
    import re

    from tests.tools import ROOT

    asked = set()
    for folder in ("dms", "ingest", "search", "retention"):
        for path in (ROOT / folder).rglob("*.py"):
            asked |= set(re.findall(r"enqueue\(\s*\"([a-z_.]+)\"", path.read_text()))
    assert asked and asked <= set(ledger.names())


def test_real_jobs_may_run_twice(office):
    make.make_record()
    make.work_jobs()
    rows = list(Job.objects.values_list("name", "args"))
    for name, args in rows:
        ledger.enqueue(name, args)
    make.work_jobs()
    assert not Job.objects.exclude(state="done").exists()
