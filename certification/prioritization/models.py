from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certification.editions.models import Participation
from migracidades.tenancy.models import GovernmentOwned
from migracidades.tenancy.wall import Wall


class Plan(GovernmentOwned):
    """Step 3: what a government chooses to do, from its own scorecard."""

    wall = Wall()

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("priorities", "being written")
        PROPOSED = "proposed", pgettext_lazy("priorities", "proposed")
        RETURNED = "returned", pgettext_lazy("priorities", "returned")
        ACCEPTED = "accepted", pgettext_lazy("priorities", "accepted")

    participation = models.OneToOneField(Participation, models.PROTECT, related_name="plan")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    state_changed_at = models.DateTimeField(default=timezone.now)
    comment = models.TextField(_("comment to the government"), blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.participation)


class Priority(GovernmentOwned):
    """One priority: a dimension, what will be done, by whom, by when, and how one will know."""

    wall = Wall()

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="priorities")
    order = models.PositiveSmallIntegerField(default=1)
    dimension = models.ForeignKey("dimensions.Dimension", models.PROTECT, related_name="+")
    indicator = models.ForeignKey(
        "dimensions.Indicator", models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.TextField(_("action"))
    department = models.CharField(_("responsible department"), max_length=150)
    due_on = models.DateField(_("date"))
    success = models.TextField(_("indicator of success"))
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "id"]
        verbose_name_plural = _("priorities")
