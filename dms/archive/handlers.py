"""Jobs of the archive: write-back, and the seal of the audit chain."""

from __future__ import annotations

from functools import partial

from dms.archive import writeback
from dms.audit import chain
from dms.jobs.ledger import enqueue, job

SECONDS = 1.0


@job("archive.flush")
def flush() -> None:
    """Write back for a second; ask for more while some are left, so that other jobs come between."""
    writeback.flush_some(SECONDS, partial(enqueue, "archive.flush", {}, key="archive.flush", priority=8))


@job("audit.seal")
def seal() -> None:
    """Give unsealed events their place in the chain."""
    while chain.seal():
        pass
