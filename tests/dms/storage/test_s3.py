"""What only the store over a bucket must stand: servers that are gone, slow, strict or careless."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from dms.errors import StorageFailed
from dms.storage import s3_client
from dms.storage.base import AlreadyThere
from dms.storage.s3 import PART, S3Store
from tests import s3


@pytest.mark.parametrize("fault", ["gone", "wrong secret"])
@pytest.mark.parametrize(
    "act",
    [
        lambda store: store.put_new("a", b"1"),
        lambda store: store.replace("a", b"1"),
        lambda store: store.open("a"),
        lambda store: store.exists("a"),
        lambda store: list(store.list()),
    ],
)
def test_no_answer_is_a_fault_of_the_store(fault: str, act: Callable[[S3Store], object]) -> None:
    account = s3.server()
    if fault == "gone":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            account = account._replace(endpoint_url=f"http://127.0.0.1:{free.getsockname()[1]}")
    else:
        account = account._replace(secret_key="wrong")
    with pytest.raises(StorageFailed):
        act(S3Store(s3.bucket(), **account._asdict()))


def test_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_client, "READ_TIMEOUT", 0.2)
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen()
        url = f"http://127.0.0.1:{hole.getsockname()[1]}"
        store = S3Store("b", endpoint_url=url, access_key="a", secret_key="b")
        started = time.monotonic()
        with pytest.raises(StorageFailed):
            store.replace("a", b"1")
        assert time.monotonic() - started < 15


def test_server_that_ignores_the_condition() -> None:
    """Some servers accept `If-None-Match: *` and overwrite all the same: then the look beforehand decides."""
    store = S3Store(s3.bucket(), **s3.server()._asdict())

    def careless(params: dict[str, Any], **_rest: Any) -> None:
        params["headers"].pop("If-None-Match", None)

    for client in (store._once,):
        client.meta.events.register("before-call.s3", careless)
    store.put_new("a", b"first")
    for again in (b"second", io.BytesIO(b"x" * (PART + 1))):
        with pytest.raises(AlreadyThere):
            store.put_new("a", again)
    assert store.open("a").read() == b"first"


def test_condition_holds_where_the_look_beforehand_came_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    store = S3Store(s3.bucket(), **s3.server()._asdict())
    store.put_new("a", b"first")
    monkeypatch.setattr(store, "exists", lambda path: False)
    for again in (b"second", io.BytesIO(b"x" * (PART + 1))):
        with pytest.raises(AlreadyThere):
            store.put_new("a", again)
    assert store.open("a").read() == b"first"


def test_failed_upload_in_parts_leaves_no_upload() -> None:
    bucket = s3.bucket()
    store = S3Store(bucket, **s3.server()._asdict())

    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > PART + 100:
                raise ConnectionError
            return super().read(min(size or 0, 1 << 20))

    with pytest.raises(ConnectionError):
        store.put_new("big", Torn(bytes(2 * PART)))
    assert store._once.list_multipart_uploads(Bucket=bucket).get("Uploads", []) == []
    assert list(store.list()) == []


def test_bytes_changed_on_the_way_are_refused() -> None:
    store = S3Store(s3.bucket(), **s3.server()._asdict())

    def flip(params: dict[str, Any], **_rest: Any) -> None:
        if params["headers"].get("x-amz-checksum-sha256"):
            params["body"] = b"other"

    store._once.meta.events.register("before-call.s3.PutObject", flip)
    with pytest.raises(StorageFailed):
        store.put_new("a", b"bytes")
    assert not store.exists("a")
