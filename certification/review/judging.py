"""A verdict per answer. Drafts until the round is released; the government reads them then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from certification.diagnosis.models import Answer, Diagnosis, Round, Standing, Verdict
from certification.diagnosis.sheet import form_for
from dimensions import kinds
from dimensions.form import Indicator
from migracidades.kit.errors import Refused
from migracidades.kit.text import plain
from migracidades.tenancy.models import Membership
from migracidades.tenancy.rules import REVIEWING

LONGEST_COMMENT = 5000
A_ROUND = ("programme", "round", "indicator")
JUDGED = ("outcome", "standing", "value", "comment", "decided_by", "decided_at")


@dataclass(frozen=True)
class Judgement:
    """What an analyst says of one answer, as typed. ``raw`` counts only for ``adjusted``."""

    outcome: str
    comment: str = ""
    standing: str = Standing.ANSWERED
    raw: Sequence[str] = ()


def judge(
    diagnosis: Diagnosis, indicator: Indicator, judgement: Judgement, *, seat: Membership
) -> Verdict:
    """Write the verdict of the running round on one answer; a second one replaces the first.

    ``confirmed`` takes the answer as it stands, ``adjusted`` keeps another verified answer and
    says why, ``requested`` asks the government for something. Raises ``PermissionDenied`` unless
    the seat reviews, ``Refused`` when the diagnosis is not in review or something is missing.
    """
    if seat.role not in REVIEWING:
        raise PermissionDenied
    round_ = current_round(diagnosis)
    standing, value, comment = _content(diagnosis, indicator, judgement)
    verdict = Verdict(
        government=diagnosis.government,
        diagnosis=diagnosis,
        round=round_,
        indicator_id=indicator.id,
        outcome=judgement.outcome,
        standing=standing,
        value=value,
        comment=comment,
        decided_by=seat,
        decided_at=Now(),
    )
    # One statement writes a verdict or replaces the one before: a page of them is judged at once.
    Verdict.objects.bulk_create(
        [verdict], update_conflicts=True, unique_fields=A_ROUND, update_fields=JUDGED
    )
    return verdict


def current_round(diagnosis: Diagnosis) -> Round:
    """The round being judged, its diagnosis locked. ``Refused`` when none is."""
    state = (
        Diagnosis.objects.select_for_update()
        .filter(pk=diagnosis.pk)
        .values_list("state", flat=True)
        .get()
    )
    if state != Diagnosis.State.IN_REVIEW:
        raise Refused(
            _("Verdicts are written while a diagnosis is in review; this one is at “%(state)s”.")
            % {"state": Diagnosis.State(state).label}
        )
    return Round.objects.filter(diagnosis=diagnosis).latest("number")


def _content(
    diagnosis: Diagnosis, indicator: Indicator, judgement: Judgement
) -> tuple[str, object, str]:
    comment = plain(judgement.comment)
    if judgement.outcome not in Verdict.Outcome.values:
        raise Refused(_("Choose a verdict."))
    if len(comment) > LONGEST_COMMENT:
        raise Refused(
            _("The comment has %(count)s characters; the limit is %(limit)s.")
            % {"count": len(comment), "limit": LONGEST_COMMENT}
        )
    if judgement.outcome == Verdict.Outcome.ADJUSTED:
        return _adjusted(indicator, judgement, comment)
    if judgement.outcome == Verdict.Outcome.REQUESTED and not comment:
        raise Refused(_("Write what the government is asked for: it reads this text."))
    answer = Answer.objects.filter(diagnosis=diagnosis, indicator_id=indicator.id).first()
    if answer is None:
        return Standing.ANSWERED, None, comment
    return answer.standing, answer.value, comment


def _adjusted(indicator: Indicator, judgement: Judgement, comment: str) -> tuple[str, object, str]:
    if not comment:
        raise Refused(_("Write why the verified answer differs: the government reads this text."))
    if judgement.standing != Standing.ANSWERED:
        return Standing(judgement.standing), None, comment
    try:
        value = kinds.of(indicator).clean(judgement.raw, indicator)
    except kinds.Invalid as error:
        raise Refused(str(error)) from error
    if value is None:
        raise Refused(_("Choose the verified answer."))
    return Standing.ANSWERED, value, comment


def standing_verdicts(diagnosis: Diagnosis) -> dict[int, Verdict]:
    """The verdict in force on each answer, by indicator."""
    rounds = list(Round.objects.filter(diagnosis=diagnosis).order_by("number"))
    verdicts = Verdict.objects.filter(diagnosis=diagnosis).select_related(
        "round", "decided_by__user"
    )
    return in_force(verdicts.order_by("round__number"), rounds[-1].pk if rounds else None)


def in_force(verdicts: Iterable[Any], newest: int | None = None) -> dict[int, Any]:
    """The newest round's word on each answer, by indicator, of verdicts in the order of rounds.

    A request of another round than ``newest`` is used up: the answer given to it waits for a new
    verdict.
    """
    found = {verdict.indicator_id: verdict for verdict in verdicts}
    return {
        key: one
        for key, one in found.items()
        if one.outcome != Verdict.Outcome.REQUESTED or one.round_id == newest
    }


def unjudged(diagnosis: Diagnosis, asked: Iterable[str]) -> list[Indicator]:
    """The questions asked of the government whose answers wait for a verdict."""
    judged, codes = standing_verdicts(diagnosis), set(asked)
    return [
        one for one in form_for(diagnosis).indicators if one.code in codes and one.id not in judged
    ]
