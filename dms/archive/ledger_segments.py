"""The audit trail outside the database: sealed events as segments in the archive's ledger, written once.

A segment is a file of JSON lines `000000000001-000000000420.jsonl`: position, hash of the seal, and the whole event.
A rebuild restores events and chain from them. Whoever can write the database can make the whole chain anew; the
segments cannot be changed with it, so `compare()` finds that too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dms import canonical
from dms.audit import chain
from dms.audit.models import AuditSeal
from dms.storage import spaces
from dms.storage.base import AlreadyThere

SEGMENT = 5000


def write() -> int:
    """Seal what is open and write segments up to the newest seal; return how many events were written."""
    while chain.seal():
        pass
    store, done = spaces.ledger_store(), last_position()
    count = 0
    while True:
        rows = list(AuditSeal.objects.select_related("event").filter(position__gt=done).order_by("position")[:SEGMENT])
        if not rows:
            return count
        lines = [
            canonical.dumps({"position": row.position, "hash": row.hash, "sealed_at": row.sealed_at}
                            | {"event": row.event.as_data(), "digest": row.event.digest})
            for row in rows
        ]  # fmt: skip
        done = rows[-1].position
        try:
            store.put_new(f"{rows[0].position:012d}-{done:012d}.jsonl", b"\n".join(lines) + b"\n")
        except AlreadyThere:  # another process wrote the same segment
            return count
        count += len(rows)


def last_position() -> int:
    """Return the position up to which segments are written, 0 when there are none."""
    last = 0
    for entry in spaces.ledger_store().list():
        last = max(last, int(entry.path.rpartition("-")[2].removesuffix(".jsonl")))
    return last


def compare() -> list[dict[str, object]]:
    """Hold the database's chain against the segments; return each difference with its position.

    Finds what a chain alone cannot show: its end cut off, or all of it computed anew over changed events.
    """
    faults: list[dict[str, object]] = []
    rows = AuditSeal.objects.order_by("position").values_list("position", "hash", "event__digest")
    seals = rows.iterator(chunk_size=1000)
    found = next(seals, None)
    for row in read():
        while found is not None and found[0] < row["position"]:
            found = next(seals, None)
        if found is None or found[0] != row["position"]:
            faults.append({"position": row["position"], "fault": "missing", "event": row["event"]["id"]})
        elif (row["hash"], row["digest"]) != found[1:]:
            faults.append({"position": row["position"], "fault": "not as in the archive", "event": row["event"]["id"]})
    return faults


def read() -> Iterator[dict[str, Any]]:
    """Yield the entries of all segments in order; overlapping segments (two writers) are read once."""
    store, done = spaces.ledger_store(), 0
    for entry in sorted(store.list()):
        with store.open(entry.path) as stream:
            for line in stream:
                row: dict[str, Any] = json.loads(line)
                if row["position"] > done:
                    done = row["position"]
                    yield row
