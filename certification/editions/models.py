from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from migracidades.tenancy.models import GovernmentOwned, ProgrammeOwned
from migracidades.tenancy.steps import Step, name_of
from migracidades.tenancy.wall import ALL, Wall


class Edition(ProgrammeOwned):
    """An annual run of the programme: its questionnaire, its calendar, its rules."""

    wall = Wall(public={"published": [True]})

    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2019)])
    published = models.BooleanField(_("published"), default=False)
    questionnaire = models.ForeignKey(
        "dimensions.Questionnaire", models.PROTECT, null=True, blank=True, related_name="+"
    )
    optional_dimensions = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name=_("optional dimensions"),
    )
    application_questionnaire = models.ForeignKey(
        "dimensions.Questionnaire",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("questions of the application"),
        help_text=_(
            "What an application is asked beside its people and its document, if anything."
        ),
    )
    levels = ArrayField(
        models.CharField(max_length=30), default=list, verbose_name=_("levels that may apply")
    )
    quota = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, help_text=_("Leave empty for an open call.")
    )
    minimum_priorities = models.PositiveSmallIntegerField(_("fewest priorities"), default=1)
    maximum_priorities = models.PositiveSmallIntegerField(_("most priorities"), default=3)
    course = models.ForeignKey(
        "training.Course",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mandatory course"),
    )
    course_required_of = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name=_("who must complete the course"),
    )
    course_by = models.DateTimeField(_("course to be completed by"), null=True, blank=True)
    separate_signatory = models.BooleanField(
        _("lead and signatory must be two people"), default=True
    )
    days_to_answer = models.PositiveSmallIntegerField(
        _("days to answer a return"),
        default=15,
        db_default=15,
        validators=[MinValueValidator(1)],
        help_text=_("What is asked back stays open at least so long, also after the closing."),
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        default=3,
        db_default=3,
        help_text=_("So long after the closing, a diagnosis that was not submitted lapses."),
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("minutes of grace"),
        default=30,
        db_default=30,
        help_text=_("So long after the diagnosis closes, what is under way is still taken."),
    )
    signoff_required = models.BooleanField(_("the signatory signs off the diagnosis"), default=True)
    signatories = models.JSONField(
        _("who signs the seal"),
        default=list,
        blank=True,
        help_text=_("A list of name, office and institution."),
    )
    ceremony_on = models.DateField(_("ceremony"), null=True, blank=True)
    figures = models.JSONField(
        _("published figures"),
        default=dict,
        blank=True,
        help_text=_("For editions before this platform: enrolled, certified and their source."),
    )

    class Meta:
        ordering = ["-year"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["programme", "year"], name="one_edition_a_year"),
            models.CheckConstraint(
                condition=Q(minimum_priorities__lte=F("maximum_priorities")),
                name="priorities_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def grace_of(self, step: str) -> timedelta:
        """How long after its closing a step still takes what was under way."""
        return timedelta(minutes=self.grace_minutes if step == Step.DIAGNOSIS else 0)


class Window(ProgrammeOwned):
    """When a step of an edition is open. Steps may overlap."""

    wall = Wall(public=ALL)

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="windows")
    step = models.CharField(_("step"), max_length=20, choices=Step)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    class Meta:
        ordering = ["opens_at"]
        verbose_name = _("step of the calendar")
        verbose_name_plural = _("calendar")
        constraints = [
            models.UniqueConstraint(fields=["programme", "edition", "step"], name="window_once"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")), name="window_in_order"
            ),
        ]


class Extension(ProgrammeOwned):
    """More time for a step: for the whole edition, or for one government. Always with a reason."""

    wall = Wall(public=ALL, append_only=True)

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="extensions")
    step = models.CharField(_("step"), max_length=20, choices=Step)
    beneficiary = models.ForeignKey(
        "tenancy.Government",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("government"),
        help_text=_("Leave empty to extend it for everybody."),
    )
    closes_at = models.DateTimeField(_("new closing"))
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-made_at"]

    @property
    def step_name(self) -> str:
        """What the programme calls the step."""
        return name_of(self.edition.programme, self.step)


class Participation(GovernmentOwned):
    """A government in an edition. Its phase is derived from the objects of the steps."""

    wall = Wall(public=ALL)

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="participations")
    admitted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "edition", "government"], name="participation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.government} · {self.edition}"


class Withdrawal(GovernmentOwned):
    """Why and when a government left an edition. Nothing it did is deleted."""

    wall = Wall(append_only=True)

    participation = models.OneToOneField(Participation, models.PROTECT, related_name="withdrawal")
    step = models.CharField(_("step"), max_length=20, choices=Step)
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    @property
    def step_name(self) -> str:
        """What the programme calls the step at which the government left."""
        return name_of(self.participation.edition.programme, self.step)
