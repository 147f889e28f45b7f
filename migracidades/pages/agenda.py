"""What a government's people have to do next in an edition, the most pressing first."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.diagnosis.delegation.shares import Share, shares_of
from certification.diagnosis.desk import Desk, desk_of
from certification.diagnosis.losses import lost_pieces
from certification.diagnosis.models import Diagnosis, Part
from certification.diagnosis.reach import parts_of
from certification.diagnosis.register import State
from certification.diagnosis.rules import may_answer
from certification.diagnosis.sight import sight_of
from certification.diagnosis.workflow import ANSWERABLE
from migracidades.tenancy.http import Request
from migracidades.tenancy.rules import roles_of
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
    """``desk`` only while questions can be answered. Without tasks, ``waiting`` says for whom.

    ``shares`` are the departments with their parts, for who sees all of the diagnosis.
    """

    tasks: list[Task]
    desk: Desk | None
    waiting: str
    shares: list[Share]


def agenda_of(request: Request, road: list[Stretch], facts: Facts) -> Agenda:
    """The tasks of a government, in a constant number of queries."""
    if facts.participation.withdrawn_at:
        return Agenda([], None, "", [])
    desk = _answering_desk(request, facts)
    asked = _asked_of(request, desk) if desk else ()
    tasks = [*asked, *_of_lost_links(request, facts), *_of_other_steps(road)]
    return Agenda(tasks, desk, "" if tasks else _waiting(road), _shares(desk))


def _shares(desk: Desk | None) -> list[Share]:
    if desk is None or not desk.reach.whole:
        return []
    return shares_of(desk.diagnosis, desk.sheet, desk.answers.values())


def _answering_desk(request: Request, facts: Facts) -> Desk | None:
    diagnosis = facts.diagnosis
    if diagnosis is None or diagnosis.state not in ANSWERABLE:
        return None
    return desk_of(request, facts.participation.edition.year)


def _asked_of(request: Request, desk: Desk) -> Iterator[Task]:
    if desk.reach.whole:
        return _of_the_diagnosis(desk)
    return _of_my_part(desk, parts_of(desk.diagnosis, request.user.pk).first())


def _of_lost_links(request: Request, facts: Facts) -> Iterator[Task]:
    """Links that prove nothing any more, for who can mend them, as long as the analysis reads."""
    if not may_answer(roles_of(request)):
        return
    if lost := len(lost_pieces(sight_of(request), year=facts.participation.edition.year)):
        said = ngettext(
            "%(n)s link of your evidence no longer leads where it did",
            "%(n)s links of your evidence no longer lead where they did",
            lost,
        )
        page = reverse("evidence", args=[facts.participation.government.code])
        detail = _("Give the new address, or attach the document itself.")
        yield Task(said % {"n": lost}, detail, f"{page}?state={State.LOST}", _("Open"))


def _of_my_part(desk: Desk, part: Part | None) -> Iterator[Task]:
    """What a department has to do: answer, then say that it is ready."""
    page = reverse("diagnosis", args=[desk.diagnosis.government.code, desk.year])
    if part is None:
        said = _("Nothing has been given to you yet")
        yield Task(said, _("Whoever leads the diagnosis chooses your questions."), page, _("Open"))
    elif not desk.in_time:
        return
    elif not desk.progress.complete:
        yield _to_answer_of_mine(desk, part)
    elif part.ready_at is None:
        said = _("Every question of your part has an answer: mark it as ready")
        yield Task(said, _until(part, desk), page, _("Open my part"))


def _to_answer_of_mine(desk: Desk, part: Part) -> Task:
    left = desk.progress.total - desk.progress.done
    said = ngettext(
        "Your part, %(department)s: %(n)s question to answer",
        "Your part, %(department)s: %(n)s questions to answer",
        left,
    ) % {"n": left, "department": part.department}
    waits = desk.sheet.missing[0]
    detail = f"{_work(desk)} · {_until(part, desk)}"
    return Task(said, detail, _page(desk, waits.dimension), _("Continue answering"))


def _until(part: Part, desk: Desk) -> str:
    if part.due is None:
        return str(desk.deadline)
    day = formats.date_format(part.due, "DATE_FORMAT")
    return _("asked for until %(day)s") % {"day": day}


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
    detail = f"{_work(desk)} · {desk.deadline}"
    return Task(said, detail, _page(desk, waits.dimension), _("Continue answering"))


def _work(desk: Desk) -> str:
    hours, minutes = desk.progress.hours_left, desk.progress.minutes_left
    if hours:
        work = ngettext("about %(n)s hour of work", "about %(n)s hours of work", hours)
    else:
        work = ngettext("about %(n)s minute of work", "about %(n)s minutes of work", minutes)
    return work % {"n": hours or minutes}


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
