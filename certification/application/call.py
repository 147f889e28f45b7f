"""The open call of an edition: who may apply, until when, what is needed."""

from dataclasses import dataclass

from certification.editions.calendar import Period, clock, periods, spoken
from certification.editions.models import Edition, Step
from dimensions.form import Dimension
from dimensions.queries import form_of
from migracidades.kit.markdown import to_html
from migracidades.tenancy.steps import name_of, steps_of


@dataclass(frozen=True)
class StepDates:
    """A step of the calendar, in words and in the programme's zone."""

    name: str
    opens: str
    closes: str
    extended: bool


@dataclass(frozen=True)
class Call:
    """Where the call of an edition stands; its state is soon, open, closed or none."""

    edition: Edition
    state: str
    opens: str
    closes: str
    levels: list[str]
    steps: list[StepDates]
    criteria: str
    parts: tuple[Dimension, ...]


def call_of(edition: Edition) -> Call:
    """The call of an edition as it stands now. Three queries."""
    found, programme = periods(edition), edition.programme
    zone = programme.time_zone
    period = found.get(Step.APPLICATION)
    return Call(
        edition=edition,
        state=_state(period),
        opens=spoken(period.opens_at, zone) if period else "",
        closes=spoken(period.closes_at, zone) if period else "",
        levels=level_names(edition),
        steps=[
            _dates(name_of(programme, step), found[step], zone)
            for step in steps_of(programme)
            if step in found
        ],
        criteria=criteria(edition),
        parts=form_of(asked).dimensions if (asked := edition.application_questionnaire) else (),
    )


def criteria(edition: Edition) -> str:
    """By what a call with limited places is decided, as HTML: the programme's own words."""
    return to_html(edition.programme.text("criteria")) if edition.quota is not None else ""


def level_names(edition: Edition) -> list[str]:
    """The levels that may apply, as a page says them: “municipalities”, “states”."""
    programme = edition.programme
    return [programme.level_plural(level) for level in edition.levels]


def _state(period: Period | None) -> str:
    if period is None:
        return "none"
    now = clock()
    if now < period.opens_at:
        return "soon"
    return "open" if period.holds(now) else "closed"


def _dates(name: str, period: Period, zone: str) -> StepDates:
    return StepDates(
        name=name,
        opens=spoken(period.opens_at, zone),
        closes=spoken(period.closes_at, zone),
        extended=period.extended,
    )
