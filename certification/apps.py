from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = _("Certification")

    def ready(self) -> None:
        """Tables of moves, and what each room does when a lower one speaks."""
        from .application import objecting  # noqa: F401
        from .application import subscribers as application_subscribers  # noqa: F401
        from .application import workflow as application_workflow  # noqa: F401
        from .diagnosis import subscribers as diagnosis_subscribers  # noqa: F401
        from .diagnosis import workflow as diagnosis_workflow  # noqa: F401
        from .diagnosis.delegation import joining, seating, telling  # noqa: F401
        from .diagnosis.letters import asking  # noqa: F401
        from .diagnosis.paper import blank, drawing  # noqa: F401
        from .editions import requirements  # noqa: F401
        from .editions import subscribers as edition_subscribers  # noqa: F401
        from .events import declared  # noqa: F401
        from .events import subscribers as event_subscribers  # noqa: F401
        from .events import workflow as event_workflow  # noqa: F401
        from .evidence import infected  # noqa: F401
        from .governments import bounced  # noqa: F401
        from .prioritization import subscribers as prioritization_subscribers  # noqa: F401
        from .review import rescore, scoring_run, subscribers  # noqa: F401
        from .seal import document, workflow  # noqa: F401
