"""Where the worker looks for the tasks of the rooms; the web never does."""

from .diagnosis.tasks import blank_forms, lapse, visit, visit_programme

__all__ = ["blank_forms", "lapse", "visit", "visit_programme"]
