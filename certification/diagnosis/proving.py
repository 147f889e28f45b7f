"""How an answer is proved: by versions of the government's pieces, put forward and taken away.

Only while the question can be answered: after a submission nothing of this changes, and after a
return only what was asked for. A piece may prove many answers, each by one version.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Now

from certification.editions.calendar import require_open
from certification.editions.models import Step
from certification.evidence.keeping import Told, fingerprint, keep
from certification.evidence.models import PieceVersion
from certification.evidence.queries import holding
from certification.evidence.validity import lives_of, proposed
from dimensions.form import Indicator
from migracidades.files.accept import Accepted
from migracidades.files.guarding import judge_of
from migracidades.files.models import StoredFile
from migracidades.tenancy.http import Request
from migracidades.tenancy.rules import roles_of

from . import rules
from .models import Diagnosis, Evidence
from .queries import verdicts_of, with_context
from .reach import demand_within, reach_of
from .requests import open_questions
from .saving import refuse
from .sheet import form_for


def add(
    *,
    diagnosis: Diagnosis,
    indicator: Indicator,
    actor: Any,
    roles: Iterable[str],
    kind: str,
    title: str = "",
    where: str = "",
    link: str = "",
    file: Accepted | None = None,
) -> Evidence:
    """Attach one file or one link to the answer of ``indicator``; without a title it names itself.

    A file that a piece of the government holds already is that piece once more: no second one is
    made. Raises ``PermissionDenied`` for a wrong role, ``Elsewhere`` when the question is not in
    the actor's part, ``Refused`` when it is closed or there is not exactly one of file and link,
    ``ValidationError`` when there is no room for it.
    """
    locked = _demand_open(diagnosis, [indicator.id], actor, roles)
    known = holding(diagnosis.government_id, fingerprint(file)) if file and not link else None
    version = known or keep(
        diagnosis.government_id,
        Told(kind, title, valid_until=proposed(lives_of(_programme(locked)), kind)),
        file=file,
        link=link,
        actor=actor,
        roles=roles,
    )
    return _put(diagnosis, indicator.id, version, where, actor)


def attach(
    version: PieceVersion,
    *,
    diagnosis: Diagnosis,
    indicators: Iterable[Indicator],
    where: str = "",
    actor: Any,
    roles: Iterable[str],
) -> list[Evidence]:
    """Put a version forward as proof of several answers; another version of its piece gives way.

    Twice is once. Raises ``PermissionDenied`` for a wrong role, ``Elsewhere`` when one of the
    questions is not in the actor's part, ``Refused`` when one is closed: then nothing is attached.
    """
    asked = [one.id for one in indicators]
    _demand_open(diagnosis, asked, actor, roles)
    return [_put(diagnosis, one, version, where, actor) for one in asked]


def remove(evidence: Evidence, *, actor: Any, roles: Iterable[str]) -> None:
    """Take evidence away from an answer; the row is kept, and the piece stays in the register.

    Raises ``PermissionDenied`` for a wrong role, ``Elsewhere`` when the question is not in the
    actor's part, ``Refused`` when it is closed.
    """
    _demand_open(evidence.diagnosis, [evidence.indicator_id], actor, roles)
    _take_away(Evidence.objects.filter(pk=evidence.pk), actor)


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


def _take_away(standing: Any, actor: Any) -> None:
    standing.filter(removed_at=None).update(removed_at=Now(), removed_by=actor)


def _programme(diagnosis: Diagnosis) -> Any:
    return diagnosis.participation.edition.programme


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
) -> Diagnosis:
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
    return locked
