"""The store over a folder passes the contract of a store."""

from __future__ import annotations

from pathlib import Path

import pytest

from dms.storage.directory import DirectoryStore
from tests.contracts.store import StoreContract


class TestDirectoryStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> DirectoryStore:
        return DirectoryStore(tmp_path / "store")
