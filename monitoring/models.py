from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from migracidades.tenancy.models import GovernmentOwned, ProgrammeOwned
from migracidades.tenancy.wall import Wall


class MonitoringReport(GovernmentOwned):
    """Step 5: what became of the priorities of a plan.

    ``feedback`` is the last thing the programme said of it; what it said before is in the audit.
    """

    wall = Wall()

    class State(models.TextChoices):
        OPEN = "open", _("being written")
        REPORTED = "reported", _("reported")
        ANSWERED = "answered", pgettext_lazy("monitoring report", "answered")
        CLOSED = "closed", _("closed")

    participation = models.OneToOneField(
        "certification.Participation", models.PROTECT, related_name="monitoring"
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    state_changed_at = models.DateTimeField(default=timezone.now)
    feedback = models.TextField(_("feedback"), blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.participation)


class Progress(GovernmentOwned):
    """What a report says of one priority."""

    wall = Wall()

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        CHANGED = "changed", pgettext_lazy("priority", "changed")
        DROPPED = "dropped", _("dropped")

    report = models.ForeignKey(MonitoringReport, models.PROTECT, related_name="progress")
    priority = models.ForeignKey("certification.Priority", models.PROTECT, related_name="progress")
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.NOT_STARTED
    )
    achievements = models.TextField(_("achievements"), blank=True)
    challenges = models.TextField(_("challenges"), blank=True)
    link = models.URLField(_("evidence: link"), max_length=500, blank=True)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "report", "priority"], name="progress_once"
            )
        ]


class EditionReport(ProgrammeOwned):
    """An edition in figures, made in the worker and kept."""

    wall = Wall(public=None)

    edition = models.ForeignKey("certification.Edition", models.PROTECT, related_name="reports")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return str(self.edition)
