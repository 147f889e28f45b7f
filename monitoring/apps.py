from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"

    def ready(self) -> None:
        """The table of moves, and what follows when a seal is issued or a report has moved."""
        from . import subscribers, workflow  # noqa: F401
