"""How a suggestion becomes an answer, or is set aside: by somebody with a seat, once."""

from collections.abc import Iterable
from uuid import uuid5

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from dimensions import kinds
from dimensions.form import Indicator
from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit

from . import rules
from .models import Diagnosis, GuestLink, Suggestion
from .queries import with_context
from .reach import demand_within, reach_of
from .saving import save_answer
from .sheet import form_for


def take_over(
    suggestion: Suggestion, *, author: User, roles: Iterable[str], base_version: int
) -> None:
    """Save a suggestion as ``author``'s answer on top of ``base_version``, and settle it.

    Taking it twice takes it once. Raises as ``save_answer`` does (``Conflict`` when somebody has
    answered since), ``Refused`` when it was set aside or its guest has thought again.
    """
    held = set(roles)
    rules.demand(rules.may_answer(held))
    locked = _locked(suggestion)
    if locked.taken:
        return
    _demand_newest(locked)
    diagnosis, indicator = _asked(locked)
    save_answer(
        diagnosis=diagnosis,
        indicator=indicator,
        raw=kinds.of(indicator).typed(locked.value, indicator),
        standing=locked.standing,
        reason=locked.reason,
        note=locked.note,
        department=who(locked),
        author=author,
        roles=held,
        base_version=base_version,
        save_id=uuid5(locked.send_id, "taken over"),
    )
    _settle(locked, taken=True, actor=author)


def set_aside(suggestion: Suggestion, *, actor: User, roles: Iterable[str]) -> None:
    """Settle a suggestion and save nothing; doing it twice does it once.

    Raises ``PermissionDenied`` for a wrong role, ``Refused`` when it was taken over, its guest has
    thought again or its question is out of the person's reach.
    """
    held = set(roles)
    rules.demand(rules.may_answer(held))
    locked = _locked(suggestion)
    diagnosis, indicator = _asked(locked)
    demand_within(reach_of(diagnosis, actor.pk, held), diagnosis, indicator)
    if locked.taken:
        raise Refused(_("This suggestion has been taken over already."))
    if locked.taken is None:
        _demand_newest(locked)
        _settle(locked, taken=False, actor=actor)


def who(suggestion: Suggestion) -> str:
    """Who suggests: name and department, as an answer keeps it."""
    return ", ".join(one for one in (suggestion.name, suggestion.department) if one)


def _locked(suggestion: Suggestion) -> Suggestion:
    # The link is what a guest who is just sending holds.
    GuestLink.objects.select_for_update().get(pk=suggestion.link_id)
    return Suggestion.objects.get(pk=suggestion.pk)


def _demand_newest(suggestion: Suggestion) -> None:
    if suggestion.settled_at:
        raise Refused(_("This suggestion was set aside meanwhile."))
    later = Suggestion.objects.filter(
        link=suggestion.link_id, indicator=suggestion.indicator_id, pk__gt=suggestion.pk
    )
    if later.exists():
        raise Refused(
            _("%(who)s has changed this suggestion meanwhile: look at it again.")
            % {"who": suggestion.name}
        )


def _asked(suggestion: Suggestion) -> tuple[Diagnosis, Indicator]:
    diagnosis = with_context().get(pk=suggestion.diagnosis_id)
    asked = {one.id: one for one in form_for(diagnosis).indicators}
    if suggestion.indicator_id not in asked:
        raise Refused(_("This question is not asked of your government any more."))
    return diagnosis, asked[suggestion.indicator_id]


def _settle(suggestion: Suggestion, *, taken: bool, actor: User) -> None:
    """Settle it, and with it what its guest had suggested before."""
    same = Suggestion.objects.filter(
        link=suggestion.link_id, indicator=suggestion.indicator_id, settled_at=None
    )
    settled = {"settled_by": actor, "settled_at": Now()}
    same.exclude(pk=suggestion.pk).update(taken=False, **settled)
    same.filter(pk=suggestion.pk).update(taken=taken, **settled)
    act = "suggestion.take" if taken else "suggestion.set_aside"
    question = {"indicator": suggestion.indicator_id, "link": suggestion.link_id}
    audit.record(act, suggestion, actor=actor, fields=question)
