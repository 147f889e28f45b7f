"""The demonstration world: seeded once, each government's story whole or not at all."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from certification.application.models import Application
from certification.diagnosis.paper.blank import ask_for_blank_forms
from certification.editions.models import Edition
from migracidades.ledger import outbox
from migracidades.ledger.voice import speaking
from migracidades.tenancy.models import Government, Membership, Programme
from migracidades.tenancy.scope import Side, enter

from .draft import seed_draft
from .past import seed_past
from .people import seat_staff
from .present import seed_present
from .scenes import PATHS
from .source import read
from .story import Story, cast


class Stuck(Exception):
    """A story's consequences could not be worked off; the message names what failed."""


def seed(programme: Programme, *, say: Callable[[str], None]) -> None:
    """Bring the demonstration into being; what is there already stays as it is.

    Documents are left to the worker that draws. Raises ``Stuck``, ``LookupError`` for a name that
    the registry lacks, and what the verbs raise.
    """
    with speaking(programme):
        staff = seat_staff(programme)
        seed_past(programme)
        edition = seed_present(programme)
        seed_draft(programme, edition, staff["administrator"])
        for story in _untold(programme, edition, staff):
            with transaction.atomic():
                _play(story)
            say(f"{story.government}: {story.told['until']}")
        ask_for_blank_forms(programme)


def _untold(
    programme: Programme, edition: Edition, staff: dict[str, Membership]
) -> Iterator[Story]:
    with enter(programme, side=Side.STAFF):
        begun = set(Application.objects.values_list("government__code", flat=True))
        here = {one.code: one for one in Government.objects.filter(code__startswith="99")}
    for told in read(programme.slug, "stories"):
        code = told["government"]["code"]
        if code not in begun:
            yield _story(programme, edition, here[code], told, staff)


def _story(
    programme: Programme,
    edition: Edition,
    government: Government,
    told: dict[str, Any],
    staff: dict[str, Membership],
) -> Story:
    return Story(programme, edition, government, told, staff, cast(programme, told))


def _play(story: Story) -> None:
    for scene in PATHS[story.told["until"]]:
        scene(story)
        _settle(story.programme)


def _settle(programme: Programme) -> None:
    """Work off what a scene has caused, as the default worker would."""
    failed = outbox.drain(programme, queue="default")
    if failed:
        raise Stuck("; ".join(f"{one.handler}: {one.error}" for one in failed))
