"""Invitations to a seat: a link by e-mail, good once, for one address, for two weeks.

Whoever holds the link is nobody yet, so it is read on the staff side, by its digest alone: the
link itself is kept nowhere but in the message.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit, mail, speaking
from migracidades.tenancy.models import Government, Invitation, Membership, Role
from migracidades.tenancy.rules import LEADING, RULING
from migracidades.tenancy.scope import Side, enter, required

from .handing_over import pass_on
from .rules import demand_no_objection, invitable
from .seating import give_seat

VALID_FOR = timedelta(days=14)

Follower = Callable[..., None]
_followers: list[Follower] = []


class Standing(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def standing(invitation: Invitation) -> Standing:
    if invitation.accepted_at:
        return Standing.ACCEPTED
    if invitation.withdrawn_at:
        return Standing.WITHDRAWN
    return Standing.OPEN if timezone.now() < invitation.expires_at else Standing.EXPIRED


def invite(
    *,
    email: str,
    role: str,
    government: Government | None,
    actor: User,
    roles: Iterable[str],
    department: str = "",
    seat: Membership | None = None,
) -> Invitation:
    """Invite an address to a seat and mail it the link; an older open invitation is withdrawn.

    With ``seat``, accepting hands that one over; the caller has judged that it may be.
    Raises ``PermissionDenied`` for who may not, ``Refused`` when the person sits there already or
    a rule speaks against it.
    """
    if seat is None and role not in invitable(roles):
        raise PermissionDenied
    email = email.strip().lower()
    _demand_free(email, role, government)
    demand_no_objection(government=government, role=role, email=email)
    _withdraw_older(email, role, government)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        government=government,
        department=department,
        seat=seat,
        digest=_digest(token),
        invited_by=actor,
        expires_at=timezone.now() + VALID_FOR,
    )
    audit.record("invitation.send", invitation, actor=actor, fields={"role": role})
    _mail(invitation, token)
    return invitation


def accept(*, token: str, user: User) -> Membership:
    """Take the seat of an invitation. Accepting twice gives the same seat.

    Raises ``LookupError`` for a link that is none, ``Refused`` when the invitation is another's,
    no longer open, or a rule speaks against the seat.
    """
    with _opened(token, lock=True) as invitation:
        demand_addressee(invitation, user)
        if invitation.accepted_by_id == user.pk and (seat := _seat_of(invitation)):
            return seat
        _demand_open(invitation)
        invitation.accepted_at, invitation.accepted_by = timezone.now(), user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        audit.record("invitation.accept", invitation, actor=user)
        seat = _given(invitation, user)
        for follow in _followers:
            follow(invitation=invitation, seat=seat)
        return seat


def _given(invitation: Invitation, user: User) -> Membership:
    if invitation.seat:
        return pass_on(invitation.seat, to=user, actor=user)
    return give_seat(
        user=user,
        role=invitation.role,
        government=invitation.government,
        actor=user,
        department=invitation.department,
    )


def accepted(follower: Follower) -> Follower:
    """Register ``follower(invitation=…, seat=…)``: what an upper room does in the very act of
    accepting, for whoever has just come in should find it done.
    """
    if follower not in _followers:
        _followers.append(follower)
    return follower


def look_up(token: str) -> Invitation:
    """The invitation of a link, with its government and sender. ``LookupError`` for none."""
    with _opened(token) as invitation:
        return invitation


def ask_again(token: str) -> None:
    """Tell those who can invite that an expired invitation is still wanted; once for each."""
    with _opened(token) as invitation:
        if standing(invitation) is not Standing.EXPIRED:
            raise Refused(_("This invitation is still valid: use it."))
        for person, page in _inviters(invitation).items():
            mail.send(
                "invitation_again",
                to=person,
                context={"invitation": invitation, "link": mail.absolute(page)},
                need=f"invitation-again-{invitation.pk}-{person.pk}",
                government=invitation.government,
            )


def withdraw_invitation(*, invitation: Invitation, actor: User, roles: Iterable[str]) -> None:
    """Make an open link worthless. Withdrawing twice does it once.

    Raises ``PermissionDenied`` for who may not, ``Refused`` when it has been accepted.
    """
    if invitation.role not in invitable(roles):
        raise PermissionDenied
    if invitation.accepted_at:
        raise Refused(_("This invitation has been accepted. End the seat instead."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        audit.record("invitation.withdraw", invitation, actor=actor)


def demand_addressee(invitation: Invitation, user: User) -> None:
    """Raise ``Refused``, naming the address in part, unless the person has proved it is theirs."""
    proved = EmailAddress.objects.filter(user=user, email__iexact=invitation.email, verified=True)
    if not proved.exists():
        raise Refused(
            _(
                "This invitation was sent to %(address)s and you are signed in as %(email)s."
                " Sign out, then sign in or create an account with the address it was sent to;"
                " or ask whoever invited you to invite this one."
            )
            % {"address": masked(invitation.email), "email": user.email}
        )


def masked(email: str) -> str:
    """An address its owner knows again and nobody else learns: ``m•••@corumba.ms.gov.br``."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


@contextmanager
def _opened(token: str, *, lock: bool = False) -> Iterator[Invitation]:
    scope = required()
    with enter(scope.programme_id, side=Side.STAFF, user=scope.user_id):
        found = Invitation.objects.select_related("government", "invited_by", "seat__user")
        if lock:
            found = found.select_for_update(of=("self",))
        invitation = found.filter(digest=_digest(token)).first()
        if invitation is None:
            raise LookupError("No invitation has this link.")
        yield invitation


def _demand_open(invitation: Invitation) -> None:
    sentence = {
        Standing.ACCEPTED: _("This invitation has already been used."),
        Standing.WITHDRAWN: _("This invitation was withdrawn."),
        Standing.EXPIRED: _("This invitation has expired. Ask for a new one."),
    }.get(standing(invitation))
    if sentence:
        raise Refused(sentence)


def _demand_free(email: str, role: str, government: Government | None) -> None:
    seats = Membership.objects.filter(
        user__email=email, role=role, government=government, active=True
    )
    if seats.exists():
        raise Refused(
            _("%(email)s already sits here as %(role)s.")
            % {"email": email, "role": Role(role).label}
        )


def _withdraw_older(email: str, role: str, government: Government | None) -> None:
    older = Invitation.objects.filter(email=email, role=role, government=government)
    older.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())


def _mail(invitation: Invitation, token: str) -> None:
    known = User.objects.filter(email=invitation.email).first()
    with speaking(invitation.programme):
        link = mail.absolute(reverse("invitation", args=[token]))
    mail.send(
        "invitation",
        to=known or invitation.email,
        context={"invitation": invitation, "link": link},
        need=f"invitation-{invitation.pk}",
        government=invitation.government,
    )


def _inviters(invitation: Invitation) -> dict[User, str]:
    """Who could invite to this seat, and the page on which they do."""
    government = invitation.government
    with speaking(invitation.programme):
        found = dict.fromkeys(_seated(None, RULING), reverse("admin:people"))
        if government:
            page = reverse("people", args=[government.code])
            found |= dict.fromkeys(_seated(government, LEADING), page)
    return found


def _seated(government: Government | None, roles: Collection[str]) -> list[User]:
    seats = Membership.objects.filter(government=government, role__in=roles, active=True)
    return [seat.user for seat in seats.select_related("user").order_by("id")]


def _seat_of(invitation: Invitation) -> Membership | None:
    return Membership.objects.filter(
        user=invitation.accepted_by,
        role=invitation.role,
        government=invitation.government,
        active=True,
    ).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
