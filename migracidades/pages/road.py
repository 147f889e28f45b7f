"""The steps of one government in one edition: where each stands and whose turn it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from certification.diagnosis.models import Diagnosis
from certification.editions.calendar import Period, in_both_zones, periods
from certification.editions.models import Participation
from certification.events.queries import Foreseen, foreseen
from certification.prioritization.models import Plan
from certification.seal.eligibility import Eligibility, eligibility_of
from certification.seal.models import Seal
from migracidades.tenancy.steps import Step, name_of, steps_of
from monitoring.models import MonitoringReport

OURS, THEIRS, DONE, LATER = "ours", "theirs", "done", "later"


@dataclass(frozen=True)
class Stretch:
    """One step for one government. ``turn``: ours (the government's), theirs, done or later."""

    number: int
    step: Step
    name: str
    turn: str
    said: str
    url: str
    deadline: str
    events: list[Foreseen]


@dataclass(frozen=True)
class Facts:
    participation: Participation
    periods: dict[str, Period]
    diagnosis: Diagnosis | None
    plan: Plan | None
    report: MonitoringReport | None
    seal: Seal | None
    eligibility: Eligibility
    events: list[Foreseen]


def road_of(participation: Participation) -> tuple[list[Stretch], Facts]:
    """The steps in order, and what they were read from. A constant number of queries."""
    facts = _facts(participation)
    road = steps_of(participation.edition.programme)
    stretches = [
        _stretch(number, step, facts, *TELLERS[step](facts))
        for number, step in enumerate(road, start=1)
    ]
    return stretches, facts


def _facts(participation: Participation) -> Facts:
    return Facts(
        participation,
        periods(participation.edition, participation.government),
        Diagnosis.objects.filter(participation=participation).first(),
        Plan.objects.filter(participation=participation).first(),
        MonitoringReport.objects.filter(participation=participation).first(),
        Seal.objects.filter(participation=participation, kind=Seal.Kind.SEAL).first(),
        eligibility_of(participation),
        foreseen([participation], participation.edition.programme),
    )


def _stretch(number: int, step: Step, facts: Facts, turn: str, said: str, url: str) -> Stretch:
    government, edition = facts.participation.government, facts.participation.edition
    period = facts.periods.get(step)
    shown = period if turn in (OURS, LATER) else None
    return Stretch(
        number=number,
        step=step,
        name=name_of(edition.programme, step),
        turn=turn,
        said=said,
        url=url,
        deadline=in_both_zones(shown.closes_at, government, edition.programme) if shown else "",
        events=[one for one in facts.events if one.declared.step is step],
    )


def _at(facts: Facts, name: str) -> str:
    """A page of this government in this edition."""
    participation = facts.participation
    return reverse(name, args=[participation.government.code, participation.edition.year])


def _application(facts: Facts) -> tuple[str, str, str]:
    if facts.participation.withdrawn_at:
        return DONE, _("withdrew from the edition"), ""
    return DONE, _("admitted"), ""


def _diagnosis(facts: Facts) -> tuple[str, str, str]:
    found = facts.diagnosis
    if found is None:
        return LATER, _("opens in a moment"), ""
    state = Diagnosis.State(found.state)
    if state is Diagnosis.State.CONSENTED:
        return DONE, str(state.label), _at(facts, "scorecard")
    ours = state in (Diagnosis.State.OPEN, Diagnosis.State.RETURNED)
    return OURS if ours else THEIRS, str(state.label), _at(facts, "diagnosis")


def _training(facts: Facts) -> tuple[str, str, str]:
    asked = [one for one in facts.eligibility.requirements if one.code == "training"]
    if all(one.met for one in asked):
        return DONE, _("completed") if asked else _("nothing is asked"), reverse("training")
    return OURS, _("course to be completed"), reverse("training")


def _plan(facts: Facts) -> tuple[str, str, str]:
    turn, said = _written(facts.plan, Plan.State, ("draft", "returned"), ("accepted",))
    return turn, said, _at(facts, "plan") if facts.plan else ""


def _certification(facts: Facts) -> tuple[str, str, str]:
    if facts.seal:
        return DONE, facts.seal.get_state_display(), ""
    if facts.eligibility.complete:
        return THEIRS, _("everything is there: the seal can be issued"), ""
    return LATER, _("when everything listed below is done"), ""


def _monitoring(facts: Facts) -> tuple[str, str, str]:
    turn, said = _written(facts.report, MonitoringReport.State, ("open",), ("closed",))
    return turn, said, _at(facts, "monitoring") if facts.report else ""


def _written(found: Any, states: Any, ours: tuple, done: tuple) -> tuple[str, str]:
    if found is None:
        return LATER, _("opens after the step before it")
    turn = OURS if found.state in ours else DONE if found.state in done else THEIRS
    return turn, str(states(found.state).label)


TELLERS: dict[Step, Callable[[Facts], tuple[str, str, str]]] = {
    Step.APPLICATION: _application,
    Step.TRAINING: _training,
    Step.DIAGNOSIS: _diagnosis,
    Step.PRIORITIZATION: _plan,
    Step.CERTIFICATION: _certification,
    Step.MONITORING: _monitoring,
}
