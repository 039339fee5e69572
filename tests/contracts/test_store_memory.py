"""The store in memory passes the contract of a store."""

from __future__ import annotations

import pytest

from dms.storage.memory import MemoryStore
from tests.contracts.store import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()
