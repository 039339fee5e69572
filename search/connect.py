"""Connects search at start: the follower that marks what changed, and the job that indexes it."""


def register() -> None:
    """Import what registers itself."""
    from search import follow as _follow

    assert _follow
