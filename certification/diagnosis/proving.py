"""How an answer is proved: by versions of the government's pieces, put forward and taken away.

Only while the question can be answered: after a submission nothing of this changes, and after a
return only what was asked for. A piece may prove many answers, each by one version.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from certification.editions.calendar import require_open
from certification.editions.models import Step
from certification.evidence.keeping import Told, keep, marks_of
from certification.evidence.models import PieceVersion
from certification.evidence.queries import holding
from dimensions.form import Indicator
from migracidades.files.accept import Accepted
from migracidades.files.guarding import judge_of
from migracidades.files.models import StoredFile
from migracidades.kit.errors import Refused
from migracidades.tenancy.http import Request
from migracidades.tenancy.rules import roles_of

from . import rules
from .models import Diagnosis, Evidence
from .queries import verdicts_of, with_context
from .reach import demand_within, reach_of
from .requests import open_questions
from .saving import refuse
from .sheet import form_for


@dataclass(frozen=True)
class Added:
    """What was put forward. ``known``: the government had this file or link already."""

    version: PieceVersion
    evidence: list[Evidence]
    known: bool


def add(
    *,
    diagnosis: Diagnosis,
    indicators: Sequence[Indicator],
    told: Told,
    where: str = "",
    link: str = "",
    file: Accepted | StoredFile | None = None,
    actor: Any,
    roles: Iterable[str],
) -> Added:
    """Prove some answers by one file or one link that was not in the register, or was.

    What the government holds already is that piece once more, as it is: ``told`` is for a new one.
    Raises ``PermissionDenied`` for a wrong role, ``Elsewhere`` when a question is not in the
    actor's part, ``Refused`` when one is closed or there is not exactly one of file and link,
    ``ValidationError`` when there is no room for the file.
    """
    asked = [one.id for one in indicators]
    _demand_open(diagnosis, asked, actor, roles)
    government = diagnosis.government_id
    known = None
    if bool(file) != bool(link):
        known = holding(government, marks=marks_of(file) if file else (), link=link)
    version = known or keep(government, told, file=file, link=link, actor=actor, roles=roles)
    put = [_put(diagnosis, one, version, where, actor) for one in asked]
    return Added(version, put, known is not None)


def attach(
    version: PieceVersion,
    *,
    diagnosis: Diagnosis,
    indicators: Sequence[Indicator],
    where: str = "",
    actor: Any,
    roles: Iterable[str],
) -> list[Evidence]:
    """Put a version forward as proof of several answers; another version of its piece gives way.

    Twice is once. Raises ``PermissionDenied`` for a wrong role, ``Elsewhere`` when one of the
    questions is not in the actor's part, ``Refused`` for a withdrawn piece or when one is closed:
    then nothing is attached.
    """
    asked = [one.id for one in indicators]
    _demand_open(diagnosis, asked, actor, roles)
    if version.piece.withdrawn_at:
        raise Refused(_("This piece of evidence was withdrawn."))
    return [_put(diagnosis, one, version, where, actor) for one in asked]


def bring_up(
    version: PieceVersion, uses: Iterable[Evidence], *, actor: Any, roles: Iterable[str]
) -> None:
    """Let a version take the place of others of its piece in ``uses``; where to look stays.

    Raises ``PermissionDenied`` for a wrong role, ``Elsewhere`` when one of the questions is not in
    the actor's part, ``Refused`` when one is closed: then all stay as they are.
    """
    for one in _demand_all_open(uses, actor, roles):
        _put(one.diagnosis, one.indicator_id, version, one.where, actor)


def remove(uses: Iterable[Evidence], *, actor: Any, roles: Iterable[str]) -> None:
    """Take evidence away from answers; the rows are kept, and the piece stays in the register.

    Raises ``PermissionDenied`` for a wrong role, ``Elsewhere`` when one of the questions is not in
    the actor's part, ``Refused`` when one is closed: then none is taken away.
    """
    held = _demand_all_open(uses, actor, roles)
    _take_away(Evidence.objects.filter(pk__in=[one.pk for one in held]), actor)


def _demand_all_open(uses: Iterable[Evidence], actor: Any, roles: Iterable[str]) -> list[Evidence]:
    """The uses, in one order for everybody: two who lock several diagnoses never wait crosswise."""
    ordered = sorted(uses, key=lambda one: one.diagnosis_id)
    for _key, alike in groupby(ordered, key=lambda one: one.diagnosis_id):
        held = list(alike)
        _demand_open(held[0].diagnosis, [one.indicator_id for one in held], actor, roles)
    return ordered


def _put(
    diagnosis: Diagnosis, indicator_id: int, version: PieceVersion, where: str, actor: Any
) -> Evidence:
    here = Evidence.objects.filter(diagnosis=diagnosis, indicator=indicator_id, removed_at=None)
    standing = here.filter(version__piece=version.piece_id)
    same = standing.filter(version=version).first()
    if same and where in ("", same.where):
        return same
    _take_away(standing, actor)
    return Evidence.objects.create(
        diagnosis=diagnosis,
        government_id=diagnosis.government_id,
        indicator_id=indicator_id,
        version=version,
        where=where,
        added_by=actor,
        added_at=Now(),
    )


def _take_away(standing: QuerySet[Evidence], actor: Any) -> None:
    standing.filter(removed_at=None).update(removed_at=Now(), removed_by=actor)


@judge_of(StoredFile.Purpose.EVIDENCE)
def within_reach(request: Request, stored: StoredFile) -> bool:
    """Whether the file at a desk proves an answer that the person sees, or is their own."""
    roles = roles_of(request)
    if rules.sees_all(roles) or stored.uploaded_by_id == request.user.pk:
        return True
    uses = Evidence.objects.filter(version__file=stored)
    return any(
        reach_of(one.diagnosis, request.user.pk, roles).has(
            one.indicator.dimension.code, one.indicator.code
        )
        for one in uses.select_related("diagnosis", "indicator__dimension")
    )


def _demand_open(
    diagnosis: Diagnosis, indicators: Iterable[int], actor: Any, roles: Iterable[str]
) -> None:
    rules.demand(rules.may_answer(roles))
    # Locked against a submission on its way, which would not see what is added here.
    locked = with_context().select_for_update(of=("self",), no_key=True).get(pk=diagnosis.pk)
    form = form_for(locked)
    wanted = set(indicators)
    asked = [one for one in form.indicators if one.id in wanted]
    reach = reach_of(locked, actor.pk, roles)
    for one in asked:
        demand_within(reach, locked, one)
    opened = open_questions(locked, form, verdicts_of(locked))
    closed = len(asked) < len(wanted) or any(one.code not in opened for one in asked)
    if locked.participation.withdrawn_at or closed:
        refuse(locked)
    require_open(locked.participation.edition, Step.DIAGNOSIS, locked.government)
