"""The moves of a seal. Issuing makes one; after that only these change its state."""

from django.utils.translation import gettext_lazy as _

from migracidades.ledger.workflow import SYSTEM, Transition, register
from migracidades.tenancy.models import Role

from .models import Seal

S = Seal.State

TABLE = {
    "suspend": Transition(
        (S.ISSUED,), S.SUSPENDED, (Role.ISSUER,), ("seal.changed",), True, _("Suspend")
    ),
    "reinstate": Transition(
        (S.SUSPENDED,), S.ISSUED, (Role.ISSUER,), ("seal.changed",), True, _("Reinstate")
    ),
    "revoke": Transition(
        (S.ISSUED, S.SUSPENDED), S.REVOKED, (Role.ISSUER,), ("seal.changed",), True, _("Revoke")
    ),
    "supersede": Transition((S.ISSUED, S.SUSPENDED), S.SUPERSEDED, (SYSTEM, Role.ISSUER)),
}
register("seal", TABLE)
