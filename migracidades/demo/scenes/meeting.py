"""The events that a country declares, such as a workshop in each town; often there are none."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from certification.events import planning
from certification.events.declared import declared
from certification.events.models import Event
from migracidades.demo.story import Story


def summon(story: Story) -> None:
    """Each event is given its day and place; for those whose story ends here, in the future."""
    for kind in declared(story.programme):
        told = story.told[kind.code]
        with story.in_office("coordinator"):
            planning.plan(
                participation=story.participation,
                code=kind.code,
                starts_at=_at(story, told["days"], told["hour"]),
                place=told["place"],
                **story.by("coordinator"),
            )


def meet(story: Story) -> None:
    """Each of them was held."""
    with story.in_office("coordinator"):
        for event in Event.objects.filter(government=story.government):
            planning.hold(event, **story.by("coordinator"))


def _at(story: Story, days: int, hour: int) -> datetime:
    zone = ZoneInfo(story.government.time_zone)
    day = timezone.localdate(timezone=zone) + timedelta(days=days)
    return datetime.combine(day, time(hour), zone)
