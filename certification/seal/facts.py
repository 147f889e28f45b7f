"""What a document states, frozen at the moment it is issued: nothing is looked up afterwards."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from certification.editions.models import Participation
from certification.prioritization.models import Priority
from dimensions.queries import form_of
from migracidades.tenancy.models import in_language


def facts_of(participation: Participation, *, kind: str, at: datetime) -> dict[str, Any]:
    """The facts of a seal or declaration, as plain JSON. ``at`` is the instant of issuing."""
    edition, government = participation.edition, participation.government
    programme = edition.programme
    level = next(one for one in programme.config["levels"] if one["code"] == government.level)
    form = form_of(
        edition.questionnaire, optional=edition.optional_dimensions, level=government.level
    )
    chosen = Priority.objects.filter(plan__participation=participation, removed_at=None)
    return {
        "kind": kind,
        "programme": {"slug": programme.slug, "name": programme.config["name"]},
        "government": {
            "code": government.code,
            "name": government.name,
            "name_of": government.name_of,
            "level": government.level,
            "of_level": level["of"],
            "state": government.state,
            "state_name": _state_name(programme.config, government.state),
        },
        "year": edition.year,
        "segments": len(form.dimensions),
        "priorities": chosen.count(),
        "course": edition.course.titles if edition.course else None,
        "signatories": edition.signatories,
        "issued_on": at.astimezone(ZoneInfo(programme.time_zone)).date().isoformat(),
        "language": programme.default_language,
        "demonstration": settings.DEMO,
    }


def _state_name(config: dict[str, Any], code: str) -> str:
    names = config.get("states", {}).get(code, code)
    return names if isinstance(names, str) else in_language(names, "pt-br")
