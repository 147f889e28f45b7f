from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certification.editions.models import Edition
from migracidades.tenancy.models import GovernmentOwned
from migracidades.tenancy.wall import Wall


class Application(GovernmentOwned):
    """A person's request that a government take part in an edition.

    Several may stand for one government; one is admitted. Until then the applicant sees this row
    and nothing else of the government.
    """

    wall = Wall(own="applicant_id", members={"state": ["admitted"]})

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("application", "draft")
        SUBMITTED = "submitted", pgettext_lazy("application", "submitted")
        WAITING = "waiting", pgettext_lazy("application", "on the waiting list")
        ADMITTED = "admitted", pgettext_lazy("application", "admitted")
        REFUSED = "refused", pgettext_lazy("application", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    state_changed_at = models.DateTimeField(default=timezone.now)

    lead_name = models.CharField(_("name"), max_length=150, blank=True)
    lead_email = models.EmailField(_("e-mail"), blank=True)
    lead_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    lead_office = models.CharField(_("office"), max_length=150, blank=True)
    lead_department = models.CharField(_("department"), max_length=150, blank=True)
    alternate_name = models.CharField(_("name"), max_length=150, blank=True)
    alternate_email = models.EmailField(_("e-mail"), blank=True)
    alternate_office = models.CharField(_("office"), max_length=150, blank=True)
    alternate_department = models.CharField(_("department"), max_length=150, blank=True)
    signatory_name = models.CharField(_("name"), max_length=150, blank=True)
    signatory_email = models.EmailField(_("e-mail"), blank=True)
    signatory_office = models.CharField(_("office"), max_length=150, blank=True)
    contact_email = models.EmailField(_("institutional e-mail"), blank=True)
    motivation = models.TextField(_("why the government wants to take part"), blank=True)
    answers = models.JSONField(
        _("answers to the questions of the call"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
    )
    document = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed commitment document"),
    )

    receipt = models.CharField(max_length=20, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decision_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "edition", "government", "applicant"],
                condition=~models.Q(state="withdrawn"),
                name="application_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["programme", "edition", "government"],
                condition=models.Q(state="admitted"),
                name="one_admitted_application",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.government} · {self.edition}"
