"""What may prove an answer. ``evidence_months`` of ``programme.yaml`` says how long each counts."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROOFS: Mapping[str, Promise] = {
    "law": _("law"),
    "decree": _("decree or ordinance"),
    "protocol": _("protocol or procedure"),
    "report": _("report or record"),
    "photo": _("photograph"),
    "link": _("page on the internet"),
}
