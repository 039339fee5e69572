"""The index that the settings name."""

from __future__ import annotations

from pathlib import Path

from search.index.address import Address
from search.index.base import Index


def open_index(address: Address | None, folder: Path) -> Index:
    """Return the index at an address, or the embedded one in a folder. Nothing is connected to or made yet.

    Each engine is imported where it is used: the client of a server costs memory that most offices need not spend.
    """
    if address is None:
        from search.index.tantivy import TantivyIndex

        return TantivyIndex(folder)
    from search.index.opensearch import OpenSearchIndex

    return OpenSearchIndex(address)
