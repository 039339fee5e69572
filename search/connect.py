"""Connects search at start: the follower that marks what changed, the job that indexes it, the marker of texts."""


def register() -> None:
    """Import what registers itself."""
    from dms.records import marking as record_marking
    from search import follow as _follow
    from search import marking

    assert _follow
    record_marking.use(marking.pieces)
