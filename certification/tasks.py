"""Where the worker looks for the tasks of the rooms; the web never does."""

from .diagnosis.tasks import lapse

__all__ = ["lapse"]
