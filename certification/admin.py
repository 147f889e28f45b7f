"""What the admin shows of each room."""

from .editions import admin as editions
from .governments import admin as governments

__all__ = ["editions", "governments"]
