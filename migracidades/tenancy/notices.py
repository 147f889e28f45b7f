"""Messages that wait for the next page (``django.contrib.messages``), in each programme its own."""

from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest
from django.utils.functional import cached_property


def _kept_as(request: HttpRequest) -> str:
    """The name depends on the programme, which is known later than a storage is made."""
    programme = getattr(request, "programme", None)
    return f"messages-{programme.slug}" if programme else "messages"


class _InCookie(CookieStorage):
    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return f"{settings.HOST_ONLY}{_kept_as(self.request)}"


class _InSession(SessionStorage):
    @property
    def session_key(self) -> str:  # type: ignore[override]
        return f"_{_kept_as(self.request)}"


class Notices(FallbackStorage):
    """What one programme said to a person is not shown on the next page of another."""

    storage_classes = (_InCookie, _InSession)

    def __init__(self, request: HttpRequest):
        # Django makes both storages for every request, and few requests have anything to say.
        BaseStorage.__init__(self, request)
        self._used_storages: set[BaseStorage] = set()

    @cached_property
    def storages(self) -> list[BaseStorage]:
        return [one(self.request) for one in self.storage_classes]
