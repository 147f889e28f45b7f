"""Who asks: whom the session names, and whether they still are who began it.

A request is told apart before its person is read, so that one round trip brings the person along
with all that depends on them (``Door``). Until ``demand_known`` has said so, nothing is done in
their name.
"""

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from migracidades.accounts.models import User
from migracidades.kit.prepared import at_hand


class Stranger(Exception):
    """Whom the session names is nobody (any more), or has changed their password since."""


def named_in_session(request: HttpRequest) -> int | None:
    """The key of whom the session names, of whoever it was found to be once that was asked."""
    if hasattr(request, "_cached_user"):
        return request.user.pk
    named = request.session.get(SESSION_KEY)
    return None if named is None else int(named)


def demand_known(request: HttpRequest, named: int | None, person: User | None) -> None:
    """Let ``request.user`` be ``person``, as Django finds that the session allows it.

    Raises ``Stranger`` when it does not; from then on ``request.user`` is anonymous.
    """
    with at_hand(person):
        if request.user.pk != named:
            raise Stranger
