"""Connects the way out at start."""


def register() -> None:
    """Import what registers itself."""
