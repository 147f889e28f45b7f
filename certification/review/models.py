from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.diagnosis.models import Diagnosis
from migracidades.tenancy.models import GovernmentOwned
from migracidades.tenancy.wall import Wall


class Assignment(GovernmentOwned):
    """A diagnosis in the hands of an analyst's seat."""

    wall = Wall(members=None, across=("analyst",))

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="assignments")
    analyst = models.ForeignKey("tenancy.Membership", models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "diagnosis", "analyst"],
                condition=models.Q(ended_at=None),
                name="assigned_once",
            )
        ]


class Scorecard(GovernmentOwned):
    """The arithmetic of one diagnosis, kept. The same answers twice make one row."""

    wall = Wall(append_only=True)

    class Basis(models.TextChoices):
        DECLARED = "declared", _("as declared")
        VERIFIED = "verified", _("as verified")

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="scorecards")
    basis = models.CharField(max_length=20, choices=Basis)
    checksum = models.CharField(max_length=64)
    answers_digest = models.CharField(max_length=64)
    result = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "diagnosis", "basis", "checksum", "answers_digest"],
                name="scorecard_once",
            )
        ]
