"""What connects at start."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """The app's configuration."""

    name = "ingest"
    label = "ingest"

    def ready(self) -> None:
        """Connect followers, handlers and panels."""
        from ingest import connect

        connect.register()
