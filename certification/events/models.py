from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certification.editions.models import Participation
from migracidades.tenancy.models import GovernmentOwned
from migracidades.tenancy.wall import Wall


class Event(GovernmentOwned):
    """A dated event of one government in one edition, of a kind that the country declares.

    Its government reads it; the staff plan it and record it as held.
    """

    wall = Wall(members={"state": ["planned", "held"]})

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("event", "planned")
        HELD = "held", pgettext_lazy("event", "held")

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="events")
    code = models.CharField(_("kind of event"), max_length=30)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=200)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PLANNED)
    state_changed_at = models.DateTimeField(default=timezone.now)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "participation", "code"], name="event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.participation}"
