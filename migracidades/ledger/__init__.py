"""What verbs write: the audit, the outbox, the mail; and the one way an object moves."""

from .voice import speaking

__all__ = ["speaking"]
