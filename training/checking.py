"""The staff check a completion. Who sent it is told what was decided."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import mail
from migracidades.ledger.workflow import advance

from .models import Completion
from .people import People
from .sending import ONCE
from .workflow import COMPLETION

Roles = Iterable[str]


def accept(
    completion: Completion, *, actor: User, roles: Roles, person_id: int | None = None
) -> bool:
    """Accept a completion; ``person_id``: who of its ``namesakes`` it is.

    Returns ``False`` when it was accepted before. Raises ``PermissionDenied`` and ``Refused`` as
    ``advance``, and ``Refused`` for a person of another name.
    """
    person = _chosen(completion, person_id) if person_id else None
    if not _move(completion, "accept", actor, roles):
        return False
    if person:
        completion.user = person
        completion.save(update_fields=["user"])
    _tell(completion, "completion_accepted")
    return True


def _chosen(completion: Completion, person_id: int) -> User | None:
    found = next((one for one in namesakes(completion) if one.pk == person_id), None)
    if found is None and completion.state == Completion.State.PENDING:
        raise Refused(_("Choose a person who bears this name, or nobody."))
    return found


def refuse(completion: Completion, *, actor: User, roles: Roles, reason: str) -> bool:
    """Refuse a completion, with a reason the person reads. As ``accept`` otherwise."""
    if not _move(completion, "refuse", actor, roles, reason):
        return False
    _tell(completion, "completion_refused")
    return True


def reopen(completion: Completion, *, actor: User, roles: Roles, reason: str) -> bool:
    """Take a decision back. Raises ``Refused`` when the person has sent another meanwhile."""
    try:
        with transaction.atomic():
            return _move(completion, "reopen", actor, roles, reason)
    except IntegrityError as error:
        if ONCE not in str(error):
            raise
    raise Refused(_("This person has sent another certificate meanwhile. Decide on that one."))


def namesakes(completion: Completion) -> list[User]:
    """Whom the staff may link an imported completion to: the name alone has matched."""
    if completion.user_id or completion.state != Completion.State.PENDING:
        return []
    return [one.user for one in People().named(completion.full_name)]


def _move(completion: Completion, act: str, actor: User, roles: Roles, reason: str = "") -> bool:
    if not advance(completion, act, table=COMPLETION, actor=actor, roles=roles, reason=reason):
        return False
    completion.decided_by, completion.reason = actor, reason
    completion.save(update_fields=["decided_by", "reason"])
    return True


def _tell(completion: Completion, kind: str) -> None:
    if completion.user is None:  # named in a list, never wrote to us
        return
    mail.send(
        kind,
        to=completion.user,
        context={
            "completion": completion,
            "course": completion.course,
            "link": mail.absolute(reverse("training")),
        },
        government=completion.government_id,
    )
