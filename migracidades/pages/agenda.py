"""What a government's people have to do next in an edition, the most pressing first."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.diagnosis.desk import Desk, desk_of
from certification.diagnosis.models import Diagnosis
from certification.diagnosis.workflow import ANSWERABLE
from migracidades.tenancy.steps import Step

from .road import OURS, THEIRS, Facts, Stretch


@dataclass(frozen=True)
class Task:
    """One thing to do: what, what one should know of it, and the page on which it is done."""

    said: str
    detail: str = ""
    url: str = ""
    button: str = ""


@dataclass(frozen=True)
class Agenda:
    """``desk`` only while questions can be answered. Without tasks, ``waiting`` says for whom."""

    tasks: list[Task]
    desk: Desk | None
    waiting: str


def agenda_of(request: HttpRequest, road: list[Stretch], facts: Facts) -> Agenda:
    """The tasks of a government, in a constant number of queries."""
    if facts.participation.withdrawn_at:
        return Agenda([], None, "")
    desk = _answering_desk(request, facts)
    tasks = [*(_of_the_diagnosis(desk) if desk else ()), *_of_other_steps(road)]
    return Agenda(tasks, desk, "" if tasks else _waiting(road))


def _answering_desk(request: HttpRequest, facts: Facts) -> Desk | None:
    diagnosis = facts.diagnosis
    if diagnosis is None or diagnosis.state not in ANSWERABLE:
        return None
    return desk_of(request, facts.participation.edition.year)


def _of_the_diagnosis(desk: Desk) -> Iterator[Task]:
    if not desk.in_time:
        return
    if desk.waiting:
        yield _to_look_at(desk)
    if desk.progress.complete:
        yield _handing_in(desk)
    elif desk.diagnosis.state == Diagnosis.State.OPEN:
        yield _to_answer(desk)


def _to_look_at(desk: Desk) -> Task:
    waits = [one for _indicator, some in desk.waiting for one in some]
    said = ngettext("%(n)s suggestion waits", "%(n)s suggestions wait", len(waits))
    who = ", ".join(dict.fromkeys(one.department or one.name for one in waits))
    page = reverse("guests", args=[desk.diagnosis.government.code, desk.year])
    return Task(said % {"n": len(waits)}, who, page, _("Look at them"))


def _to_answer(desk: Desk) -> Task:
    left = desk.progress.total - desk.progress.done
    said = ngettext("%(n)s question to answer", "%(n)s questions to answer", left) % {"n": left}
    waits = desk.sheet.missing[0]
    return Task(said, _work_left(desk), _page(desk, waits.dimension), _("Continue answering"))


def _work_left(desk: Desk) -> str:
    hours, minutes = desk.progress.hours_left, desk.progress.minutes_left
    if hours:
        work = ngettext("about %(n)s hour of work", "about %(n)s hours of work", hours)
    else:
        work = ngettext("about %(n)s minute of work", "about %(n)s minutes of work", minutes)
    return f"{work % {'n': hours or minutes}} · {desk.deadline}"


def _page(desk: Desk, dimension: str) -> str:
    where = [desk.diagnosis.government.code, desk.year, desk.form.dimension(dimension).position]
    return reverse("dimension_form", args=where)


def _handing_in(desk: Desk) -> Task:
    said, button = _last_act(desk)
    page = reverse("diagnosis_check", args=[desk.diagnosis.government.code, desk.year])
    return Task(said, str(desk.deadline), page, button)


def _last_act(desk: Desk) -> tuple[str, str]:
    """What is left when every question has its answer, and the button that leads to it."""
    if desk.diagnosis.state == Diagnosis.State.RETURNED:
        return _("When what was asked is answered, submit again"), _("Check and submit")
    if desk.ready:
        return _("Everything is answered: the diagnosis can be submitted"), _("Check and submit")
    if desk.may_sign:
        return _("Everything is answered: your sign-off is waited for"), _("Read and sign off")
    return (
        _("Everything is answered: the signatory’s sign-off is waited for"),
        _("Check the answers"),
    )


def _of_other_steps(road: list[Stretch]) -> Iterator[Task]:
    """What is the government's turn in the other steps, each with its own page."""
    for one in road:
        if one.turn == OURS and one.step is not Step.DIAGNOSIS:
            until = _("until %(moment)s") % {"moment": one.deadline} if one.deadline else ""
            detail = " · ".join(part for part in (one.said, until) if part)
            yield Task(one.name, detail, one.url, _("Open") if one.url else "")


def _waiting(road: list[Stretch]) -> str:
    theirs = next((one for one in road if one.turn == THEIRS), None)
    if theirs:
        return _(
            "Nothing is asked of you now. It is the programme’s turn: %(step)s, %(state)s."
        ) % {
            "step": theirs.name,
            "state": theirs.said,
        }
    return _("Nothing is asked of you now.")
