"""Connects search at start: the follower that marks what changed, the job that indexes it, the marker of texts, and
what forms ask when no title fits."""


def register() -> None:
    """Import what registers itself."""
    from dms.records import marking as record_marking
    from dms.records import picking
    from search import follow as _follow
    from search import marking, naming

    assert _follow
    record_marking.use(marking.pieces)
    picking.use(naming.fitting)
