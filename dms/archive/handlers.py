"""Jobs of the archive: write-back, the seal of the audit chain, and the watch over the store that keeps it."""

from __future__ import annotations

from functools import partial

from dms.archive import protection, writeback
from dms.audit import chain
from dms.jobs.ledger import enqueue, job, progress

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


@job("storage.check", every=86_400)
def check() -> None:
    """Try out whether the store still protects what it keeps."""
    protection.check()


@job("storage.renew", every=604_800)
def renew() -> None:
    """Renew the locks of which less than half is left."""
    protection.renew(progress=progress)


@job("storage.sweep", every=86_400)
def sweep() -> None:
    """Give up uploads in parts that broke off days ago."""
    protection.sweep()
