"""The store over a bucket passes the contract of a store, with and without a prefix, on a real server."""

from __future__ import annotations

import pytest

from dms.storage.s3 import S3Store
from tests import s3
from tests.contracts.store import StoreContract


class TestS3Store(StoreContract):
    @pytest.fixture(params=["", "some/prefix"])
    def store(self, request: pytest.FixtureRequest) -> S3Store:
        return S3Store(s3.bucket(), request.param, **s3.server()._asdict())
