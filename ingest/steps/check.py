"""Step 2: is it what was acknowledged? The bytes must still have the size and digest of the receipt."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dms.errors import Damaged
from ingest.models import Arrival


def run(arrival: Arrival, path: Path) -> None:
    """Raise Damaged when the waiting bytes are not what the receipt says."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != arrival.sha256:
        raise Damaged(what=arrival.name)
