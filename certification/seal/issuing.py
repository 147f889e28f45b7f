"""Issuing: one named person's act. The facts are frozen here, the worker draws the document."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from certification.editions.calendar import clock, require_open
from certification.editions.models import Participation, Step
from migracidades.accounts.models import User
from migracidades.kit.codes import new_code
from migracidades.kit.errors import Refused
from migracidades.ledger import audit, outbox
from migracidades.ledger.workflow import SYSTEM, advance
from migracidades.tenancy.models import Role

from .eligibility import eligibility_of
from .facts import facts_of
from .models import Seal
from .workflow import TABLE

STANDING = (Seal.State.ISSUED, Seal.State.SUSPENDED)


def issue(
    participation: Participation, *, kind: str, actor: User, roles: Iterable[str]
) -> tuple[Seal, bool]:
    """Issue a seal or a provisional declaration. Returns it and whether this call made it.

    Twice equals once: a standing one of the same kind comes back. A seal supersedes the
    declaration before it. Raises ``PermissionDenied`` unless the actor is an issuer, ``Refused``
    while something is missing or the step is closed.
    """
    if Role.ISSUER not in roles:
        raise PermissionDenied
    Participation.objects.select_for_update().get(pk=participation.pk)
    standing = Seal.objects.filter(participation=participation, kind=kind, state__in=STANDING)
    if found := standing.first():
        return found, False
    _demand(participation, kind)
    seal = _make(participation, kind, actor)
    if kind == Seal.Kind.SEAL:
        _supersede_declaration(seal)
    return seal, True


def _demand(participation: Participation, kind: str) -> None:
    require_open(participation.edition, Step.CERTIFICATION, participation.government)
    missing = eligibility_of(participation).missing
    if missing:
        raise Refused(
            _("%(government)s cannot be certified yet: %(missing)s")
            % {
                "government": participation.government.name,
                "missing": " ".join(one.missing for one in missing),
            }
        )
    sealed = Seal.objects.filter(
        participation=participation, kind=Seal.Kind.SEAL, state__in=STANDING
    )
    if kind == Seal.Kind.DECLARATION and sealed.exists():
        raise Refused(_("The seal is issued already: a provisional declaration has no more use."))


def _make(participation: Participation, kind: str, actor: User) -> Seal:
    now = clock()
    seal = Seal.objects.create(
        government=participation.government,
        participation=participation,
        edition=participation.edition,
        kind=kind,
        code=new_code(),
        facts=facts_of(participation, kind=kind, at=now),
        issued_by=actor,
        issued_at=now,
        state_changed_at=now,
    )
    audit.record("seal.issue", seal, actor=actor, role=Role.ISSUER, fields={"kind": kind})
    outbox.emit("seal.issued", seal_id=seal.pk, government_id=seal.government_id)
    return seal


def _supersede_declaration(seal: Seal) -> None:
    declarations = Seal.objects.filter(
        participation=seal.participation, kind=Seal.Kind.DECLARATION, state__in=STANDING
    )
    for declaration in declarations:
        change(declaration, "supersede", actor=seal.issued_by, roles={SYSTEM}, reason=seal.code)


def change(seal: Seal, act: str, *, actor: User, roles: Iterable[str], reason: str) -> bool:
    """Suspend, reinstate, revoke or supersede, with the reason the verification page shows.

    Returns whether it moved. Raises ``PermissionDenied`` or ``Refused``.
    """
    moved = advance(seal, act, table=TABLE, actor=actor, roles=roles, reason=reason)
    if moved:
        seal.state_reason = reason
        seal.save(update_fields=["state_reason"])
    return moved
