from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from .models import Standing


def typed(data: QueryDict, code: str, suffix: str = "") -> dict[str, Any]:
    """What the form of one question sent, as ``save_answer`` takes it. Nothing is lost here.

    ``suffix`` ends the names of what every question has, where several share a form.
    """
    return {
        "raw": tuple(data.getlist(f"answer-{code}")),
        "standing": data.get(f"standing{suffix}") or Standing.ANSWERED,
        **{name: data.get(f"{name}{suffix}", "") for name in ("reason", "note", "department")},
    }


def meant_for(data: QueryDict, person: str) -> bool:
    """Whether whoever sends a form is whom its page was made for; a form may leave that open."""
    return data.get("person", person) == person


def version(data: QueryDict) -> int:
    """The version that was edited; ``over`` names the one that a person chose to replace."""
    return number_in(data, "over") or number_in(data, "base")


def number_in(data: QueryDict, name: str) -> int:
    """A version as a form sends it; 0 for anything else."""
    given = data.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def since(data: QueryDict) -> datetime | None:
    """When the page of a save was opened, by this server's clock; a page may leave that open."""
    given = data.get("since", "")
    in_reach = given.isdecimal() and len(given) < 11
    return datetime.fromtimestamp(int(given), tz=UTC) if in_reach else None


def save_id(data: QueryDict) -> UUID:
    """The save's own id; a form that sends none is a save of its own."""
    return uuid_in(data, "save")


def uuid_in(data: QueryDict, name: str) -> UUID:
    try:
        return UUID(data.get(name, ""))
    except ValueError:
        return uuid4()
