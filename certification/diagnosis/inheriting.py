"""What a returning government need not type again: last edition's answers, to be confirmed.

An answer is offered while its question still asks the same and its proof is alive. What a question
comes from is the maintainers' word (``dimensions.ancestry``). Whatever is not as it was (question,
proof, what the analysis said, a figure of last year) is looked at on its own, never ticked with a
whole dimension; what has lost its proof is asked anew. Nothing is saved by being offered.
"""

from collections.abc import Iterable, Mapping, Sequence

from certification.evidence.validity import Lives
from dimensions import kinds
from dimensions.ancestry import Kinship, Origin
from dimensions.form import Indicator

from .content import BadAnswer, Content, clean
from .desk import Desk
from .inheritance import Anew, Inheritance, Look, Offer, filled
from .missing import claims
from .models import Diagnosis, Standing
from .outliving import Loss, Proof, Used, proofs_of, used_in
from .previous import Last, Past
from .sheet import Sheet, given

_ANEW = {
    Kinship.CHANGED: Anew.CHANGED,
    Kinship.SPLIT: Anew.SPLIT,
    Kinship.MERGED: Anew.MERGED,
    Loss.WITHDRAWN: Anew.WITHDRAWN,
    Loss.LINK: Anew.LINK,
    Loss.EXPIRED: Anew.EXPIRED,
}
_LOOK = {Kinship.CHANGED: Look.CHANGED, Kinship.SPLIT: Look.SPLIT, Kinship.MERGED: Look.MERGED}


def inheritance(desk: Desk) -> Inheritance:
    """What this person can take over now, and what is left to be answered.

    Nothing of what was returned: the analysis asks for more than last year's answer. One query
    beside the desk's; none for a government that begins.
    """
    before = desk.past.diagnosis
    if before is None or desk.diagnosis.state != Diagnosis.State.OPEN:
        return Inheritance(desk.sheet)
    open_now = [one for one in desk.form.indicators if one.code in desk.answering]
    wanted = [one for one in open_now if not desk.sheet.has(one)]
    uses = used_in(before) if any(desk.past.of(one.code) for one in wanted) else {}
    return inherited(wanted, desk.sheet, desk.past, uses, desk.lives)


def inherited(
    wanted: Iterable[Indicator],
    sheet: Sheet,
    past: Past,
    uses: Mapping[int, Sequence[Used]],
    lives: Lives,
) -> Inheritance:
    """What is offered for the questions ``wanted``: from facts at hand, without a query."""
    offers = [_offer(one, past, uses, lives) for one in wanted]
    asked = filled(sheet, offers).asked
    return Inheritance(sheet, [one for one in offers if one.indicator.code in asked])


def _offer(
    indicator: Indicator, past: Past, uses: Mapping[int, Sequence[Used]], lives: Lives
) -> Offer:
    origin, last = past.origin(indicator.code), past.of(indicator.code)
    used = [use for one in last for use in uses.get(one.indicator.id, ())]
    proofs = proofs_of(used, indicator, lives)
    content = _content(indicator, last) if last else None
    anew = _anew(indicator, origin, last, proofs, content)
    if anew or content is None:
        return Offer(indicator, origin, last, proofs, None, anew)
    looks = list(_looks(indicator, origin, last, proofs))
    return Offer(indicator, origin, last, proofs, content, None, looks)


def _anew(
    indicator: Indicator,
    origin: Origin,
    last: Sequence[Last],
    proofs: Sequence[Proof],
    content: Content | None,
) -> Anew | None:
    """Why the question is to be answered anew; ``None`` when ``content`` may be kept."""
    if not last:
        return Anew.NEW if origin.kinship == Kinship.NEW else Anew.EMPTY
    if proofs and not any(one.alive for one in proofs):
        return _ANEW[proofs[0].loss or Loss.EXPIRED]
    if content is None:
        unfit = Anew.UNFIT if any(_answers(one) for one in last) else Anew.EMPTY
        return _ANEW.get(origin.kinship, unfit)
    return Anew.UNPROVEN if not proofs and _is_proved_yearly(indicator, content) else None


def _is_proved_yearly(indicator: Indicator, content: Content) -> bool:
    """Whether the answer says something that only a proof of the last months carries."""
    if not indicator.evidence_months or content.standing != Standing.ANSWERED:
        return False
    of_its_day = kinds.of(indicator).of_its_day
    return of_its_day or claims(indicator, given(content.standing, content.value))


def _looks(
    indicator: Indicator, origin: Origin, last: Sequence[Last], proofs: Sequence[Proof]
) -> Iterable[Look]:
    """Whatever keeps an answer from being confirmed with others."""
    if origin.kinship in _LOOK:
        yield _LOOK[origin.kinship]
    if any(one.adjusted for one in last):
        yield Look.ADJUSTED
    if any(one.asked_about for one in last):
        yield Look.ASKED
    if kinds.of(indicator).of_its_day:
        yield Look.FIGURE
    elif indicator.evidence_months and not proofs:
        yield Look.YEARLY
    if any(one.newer for one in proofs if one.alive):
        yield Look.NEWER
    if not all(one.alive for one in proofs):
        yield Look.LESS


def _answers(last: Last) -> bool:
    held = last.content
    return held.standing != Standing.ANSWERED or held.value is not None


def _content(indicator: Indicator, last: Sequence[Last]) -> Content | None:
    """The one answer that all ancestors had, if this question can be answered so."""
    first = last[0].content
    if any(
        (one.content.standing, one.content.value) != (first.standing, first.value) for one in last
    ):
        return None
    if not _answers(last[0]):
        return None
    try:
        raw = kinds.of(indicator).typed(first.value, indicator)
        made = clean(
            indicator,
            raw=raw,
            standing=first.standing,
            reason=first.reason,
            note=first.note,
            department=first.department,
        )
    except BadAnswer:
        return None
    return made if made.value == first.value else None
