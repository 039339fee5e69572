"""The store over a bucket passes the contract of a store on a real server: with a prefix, without, over TLS, locked."""

from __future__ import annotations

import pytest

from dms.storage.s3 import S3Store
from dms.storage.s3_locks import Lock
from tests import s3
from tests.contracts.store import StoreContract


class TestS3Store(StoreContract):
    @pytest.fixture(params=["", "some/prefix"])
    def store(self, request: pytest.FixtureRequest) -> S3Store:
        return S3Store(s3.bucket(), request.param, **s3.server()._asdict())


class TestS3StoreOverTls(StoreContract):
    @pytest.fixture
    def store(self) -> S3Store:
        return S3Store(s3.bucket(tls=True), **s3.server(tls=True)._asdict())


class TestS3StoreWithLocks(StoreContract):
    @pytest.fixture
    def store(self) -> S3Store:
        rule = Lock(30, required=True)
        return S3Store(s3.bucket(locked=True), "ocfl", **s3.server()._asdict(), lock=rule)
