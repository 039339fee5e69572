"""What connects at start."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The app's configuration."""

    name = "retention"
    label = "retention"

    def ready(self) -> None:
        """Connect followers, handlers and panels."""
        from retention import connect

        connect.register()
