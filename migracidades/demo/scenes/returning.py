"""A government that was here before: its last edition played through, and what time did to it."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from certification.diagnosis.opening import open_diagnosis
from certification.editions.models import Edition, Participation, Step, Window
from certification.evidence import keeping, links
from certification.evidence.models import PieceVersion
from dimensions.models import Questionnaire
from migracidades.demo.story import Story

from . import answering, registering, reviewing

_BEFORE = (
    *(answering.answer_all, registering.keep_register, answering.sign, answering.hand_in),
    *(reviewing.judge_all, reviewing.approve, reviewing.validate, reviewing.consent),
)
_DAY = timedelta(days=1)


def take_part_last_year(story: Story) -> None:
    """The whole diagnosis of the edition before, from the first answer to the consent."""
    before = _last_year(story)
    with story.in_office("coordinator"):
        taking_part = {"edition": before.edition, "government": story.government}
        open_diagnosis(Participation.objects.create(**taking_part))
    for scene in _BEFORE:
        scene(before)
    with story.in_office("coordinator"):
        _open(before.edition, since=-400, until=-300)


def lose_some_proof(story: Story) -> None:
    """Since then a page is gone, a paper was withdrawn and a text was renewed."""
    before = _last_year(story)
    for told in before.told["register"]:
        version = _version(story, told["title"])
        if told.get("withdrawn"):
            with story.at_desk("lead"):
                keeping.withdraw(version.piece, **story.by("lead"))
        if "found" in told:
            with story.in_office("coordinator"):
                links.note(version, registering.found_at(version.link, told["found"]))
        if told.get("renewed"):
            with story.at_desk("lead"):
                said = registering.told_of(story, told | told["renewed"])
                link = told["renewed"]["link"]
                keeping.renew(version.piece, said, link=link, base=1, **story.by("lead"))


def _last_year(story: Story) -> Story:
    told = story.told["last_year"]
    with story.in_office("coordinator"):
        year = story.edition.year - 1
        asked = {"kind": Questionnaire.Kind.FRAMEWORK, "version": told["questionnaire"]}
        edition, made = Edition.objects.get_or_create(
            year=year,
            defaults={
                "published": True,
                "levels": story.edition.levels,
                "questionnaire": Questionnaire.objects.get(published=True, **asked),
            },
        )
        if made:
            _open(edition, since=-400, until=1)
    return replace(story, edition=edition, told=story.told | told)


def _open(edition: Edition, *, since: int, until: int) -> None:
    """Let the diagnosis be open from one day to another, counted from today."""
    days = {"opens_at": since, "closes_at": until}
    moments = {name: timezone.now() + day * _DAY for name, day in days.items()}
    Window.objects.update_or_create(edition=edition, step=Step.DIAGNOSIS, defaults=moments)


def _version(story: Story, title: str) -> PieceVersion:
    with story.at_desk("lead"):
        found = PieceVersion.objects.select_related("piece", "government__programme")
        return found.get(title=title, government=story.government)
