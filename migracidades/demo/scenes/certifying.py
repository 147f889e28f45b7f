"""Steps 4 and 5: the course, the documents, the progress; and leaving before the end."""

from datetime import timedelta

from django.utils import timezone

from certification.editions.withdrawing import withdraw
from certification.prioritization.priorities import standing
from certification.prioritization.queries import plan_of
from certification.seal.issuing import issue
from certification.seal.models import Seal
from migracidades.demo.papers import paper
from migracidades.demo.story import Story
from migracidades.files.accept import Accepted
from monitoring import carrying
from monitoring.progress import Told, save_progress
from monitoring.queries import report_of
from training import checking, sending
from training.models import Completion

_LEARNED_DAYS_AGO = 20


def send_certificate(story: Story) -> Completion:
    """The lead sends the certificate of the mandatory course; nobody has looked at it yet."""
    lead, course = story.people["lead"], story.edition.course
    with story.at_home("lead"):
        sent, _fresh = sending.send_certificate(
            course=course,
            actor=lead,
            completed_on=timezone.localdate() - timedelta(days=_LEARNED_DAYS_AGO),
            certificate=_certificate(story),
            government=story.government,
        )
    return sent


def _certificate(story: Story) -> Accepted:
    words, lead = story.read("words"), story.people["lead"]
    whose = f"{lead} {words['fictional']}"
    return paper(words["certificate"], str(story.edition.course), whose, mark=words["mark"])


def learn(story: Story) -> None:
    sent = send_certificate(story)
    with story.in_office("analyst"):
        checking.accept(sent, **story.by("analyst"))


def declare(story: Story) -> None:
    _issue(story, Seal.Kind.DECLARATION)


def seal(story: Story) -> None:
    _issue(story, Seal.Kind.SEAL)


def _issue(story: Story, kind: str) -> None:
    with story.in_office("issuer"):
        issue(story.participation, kind=kind, **story.by("issuer"))


def tell_progress(story: Story) -> None:
    with story.at_desk("lead"):
        report = report_of(story.participation)
        chosen = standing(plan_of(story.participation))
        for priority, name in zip(chosen, story.told["priorities"], strict=True):
            told = Told(**story.read("plans")[name]["progress"])
            save_progress(report, priority, told, version=0, **story.by("lead"))


def send_report(story: Story) -> None:
    with story.at_desk("lead"):
        carrying.send_report(report_of(story.participation), **story.by("lead"))


def leave(story: Story) -> None:
    with story.at_desk("lead"):
        reason = story.told["reason"].strip()
        withdraw(participation=story.participation, reason=reason, **story.by("lead"))
