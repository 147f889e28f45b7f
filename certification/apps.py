from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "certification"

    def ready(self) -> None:
        """Tables of moves, and what each room does when a lower one speaks."""
        from .editions import requirements  # noqa: F401
        from .review import scoring_run, subscribers  # noqa: F401
        from .seal import document, workflow  # noqa: F401
