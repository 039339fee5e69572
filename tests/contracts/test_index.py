"""The embedded index keeps the contract of all indexes."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.index.tantivy import TantivyIndex
from tests.contracts.index import IndexContract


class TestTantivy(IndexContract):
    @pytest.fixture(scope="class")
    @classmethod
    def shelf(cls, tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
        return TantivyIndex(tmp_path_factory.mktemp("shelf"))

    @pytest.fixture
    def index(self, tmp_path: Path) -> TantivyIndex:
        return TantivyIndex(tmp_path / "index")

    @pytest.fixture
    def other(self, tmp_path: Path) -> TantivyIndex:
        return TantivyIndex(tmp_path / "other")
