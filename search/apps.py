"""What connects at start."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The app's configuration."""

    name = "search"
    label = "search"

    def ready(self) -> None:
        """Connect followers, handlers and panels."""
        from search import connect

        connect.register()
