"""The index on OpenSearch keeps the contract of all indexes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from search.index.address import Address
from search.index.opensearch import OpenSearchIndex
from tests.contracts.index import IndexContract


class TestOpenSearch(IndexContract):
    @pytest.fixture(scope="class")
    @classmethod
    def shelf(cls, opensearch: str) -> Iterator[OpenSearchIndex]:
        yield from made(opensearch)

    @pytest.fixture
    def index(self, opensearch: str) -> Iterator[OpenSearchIndex]:
        yield from made(opensearch)

    @pytest.fixture
    def other(self, opensearch: str) -> Iterator[OpenSearchIndex]:
        yield from made(opensearch)


def made(url: str) -> Iterator[OpenSearchIndex]:
    """Yield an index under a prefix of its own and remove it."""
    host, _, port = url.removeprefix("http://").partition(":")
    address = Address(((host, int(port)),), prefix=f"t{uuid.uuid4().hex[:12]}")
    index = OpenSearchIndex(address)
    yield index
    index._versions.remove(list(index._versions.all()))
