"""Connects the way in at start: handlers of jobs, and how a record came as a part of its archive object."""


def register() -> None:
    """Import what registers itself."""
    from ingest import archive
    from ingest import pipeline as _pipeline
    from ingest import tidy as _tidy

    assert _pipeline
    assert _tidy
    archive.register()
