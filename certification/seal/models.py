from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.editions.models import Edition, Participation
from migracidades.tenancy.models import GovernmentOwned, ProgrammeOwned
from migracidades.tenancy.wall import ALL, Wall


class Seal(GovernmentOwned):
    """A document issued to a government: its facts are frozen, its file is the document.

    A declaration says before the ceremony what the seal will say after it.
    """

    wall = Wall(
        public=ALL,
        append_only=True,
        frozen_except=(
            "state",
            "state_changed_at",
            "state_reason",
            "file_id",
            "sha256",
            "rendered_at",
        ),
    )

    class Kind(models.TextChoices):
        SEAL = "seal", _("seal")
        DECLARATION = "declaration", _("declaration")

    class State(models.TextChoices):
        ISSUED = "issued", _("valid")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")
        SUPERSEDED = "superseded", _("superseded")

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="seals")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="seals")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    code = models.CharField(_("code"), max_length=20)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ISSUED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    state_reason = models.TextField(blank=True)
    facts = models.JSONField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="code_once"),
            models.UniqueConstraint(
                fields=["programme", "participation", "kind"],
                condition=models.Q(state__in=["issued", "suspended"]),
                name="one_standing_seal",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PublishedCertification(ProgrammeOwned):
    """A certification of an edition before this platform, as a public source tells it."""

    wall = Wall(public=ALL)

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="published_certifications")
    beneficiary = models.ForeignKey("tenancy.Government", models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "edition", "beneficiary"], name="published_once"
            )
        ]
