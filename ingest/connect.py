"""Connects the way in at start: handlers of jobs."""


def register() -> None:
    """Import what registers itself."""
    from ingest import pipeline as _pipeline

    assert _pipeline
