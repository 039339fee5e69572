"""The chain: every change of a sealed event that somebody makes past Akta, with SQL, is found."""

import datetime as dt
import tracemalloc

import pytest
from django.db import connection, transaction

from dms import canonical
from dms.access.system import SYSTEM
from dms.archive import ledger_segments
from dms.audit import chain, log
from dms.audit.models import AuditEvent, AuditSeal
from tests import make
from tests.intruder import sql
from tests.processes import together

EVENTS = 12


def _write(count=EVENTS):
    with transaction.atomic():
        for number in range(count):
            log.record("x.noted", ("person", number), SYSTEM.actor, {"number": number})


EVENT = "UPDATE dms_auditevent SET {} WHERE id = (SELECT event_id FROM dms_auditseal WHERE position = 5)"
SEAL = "UPDATE dms_auditseal SET {} WHERE position = 5"
NOBODY = "0" * 32
FIFTH = "(SELECT event_id FROM dms_auditseal WHERE position = 5)"

TAMPERED = {
    "verb": [EVENT.format("verb = 'x.other'")],
    "schema": [EVENT.format("schema = 2")],
    "subject kind": [EVENT.format("subject_kind = 'case'")],
    "subject": [EVENT.format("subject_id = '999'")],
    "actor kind": [EVENT.format("actor_kind = 'user'")],
    "actor id": [EVENT.format("actor_id = 'somebody'")],
    "actor name": [EVENT.format("actor_name = 'Somebody Else'")],
    "instant": [EVENT.format("at = '2020-01-01 00:00:00'")],
    "instant by a microsecond": [EVENT.format("at = LATER")],
    "data": [EVENT.format("data = '{\"number\": 77}'")],
    "data emptied": [EVENT.format("data = '{}'")],
    "data added": [EVENT.format('data = \'{"number": 4, "more": 1}\'')],
    "digest": [EVENT.format(f"digest = '{'a' * 64}'")],
    "event and digest swapped for another's": [
        EVENT.format("digest = (SELECT digest FROM dms_auditevent ORDER BY id LIMIT 1)")
    ],
    "hash of a seal": [SEAL.format(f"hash = '{'b' * 64}'")],
    "hash emptied": [SEAL.format("hash = ''")],
    "event dropped": [f"DELETE FROM dms_auditevent WHERE id = {FIFTH}"],
    "event and seal dropped": [
        f"DELETE FROM dms_auditevent WHERE id = {FIFTH}",
        "DELETE FROM dms_auditseal WHERE position = 5",
    ],
    "seal dropped": ["DELETE FROM dms_auditseal WHERE position = 5"],
    "first dropped": ["DELETE FROM dms_auditseal WHERE position = 1"],
    "a run dropped": ["DELETE FROM dms_auditseal WHERE position BETWEEN 3 AND 7"],
    "two reordered": [
        "UPDATE dms_auditseal SET position = 900 WHERE position = 5",
        "UPDATE dms_auditseal SET position = 5 WHERE position = 6",
        "UPDATE dms_auditseal SET position = 6 WHERE position = 900",
    ],
    "events of two seals exchanged": [
        f"UPDATE dms_auditseal SET event_id = '{NOBODY}' WHERE position = 6 AND {FIFTH} IS NOT NULL",
        "UPDATE dms_auditseal SET event_id = (SELECT id FROM dms_auditevent e WHERE NOT EXISTS "
        "(SELECT 1 FROM dms_auditseal s WHERE s.event_id = e.id) LIMIT 1) WHERE position = 5",
        f"DELETE FROM dms_auditseal WHERE event_id = '{NOBODY}'",
    ],
    "dropped and moved up": [
        "DELETE FROM dms_auditseal WHERE position = 5",
        "UPDATE dms_auditseal SET position = position + 1000 WHERE position > 5",
        "UPDATE dms_auditseal SET position = position - 1001 WHERE position > 5",
    ],
}

LATER = {
    "sqlite": "substr(at, 1, 25) || ((substr(at, 26, 1) + 1) % 10)",
    "postgresql": "at + interval '1 microsecond'",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found(office, how):
    _write()
    chain.seal()
    assert chain.verify().intact
    sql(*(statement.replace("LATER", LATER[connection.vendor]) for statement in TAMPERED[how]))
    report = chain.verify()
    assert not report.intact and report.faults, how
    first = report.faults[0]["position"]
    assert first in ({1} if how == "first dropped" else {3} if how == "a run dropped" else {5, 6}), report.faults


def _rehash(start):
    """Compute the whole chain anew from a position, as somebody would who knows how it is made."""
    previous = AuditSeal.objects.get(position=start - 1).hash if start > 1 else chain.GENESIS
    for seal in AuditSeal.objects.select_related("event").filter(position__gte=start).order_by("position"):
        digest = canonical.digest(seal.event.as_data())
        previous = chain.link(previous, digest)
        sql(
            f"UPDATE dms_auditevent SET digest = '{digest}' WHERE id = '{seal.event_id.hex}'",
            f"UPDATE dms_auditseal SET hash = '{previous}' WHERE position = {seal.position}",
        )


def _forge():
    sql(EVENT.format("verb = 'x.forged'"))
    _rehash(5)


def _drop_the_newest():
    sql(
        "DELETE FROM dms_auditevent WHERE id IN (SELECT event_id FROM dms_auditseal WHERE position > 9)",
        "DELETE FROM dms_auditseal WHERE position > 9",
    )


def _drop_and_rehash():
    sql(
        f"DELETE FROM dms_auditevent WHERE id = {FIFTH}",
        "DELETE FROM dms_auditseal WHERE position = 5",
        "UPDATE dms_auditseal SET position = position + 1000 WHERE position > 5",
        "UPDATE dms_auditseal SET position = position - 1001 WHERE position > 5",
    )
    _rehash(5)


@pytest.mark.parametrize("forge", [_forge, _drop_the_newest, _drop_and_rehash])
def test_a_chain_made_anew_as_a_whole_differs_from_the_archive(office, forge):
    _write()
    ledger_segments.write()
    assert ledger_segments.compare() == []
    forge()
    assert chain.verify().intact, "the database alone cannot tell"
    faults = ledger_segments.compare()
    assert faults and faults[0]["position"] in {5, 10}


def test_an_unsealed_event_is_checked_and_counted(office):
    _write(3)
    report = chain.verify()
    assert (report.sealed, report.unsealed, report.intact) == (0, 3, True)
    sql("UPDATE dms_auditevent SET verb = 'x.other' WHERE subject_id = '1'")
    assert chain.verify().faults[0]["fault"] == "changed"


def test_events_that_come_later_go_on_where_the_chain_ended(office):
    _write(5)
    assert chain.seal(limit=3) == 3
    head = chain.verify().head
    _write(2)
    while chain.seal(limit=2):
        pass
    report = chain.verify()
    assert report.intact and report.sealed == 7 and report.unsealed == 0 and report.head != head
    assert list(AuditSeal.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 8))


def _seal_all(_number):
    count = 0
    while done := chain.seal(limit=7):
        count += done
    return count


def test_two_processes_seal_each_event_once(office):
    _write(120)
    assert sum(together(3, _seal_all)) == 120
    report = chain.verify()
    assert report.intact and report.sealed == 120


def _act(number):
    for _ in range(5):
        make.make_person(f"Osoba {number}")
        chain.seal(limit=3)


def test_sealing_beside_writers_keeps_the_chain(office):
    together(4, _act)
    _seal_all(0)
    report = chain.verify()
    assert report.intact and report.unsealed == 0 and report.sealed == 20


def _many(count):
    rows = []
    for number in range(count):
        row = AuditEvent(
            verb="x.noted", subject_kind="person", subject_id=str(number), actor_kind="system", actor_id="",
            at=dt.datetime.now(dt.UTC), data={"text": "x" * 1000},
        )  # fmt: skip
        row.digest = canonical.digest(row.as_data())
        rows.append(row)
    AuditEvent.objects.bulk_create(rows)
    while chain.seal():
        pass


def _peak():
    tracemalloc.start()
    report = chain.verify()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.intact
    return peak


def test_memory_does_not_grow_with_the_number_of_events(office, monkeypatch):
    monkeypatch.setattr(chain, "CHUNK", 100)
    _many(300)
    before = _peak()
    _many(700)
    assert _peak() < 1.3 * before
