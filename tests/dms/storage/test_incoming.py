"""Acknowledged bytes: kept with their note, found again, removed only on demand."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest

from dms import ids
from dms.storage.base import Absent, AlreadyThere
from dms.storage.incoming import Incoming, RemovingDirectory
from dms.storage.incoming_s3 import RemovingS3
from tests import s3

NOTE: dict[str, Any] = {"name": "pismo ą.pdf", "source": "upload", "who": "kowalska"}
DATA = os.urandom(70_000)


@pytest.fixture(params=["directory", "s3"])
def incoming(request: pytest.FixtureRequest, tmp_path: Path) -> Incoming:
    if request.param == "s3":
        return Incoming(RemovingS3(s3.bucket(), "incoming", **s3.server()._asdict()))
    return Incoming(RemovingDirectory(tmp_path / "incoming"))


def test_received_bytes_have_a_note(incoming: Incoming) -> None:
    arrival = str(ids.new())
    digests = incoming.receive(arrival, io.BytesIO(DATA), NOTE)
    assert (digests.size, digests.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())
    assert incoming.open(arrival).read() == DATA
    assert incoming.open(arrival, 10, 5).read() == DATA[10:15]
    assert incoming.note(arrival) == {
        **NOTE,
        "size": len(DATA),
        "sha256": digests.sha256,
        "sha512": digests.sha512,
    }
    assert list(incoming.ids()) == [arrival]
    with pytest.raises(AlreadyThere):
        incoming.receive(arrival, io.BytesIO(b"other"), NOTE)
    assert incoming.open(arrival).read() == DATA


def test_removed_is_gone(incoming: Incoming) -> None:
    arrival = str(ids.new())
    incoming.receive(arrival, io.BytesIO(DATA), NOTE)
    incoming.remove(arrival)
    incoming.remove(arrival)  # a job that was killed between the two may come again
    assert list(incoming.ids()) == []
    for read in (incoming.open, incoming.note):
        with pytest.raises(Absent):
            read(arrival)


class Torn(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 10_000:
            raise ConnectionError
        return super().read(9_000)


def test_torn_upload_is_not_acknowledged(incoming: Incoming) -> None:
    arrival = str(ids.new())
    with pytest.raises(ConnectionError):
        incoming.receive(arrival, Torn(DATA), NOTE)
    assert list(incoming.ids()) == []
    incoming.receive(arrival, io.BytesIO(DATA), NOTE)
    assert list(incoming.ids()) == [arrival]


def test_sweep_takes_only_what_was_never_promised(incoming: Incoming) -> None:
    kept, bare = str(ids.new()), str(ids.new())
    incoming.receive(kept, io.BytesIO(DATA), NOTE)
    incoming._store.put_new(bare, DATA)  # killed before the note
    incoming._store.put_new("not-ours", DATA)
    now = dt.datetime.now(dt.UTC)
    assert incoming.sweep(now - dt.timedelta(hours=1)) == []
    assert incoming.sweep(now + dt.timedelta(seconds=5)) == [bare]
    assert [entry.path for entry in incoming._store.list()] == sorted([kept, f"{kept}.json", "not-ours"])
