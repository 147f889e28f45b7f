"""Which events a country declares in ``programme.yaml``: at which step, and whether they must be.

A required event keeps the steps after its own closed for a government until it was held there.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from certification.editions.calendar import gate
from certification.editions.models import Edition
from migracidades.tenancy.models import Government, Programme, in_language
from migracidades.tenancy.steps import Step, steps_of

from .models import Event


@dataclass(frozen=True)
class Declared:
    """A kind of event, in the language in force."""

    code: str
    name: str
    about: str
    step: Step
    required: bool


def declared(programme: Programme) -> list[Declared]:
    """The events of a programme, in the order in which it declares them."""
    spoken = programme.default_language
    return [
        Declared(
            code=one["code"],
            name=in_language(one["name"], spoken),
            about=in_language(one.get("about"), spoken),
            step=Step(one["step"]),
            required=one.get("required", False),
        )
        for one in programme.config.get("events", ())
    ]


@gate
def required_events(edition: Edition, step: str, government: Government) -> str:
    """Which event must have been held before a step; nothing when all of them were."""
    road = steps_of(edition.programme)
    before = road[: road.index(Step(step))] if step in road else []
    asked = [one for one in declared(edition.programme) if one.required and one.step in before]
    if not asked:
        return ""
    held = Event.objects.filter(
        participation__edition=edition, government=government, state=Event.State.HELD
    ).values_list("code", flat=True)
    missing = [one.name for one in asked if one.code not in set(held)]
    if not missing:
        return ""
    said = _("This opens once “%(event)s” was held: the programme’s team records it.")
    return said % {"event": missing[0]}
