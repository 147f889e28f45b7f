"""How one answer is saved: once, in time, by whom it may be, and never over somebody else's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID, uuid5

from django.http import Http404
from django.utils.translation import gettext as _

from certification.editions.calendar import require_open
from certification.editions.models import Step
from dimensions.asking import NOTHING, Given
from dimensions.form import Form, Indicator
from migracidades.kit.errors import Refused

from . import rules
from .content import Content, clean, content_of
from .models import Answer, AnswerRevision, Diagnosis
from .reach import elsewhere
from .sheet import Sheet, form_for, given
from .statement import News, Outcome, Save, write
from .workflow import ANSWERABLE

# An answer of which nothing is told but that there is one.
SOMETHING = Given("")


class Outdated(Exception):
    """The diagnosis was called with a questionnaire it does not have (any more): load it again."""


class Conflict(Exception):
    """Somebody saved another answer after ``mine`` was begun; ``theirs`` stands."""

    def __init__(self, mine: Content, theirs: Answer):
        super().__init__()
        self.mine = mine
        self.theirs = theirs


@dataclass(frozen=True)
class Saved:
    """An acknowledged save. ``changed`` is false when nothing had to be written.

    ``sheet`` is what the author sees of the form after it; where no question hangs on an answer,
    it knows only that there is one. ``answer`` is the revision of the first time when the same
    save came twice; ``news`` what others answered since the page was opened. ``counted`` says that
    what the page counts may have changed: an answer given instead of another leaves it as it is.
    ``late_until``: once the deadline has passed, until when what is under way is taken.
    """

    answer: Answer | AnswerRevision
    changed: bool
    sheet: Sheet
    news: list[News]
    counted: bool
    late_until: datetime | None


def save_answer(
    *,
    diagnosis: Diagnosis,
    indicator: Indicator,
    raw: Sequence[str],
    standing: str = "answered",
    reason: str = "",
    note: str = "",
    department: str = "",
    author: Any,
    roles: Iterable[str],
    base_version: int,
    save_id: UUID,
    since: datetime | None = None,
    alone: bool = False,
) -> Saved:
    """Keep one person's reply to one question, with its revision.

    ``indicator`` is of ``form_for(diagnosis)``; ``raw`` what a form sent; ``base_version`` the
    version that was edited, 0 for none; ``save_id`` the same when the same save is sent again
    (with another text it is the next save of the same page); ``since`` when the page was opened;
    ``alone`` that nothing else is done with it: it is kept when this returns, whatever follows.
    An answer to a question that is not asked now is kept too: ``sheet.asked`` tells.

    Raises ``PermissionDenied`` for a wrong role, ``BadAnswer`` for what cannot be kept,
    ``Refused`` when the step or the question is closed, ``Elsewhere`` when the question is not in
    the author's part, ``Conflict`` for a stale version, ``Outdated`` when ``diagnosis`` is not as
    it was loaded, ``Http404`` when it is not in scope.
    """
    roles = set(roles)
    rules.demand(rules.may_answer(roles))
    content = clean(
        indicator, raw=raw, standing=standing, reason=reason, note=note, department=department
    )
    save = Save(
        diagnosis=diagnosis,
        form=form_for(diagnosis),
        indicator=indicator,
        content=content,
        author_id=author.pk,
        base_version=base_version,
        save_id=save_id,
        everywhere=rules.sees_all(roles),
        since=since,
        alone=alone,
    )
    outcome = _written(save)
    if outcome.said and _goes_on(save, outcome.said, outcome.stood):
        save = _next(save, outcome.said)
        outcome = _written(save)
    if outcome.kept is None and (outcome.said is None or not outcome.within):
        _demand_open(save, outcome)
    answer = outcome.kept or _acknowledged(save, outcome)
    if answer.author_id == author.pk:
        answer.author = author  # the page names them: no query for whom we know
    sheet = _sheet(save.form, outcome, answer).within(outcome.reach.cut(save.form))
    counted = bool(outcome.news) or _counted(save, outcome)
    changed = outcome.kept is not None
    return Saved(answer, changed, sheet, outcome.news, counted, outcome.late_until)


def _counted(save: Save, outcome: Outcome) -> bool:
    """Whether there is an answer more, or less, or a question more or less to be asked."""
    if outcome.kept is None or save.indicator.code in save.form.hanging:
        return True
    was = save.indicator.id in outcome.given
    return was != (given(outcome.kept.standing, outcome.kept.value) != NOTHING)


def _written(save: Save) -> Outcome:
    outcome = write(save)
    if outcome is None:
        raise Http404
    return outcome


def _goes_on(save: Save, said: AnswerRevision, stood: Answer | None) -> bool:
    """Whether a page that did not hear of its first save now sends the next one.

    The connection broke, or the person went back: the same save, another text, nobody between.
    """
    return (
        _is_of(save, said)
        and stood is not None
        and stood.version == said.version
        and content_of(said) != save.content
    )


def _is_of(save: Save, said: AnswerRevision) -> bool:
    return (said.indicator_id, said.author_id) == (save.indicator.id, save.author_id)


def _next(save: Save, said: AnswerRevision) -> Save:
    return replace(save, base_version=said.version, save_id=uuid5(save.save_id, repr(save.content)))


def _demand_open(save: Save, outcome: Outcome) -> None:
    if not outcome.known:
        raise Outdated
    diagnosis, said = save.diagnosis, outcome.said
    if not outcome.within:
        kept_before = said is not None and _is_of(save, said) and content_of(said) == save.content
        raise elsewhere(diagnosis, save.indicator, kept_before=kept_before)
    if not outcome.in_time or not outcome.to_answer:
        refuse(diagnosis)


def refuse(diagnosis: Diagnosis) -> NoReturn:
    """Raise ``Refused``, saying why a question of this diagnosis cannot be answered now."""
    now = Diagnosis.objects.select_related("government", "participation__edition__programme").get(
        pk=diagnosis.pk
    )
    if now.participation.withdrawn_at:
        raise Refused(_("The government has withdrawn from this edition."))
    if now.state not in ANSWERABLE:
        raise Refused(
            _("The diagnosis is %(state)s: its answers cannot be changed now.")
            % {"state": now.get_state_display()}
        )
    require_open(now.participation.edition, Step.DIAGNOSIS, now.government)
    raise Refused(_("The analysis did not ask about this question: only what it asked is open."))


def _acknowledged(save: Save, outcome: Outcome) -> Answer | AnswerRevision:
    """What stands for a save that wrote nothing: the same, saved before; else ``Conflict``."""
    said, stood = outcome.said, outcome.stood
    if not said and not _explains(stood, save):
        said, stood = _look_again(save)
    here = [one for one in (said, stood) if one and one.indicator_id == save.indicator.id]
    for one in here:
        if content_of(one) == save.content:
            return one
    if stood is None or not here:
        raise Refused(_("This page is too old to save from. Copy your text and reload it."))
    raise Conflict(save.content, stood)


def _explains(stood: Answer | None, save: Save) -> bool:
    return stood is not None and (
        stood.version != save.base_version or content_of(stood) == save.content
    )


def _look_again(save: Save) -> tuple[AnswerRevision | None, Answer | None]:
    """What somebody else saved while this save waited for its turn: its snapshot is older."""
    here = {"diagnosis": save.diagnosis}
    return (
        AnswerRevision.objects.filter(**here, save_id=save.save_id).first(),
        Answer.objects.filter(**here, indicator_id=save.indicator.id).first(),
    )


def _sheet(form: Form, outcome: Outcome, answer: Answer | AnswerRevision) -> Sheet:
    codes = form.codes
    stood = dict.fromkeys((codes[pk] for pk in outcome.given if pk in codes), SOMETHING)
    for pk, *said in (*outcome.deciding, (answer.indicator_id, answer.standing, answer.value)):
        if pk in codes:
            stood[codes[pk]] = given(*said)
    return Sheet(form, stood)
