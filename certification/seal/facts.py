"""What a document states, frozen at the moment it is issued: nothing is looked up afterwards."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from certification.editions.models import Participation
from certification.prioritization.models import Priority
from dimensions.queries import form_of
from migracidades.tenancy.models import Government, in_language


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
            "of_line": _of_line(level["of"], government, programme.default_language),
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
        "wording": {key: programme.config.get(key) for key in ("seal", "brand", "code_name")},
        "demonstration": settings.DEMO,
    }


def _of_line(of_level: dict[str, str], government: Government, default: str) -> dict[str, str]:
    """What leads to the name, by language: "do município do" before "Recife".

    In the programme's own language the preposition comes with the name, from the registry.
    """
    preposition = government.name_of.removesuffix(government.name).strip()
    return of_level | {default: f"{of_level[default]} {preposition}".strip()}


def _state_name(config: dict[str, Any], code: str) -> str:
    names = config.get("states", {}).get(code, code)
    return names if isinstance(names, str) else in_language(names, "pt-br")
