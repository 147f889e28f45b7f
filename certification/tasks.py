"""Where the worker looks for the tasks of the rooms; the web never does."""

from .diagnosis.tasks import lapse, visit, visit_programme

__all__ = ["lapse", "visit", "visit_programme"]
