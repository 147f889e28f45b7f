"""What pages and other rooms ask about diagnoses."""

from datetime import timedelta
from typing import Any

from django.db.models import (
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Greatest, Now
from django.http import Http404, HttpRequest

from certification.editions.calendar import Period
from certification.editions.models import Extension, Participation, Step, Window
from certification.evidence.models import PieceVersion
from certification.governments.figures import told_of
from migracidades.tenancy.models import Government

from .models import Answer, Diagnosis, Evidence, Round, Verdict
from .sheet import Sheet, form_for, given_by
from .workflow import ANSWERABLE

KEPT = 512

_recent: dict[tuple[int, int], Diagnosis] = {}


def with_context() -> QuerySet[Diagnosis]:
    """Diagnoses with all that the verbs and ``form_for`` ask of them."""
    return Diagnosis.objects.select_related(
        "questionnaire__programme",
        "government",
        "participation__edition__programme",
        "signed_off_by",
    )


def diagnosis_of(participation: Participation) -> Diagnosis | None:
    """The diagnosis of a participation; none until its admission has been worked off."""
    return with_context().filter(participation=participation).first()


def diagnosis_or_404(request: HttpRequest, year: int, **beside: Any) -> Any:
    """The diagnosis of the desk's government in an edition, annotated with its ``period``, the
    ``figures`` that sources tell of the government, and what is asked ``beside``. One query.
    """
    # What is at hand is not joined: PostgreSQL tries every order of eight tables, for 15 ms.
    mine = Diagnosis.objects.select_related("questionnaire", "participation__edition")
    mine = mine.select_related("signed_off_by")
    mine = mine.annotate(figures=told_of("government", "participation__edition__year"))
    found = timed(mine.filter(government=request.government, participation__edition__year=year))
    found = found.annotate(**beside).first()
    if found is None:
        raise Http404
    found.government = request.government
    found.questionnaire.programme = found.participation.edition.programme = request.programme
    return found


def timed(diagnoses: QuerySet[Diagnosis]) -> QuerySet[Any]:
    """Diagnoses with when they can be filled in, extensions counted in: see ``period_of``."""
    here = {"edition": OuterRef("participation__edition"), "step": Step.DIAGNOSIS}
    window = Window.objects.filter(**here)
    longer = Extension.objects.filter(
        Q(beneficiary=None) | Q(beneficiary=OuterRef("government")), **here
    )
    latest = longer.order_by("-closes_at").values("closes_at")[:1]
    return diagnoses.annotate(
        opens_at=Subquery(window.values("opens_at")[:1]),
        closes_at=Greatest(Subquery(window.values("closes_at")[:1]), Subquery(latest)),
    )


def with_period(pk: int) -> Any:
    """A diagnosis with all that its verbs and pages ask of it, its period too. One query."""
    return timed(with_context()).get(pk=pk)


def overdue() -> QuerySet[Diagnosis]:
    """Those not submitted whose time is over, the edition's grace too: its days or its minutes."""
    days = F("participation__edition__grace_days") * timedelta(days=1)
    minutes = F("participation__edition__grace_minutes") * timedelta(minutes=1)
    grace = Greatest(*(ExpressionWrapper(one, DurationField()) for one in (days, minutes)))
    waiting = Diagnosis.objects.filter(state__in=ANSWERABLE, participation__withdrawn_at=None)
    return timed(waiting).filter(closes_at__lt=Now() - grace)


def period_of(diagnosis: Diagnosis) -> Period | None:
    """When a diagnosis of ``diagnosis_or_404`` can be filled in; none without dates."""
    if diagnosis.opens_at is None:
        return None
    grace = diagnosis.participation.edition.grace_of(Step.DIAGNOSIS)
    return Period(Step.DIAGNOSIS, diagnosis.opens_at, diagnosis.closes_at, grace=grace)


def recent(request: HttpRequest, year: int) -> Diagnosis:
    """The diagnosis as this process last saw it: no query when it has.

    Only for ``save_answer``, whose statement finds out whether it is still so.
    """
    key = (request.government.pk, year)
    if key not in _recent:
        if len(_recent) >= KEPT:
            _recent.clear()
        _recent[key] = diagnosis_or_404(request, year)
    return _recent[key]


def forget(government: Government, year: int) -> None:
    """Let the next ``recent`` look again."""
    _recent.pop((government.pk, year), None)


def answers_of(diagnosis: Diagnosis) -> list[Answer]:
    """Its answers with their authors, in the order of the questionnaire."""
    found = Answer.objects.filter(diagnosis=diagnosis).select_related("author")
    return list(found.order_by("indicator__position"))


def sheet_of(diagnosis: Diagnosis, answers: list[Answer] | None = None) -> Sheet:
    """The filled-in form. One query, none when the answers are at hand."""
    form = form_for(diagnosis)
    found = Answer.objects.filter(diagnosis=diagnosis) if answers is None else answers
    return Sheet(form, given_by(found, form))


def evidence_of(diagnosis: Diagnosis) -> dict[int, list[Evidence]]:
    """What proves its answers, by indicator id, without what was removed. One query."""
    return evidence_by_indicator(Evidence.objects.filter(diagnosis=diagnosis, removed_at=None))


def evidence_of_round(round_: Round) -> dict[int, list[Evidence]]:
    """What a round was handed in with, by indicator id: for ever the same. One query.

    Exact, because a submission and whatever adds or takes away evidence wait for one another.
    """
    then = Evidence.objects.filter(
        Q(removed_at=None) | Q(removed_at__gt=round_.submitted_at),
        diagnosis=round_.diagnosis_id,
        added_at__lte=round_.submitted_at,
    )
    return evidence_by_indicator(then)


def told(evidence: QuerySet[Evidence]) -> QuerySet[Any]:
    """Uses with what pages show of them; ``newest`` is the number of their piece's last version."""
    versions = PieceVersion.objects.filter(piece=OuterRef("version__piece")).order_by("-number")
    shown = evidence.select_related("version__file", "version__piece", "version__visit", "added_by")
    return shown.annotate(newest=Subquery(versions.values("number")[:1])).order_by("id")


def evidence_by_indicator(evidence: QuerySet[Evidence]) -> dict[int, list[Evidence]]:
    """Uses with what is shown of them, by indicator id. One query."""
    found: dict[int, list[Evidence]] = {}
    for one in told(evidence):
        found.setdefault(one.indicator_id, []).append(one)
    return found


def last_round(diagnosis: Diagnosis) -> Round | None:
    return diagnosis.rounds.order_by("-number").first()


def verdicts_of(diagnosis: Diagnosis) -> dict[int, Verdict]:
    """The newest released verdict on each answer, with its round, by indicator id. One query, and
    none while it was never handed in.
    """
    if diagnosis.state == Diagnosis.State.OPEN:
        return {}
    released = Verdict.objects.filter(diagnosis=diagnosis, released=True)
    in_order = released.select_related("round").order_by("round__number")
    return {one.indicator_id: one for one in in_order}
