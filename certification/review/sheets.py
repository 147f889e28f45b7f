"""What the review page of one dimension shows: answer, proof and verdict side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from certification.diagnosis import history, remarks
from certification.diagnosis.figures import at_hand
from certification.diagnosis.models import Answer, Diagnosis, Evidence, Standing, Verdict
from certification.diagnosis.previous import Last, past_of
from certification.diagnosis.proof import Proof, proofs
from certification.diagnosis.queries import evidence_of
from certification.diagnosis.sheet import Sheet, form_for, given_by
from certification.editions.calendar import last_day
from certification.evidence.models import PieceVersion
from certification.evidence.queries import newest
from certification.evidence.validity import lives_of
from certification.governments.figures import AtHand
from dimensions import kinds
from dimensions.ancestry import Origin
from dimensions.form import Dimension, Indicator

from .judging import Judgement, standing_verdicts


@dataclass
class ReviewRow:
    """One question: what was answered, what proves it, what the analysis says so far.

    ``last`` is what the last edition had of it, ``origin`` what became of the question since;
    ``inherited`` the year of the edition whose answer the one that stands confirmed, if it did.
    """

    indicator: Indicator
    answer: Answer | None
    shown: str
    evidence: list[Proof]
    verdict: Verdict | None
    verified: str
    earlier: list[Verdict]
    remarks: int = 0
    figure: AtHand | None = None
    typed: Judgement | None = None
    error: str = ""
    field: kinds.Field | None = field(default=None)
    last: Sequence[Last] = ()
    origin: Origin | None = None
    inherited: int | None = None

    @property
    def as_at_hand(self) -> bool:
        """Whether the government answered with the figure at hand."""
        return bool(self.figure and self.answer and self.figure.is_in(self.answer.value))

    @property
    def outcome(self) -> str:
        if self.typed:
            return self.typed.outcome
        return self.verdict.outcome if self.verdict else ""

    @property
    def comment(self) -> str:
        if self.typed:
            return self.typed.comment
        return self.verdict.comment if self.verdict else ""


@dataclass(frozen=True)
class Tally:
    """How far the review of a dimension is."""

    dimension: Dimension
    judged: int
    requested: int
    total: int


def tallies(diagnosis: Diagnosis) -> list[Tally]:
    """Every dimension with what was judged of what is asked. A constant number of queries."""
    sheet, verdicts = sheet_of(diagnosis), standing_verdicts(diagnosis)
    return [_tally(one, sheet, verdicts) for one in sheet.form.dimensions]


def _tally(dimension: Dimension, sheet: Sheet, verdicts: Mapping[int, Verdict]) -> Tally:
    asked = [one for one in dimension.indicators if one.code in sheet.asked]
    held = [verdicts[one.id] for one in asked if one.id in verdicts]
    requested = sum(one.outcome == Verdict.Outcome.REQUESTED for one in held)
    return Tally(dimension, len(held), requested, len(asked))


def sheet_of(diagnosis: Diagnosis) -> Sheet:
    form = form_for(diagnosis)
    return Sheet(form, given_by(Answer.objects.filter(diagnosis=diagnosis), form))


def rows(
    diagnosis: Diagnosis,
    dimension: Dimension,
    *,
    typed: Mapping[str, Judgement] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[ReviewRow]:
    """The questions of a dimension asked of the government. A constant number of queries."""
    sheet = sheet_of(diagnosis)
    asked = [one for one in dimension.indicators if one.code in sheet.asked]
    answers = _by_indicator(Answer.objects.filter(diagnosis=diagnosis).select_related("author"))
    proved = _proofs(diagnosis, asked)
    verdicts = standing_verdicts(diagnosis)
    history = _by_indicator(
        Verdict.objects.filter(diagnosis=diagnosis)
        .select_related("round")
        .order_by("round__number")
    )
    talk = remarks.counts(diagnosis)
    figures = at_hand(diagnosis, asked)
    found = [
        _row(
            one,
            answers.get(one.id, [None])[0],
            proved[one.id],
            verdicts.get(one.id),
            history.get(one.id, []),
            talk.get(one.id, 0),
            figures.get(one.code),
            (typed or {}).get(one.code),
            (errors or {}).get(one.code, ""),
        )
        for one in asked
    ]
    return _with_past(diagnosis, found)


def _with_past(diagnosis: Diagnosis, found: list[ReviewRow]) -> list[ReviewRow]:
    """The same rows with what the last edition had. Three queries, two for a first diagnosis."""
    past, confirmed = past_of(diagnosis), history.confirmed_from(diagnosis)
    for row in found:
        code = row.indicator.code
        row.last = past.of(code)
        row.origin = past.origin(code) if past.diagnosis else None
        if row.answer:
            row.inherited = confirmed.get((row.indicator.id, row.answer.version))
    return found


def _proofs(diagnosis: Diagnosis, asked: Iterable[Indicator]) -> dict[int, list[Proof]]:
    """What proves each answer, with all that may have become of it since. Three queries."""
    held, edition = evidence_of(diagnosis), diagnosis.participation.edition
    ends, lives = last_day(edition), lives_of(edition.programme)
    latest = _latest(one for found in held.values() for one in found)
    return {
        ask.id: [
            replace(one, latest=latest.get(one.version.piece_id) if one.newer else None)
            for one in proofs(held.get(ask.id, ()), ask, lives, ends=ends)
        ]
        for ask in asked
    }


def _latest(evidence: Iterable[Evidence]) -> dict[int, PieceVersion]:
    pieces = {one.version.piece_id for one in evidence}
    return {one.piece_id: one for one in newest().filter(piece__in=pieces)}


def _by_indicator(found: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {}
    for one in found:
        grouped.setdefault(one.indicator_id, []).append(one)
    return grouped


def _row(
    indicator: Indicator,
    answer: Answer | None,
    evidence: list[Proof],
    verdict: Verdict | None,
    history: list[Verdict],
    lines: int,
    figure: AtHand | None,
    typed: Judgement | None,
    error: str,
) -> ReviewRow:
    kind = kinds.of(indicator)
    adjusted = verdict if verdict and verdict.outcome == Verdict.Outcome.ADJUSTED else None
    held = typed.raw if typed else kind.typed(adjusted.value, indicator) if adjusted else ()
    return ReviewRow(
        indicator=indicator,
        answer=answer,
        shown=kind.display(answer.value, indicator) if answer else "",
        evidence=evidence,
        verdict=verdict,
        verified=kind.display(adjusted.value, indicator) if adjusted else "",
        earlier=[one for one in history if verdict is None or one.pk != verdict.pk],
        remarks=lines,
        figure=figure,
        typed=typed,
        error=error,
        field=kind.field(indicator, name=f"value-{indicator.code}", raw=held),
    )


def typed_in(post: QueryDict, indicator: Indicator) -> Judgement | None:
    """What the form holds for one question; nothing when no verdict was chosen."""
    code = indicator.code
    outcome = post.get(f"outcome-{code}", "")
    if not outcome:
        return None
    standing = post.get(f"standing-{code}", Standing.ANSWERED)
    return Judgement(
        outcome=outcome,
        comment=post.get(f"comment-{code}", ""),
        standing=standing if standing in Standing.values else Standing.ANSWERED,
        raw=post.getlist(f"value-{code}"),
    )
