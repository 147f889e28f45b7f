"""Taking last edition's answers over: many in one act, each with its revision and its proof."""

from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db.models.functions import Now
from django.http import Http404

from certification.editions.calendar import require_open
from certification.editions.models import Step
from migracidades.tenancy.models import Government

from . import rules
from .desk import Desk
from .inheritance import Offer
from .inheriting import inheritance
from .models import Answer, AnswerRevision, Diagnosis, Evidence
from .outliving import Proof
from .queries import timed, with_context
from .saving import refuse
from .workflow import ANSWERABLE


def confirm(
    government: Government,
    year: int,
    codes: Collection[str],
    *,
    read: Callable[[], Desk],
    actor: Any,
    roles: Iterable[str],
) -> list[str]:
    """Save what is offered for the questions ``codes``; returns those that were saved.

    ``read`` gives the desk of the person, once nothing of the diagnosis can change any more. What
    has an answer by now keeps it, and what is not offered (any more), or hangs on an answer that is
    not confirmed with it, is left alone: twice saves once. Each revision names the one it comes
    from. As many statements for a hundred answers as for one. Raises ``PermissionDenied`` for a
    wrong role, ``Refused`` when the step or the diagnosis is closed, ``Http404`` without one.
    """
    rules.demand(rules.may_answer(roles))
    _hold(government, year)
    desk = read()
    fresh = inheritance(desk).chosen(codes)
    if fresh:
        _write(desk, fresh, actor)
    return [one.indicator.code for one in fresh]


def _hold(government: Government, year: int) -> None:
    """Lock the diagnosis against a save or a submission on its way, and demand that it is open."""
    here = with_context().filter(government=government, participation__edition__year=year)
    locking = timed(here).annotate(now=Now()).select_for_update(of=("self",), no_key=True)
    held = locking.first()
    if held is None:
        raise Http404
    if held.participation.withdrawn_at or held.state not in ANSWERABLE:
        refuse(held)
    if held.opens_at is None or not held.opens_at <= held.now <= held.closes_at:
        require_open(held.participation.edition, Step.DIAGNOSIS, government)


def _write(desk: Desk, offers: Collection[Offer], actor: Any) -> None:
    diagnosis, ancestors = desk.diagnosis, _ancestors(desk)
    Answer.objects.bulk_create(Answer(**_reply(diagnosis, one, actor)) for one in offers)
    AnswerRevision.objects.bulk_create(
        AnswerRevision(
            **_reply(diagnosis, one, actor),
            save_id=uuid5(NAMESPACE_OID, f"inherited {diagnosis.pk} {one.indicator.code}"),
            inherited_from_id=ancestors.get((one.last[0].indicator.id, one.last[0].version)),
        )
        for one in offers
    )
    proofs = [(offer, proof) for offer in offers for proof in _wanting(desk, offer)]
    Evidence.objects.bulk_create(
        Evidence(
            diagnosis=diagnosis,
            government_id=diagnosis.government_id,
            indicator_id=offer.indicator.id,
            version=proof.version,
            where=proof.where,
            added_by=actor,
            added_at=Now(),
        )
        for offer, proof in proofs
    )


def _ancestors(desk: Desk) -> dict[tuple[int, int], int]:
    """The revisions of the last edition, by question and version."""
    found = AnswerRevision.objects.filter(diagnosis=desk.past.diagnosis)
    listed = found.values_list("indicator_id", "version", "pk").order_by()
    return {(indicator, version): pk for indicator, version, pk in listed}


def _wanting(desk: Desk, offer: Offer) -> list[Proof]:
    """The proofs that the question does not have yet: somebody may have attached one before."""
    standing = desk.evidence.get(offer.indicator.id, ())
    here = {one.version.piece_id for one in standing}
    return [one for one in offer.alive if one.version.piece_id not in here]


def _reply(diagnosis: Diagnosis, offer: Offer, actor: Any) -> dict[str, Any]:
    assert offer.content is not None  # confirm() chose those that have one
    return {
        "diagnosis": diagnosis,
        "government_id": diagnosis.government_id,
        "indicator_id": offer.indicator.id,
        "version": 1,
        "author": actor,
        "saved_at": Now(),
        **vars(offer.content),
    }
