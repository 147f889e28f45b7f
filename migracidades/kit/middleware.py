"""A reference for every request: in the logs, in the response, on the error page."""

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_reference: ContextVar[str] = ContextVar("request_id", default="-")


class Referenced(HttpRequest):
    """A request that was given its reference."""

    id: str


class RequestId:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Referenced) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]
        token = _reference.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            _reference.reset(token)
        response["X-Request-Id"] = request.id
        return response


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _reference.get()
        return True
