"""Where the worker looks for the tasks of the rooms; the web never does."""

from .diagnosis.tasks import lapse
from .evidence.tasks import visit

__all__ = ["lapse", "visit"]
