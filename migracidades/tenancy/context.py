from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .rules import roles_of, staff_roles


def tenant(request: HttpRequest) -> dict[str, Any]:
    """What every template may ask about where it stands. Never queries."""
    programme = getattr(request, "programme", None)
    seats = getattr(request, "seats", [])
    offered = programme.languages if programme else [code for code, _name in settings.LANGUAGES]
    return {
        "programme": programme,
        "government": getattr(request, "government", None),
        "seats": seats,
        "my_roles": roles_of(request) if programme else set(),
        "is_staff_here": bool(staff_roles(seats)),
        "languages": [pair for pair in settings.LANGUAGES if pair[0] in offered],
        "demo": settings.DEMO,
        "contact": settings.CONTACT,
        "request_id": getattr(request, "id", ""),
    }
