"""What the admin shows of each room."""

from .governments import admin as governments

__all__ = ["governments"]
