"""Jobs of the archive: write-back, and the seal of the audit chain."""

from __future__ import annotations

from dms.archive import writeback
from dms.audit import chain
from dms.jobs.ledger import enqueue, job


@job("archive.flush")
def flush() -> None:
    """Write back a batch; ask for the next one while some are left, so that other jobs come between."""
    if writeback.flush(limit=writeback.BATCH) >= writeback.BATCH:
        enqueue("archive.flush", {}, key="archive.flush", priority=8)


@job("audit.seal")
def seal() -> None:
    """Give unsealed events their place in the chain."""
    while chain.seal():
        pass
