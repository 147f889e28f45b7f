from django.http import HttpRequest
from django.urls import reverse

from migracidades.tenancy.scope import Side, required

from .models import StoredFile


def url_for(stored: StoredFile, request: HttpRequest) -> str:
    """The file's address on the side where the request stands."""
    side = required().side
    if side is Side.STAFF:
        return reverse("admin:file", args=[stored.pk])
    if side is Side.GOVERNMENT:
        return reverse("desk_file", args=[request.government.code, stored.pk])
    return reverse("file", args=[stored.pk])
