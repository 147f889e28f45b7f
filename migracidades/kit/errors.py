"""What a person asked for cannot be done: said in a sentence, and nothing half done is kept."""

from typing import Any

from django.db import transaction


class Refused(Exception):
    """An act that cannot be done now. ``message`` is a translated sentence for the person."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


def api_exception_handler(exception: Exception, context: dict[str, Any]) -> Any:
    """The API's answer to ``exception``, after what the request wrote has been taken back.

    The framework answers exceptions itself, so the transaction around it would be committed.
    A ``Refused`` becomes 409 with its sentence.
    """
    # Models import this module, and the framework needs the models loaded.
    from rest_framework.response import Response
    from rest_framework.views import exception_handler

    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    if isinstance(exception, Refused):
        return Response({"detail": exception.message}, status=409)
    return exception_handler(exception, context)
