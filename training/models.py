from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from migracidades.tenancy.models import (
    GovernmentOwned,
    ProgrammeOwned,
    ScopeKey,
    in_language,
)
from migracidades.tenancy.wall import ALL, Wall


class Course(ProgrammeOwned):
    """A course of the programme's school."""

    wall = Wall(public=ALL)

    code = models.SlugField(_("code"), max_length=60)
    titles = models.JSONField(_("title"), default=dict)
    provider = models.CharField(_("school"), max_length=150)
    hours = models.PositiveSmallIntegerField(_("hours"))
    link = models.URLField(_("link"), blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="course_code_once")
        ]

    def __str__(self) -> str:
        return in_language(self.titles, "pt-br")


class Completion(GovernmentOwned):
    """A course completed by a person, who need not be a user: e-mail and name are kept."""

    wall = Wall(own="user_id")

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("completion", "waiting for a check")
        ACCEPTED = "accepted", pgettext_lazy("completion", "accepted")
        REFUSED = "refused", pgettext_lazy("completion", "refused")

    class Origin(models.TextChoices):
        UPLOAD = "upload", _("sent by the person")
        IMPORT = "import", _("imported from the school")

    government = ScopeKey("tenancy.Government", models.PROTECT, null=True, blank=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="completions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    full_name = models.CharField(_("full name"), max_length=150)
    email = models.EmailField(_("e-mail"))
    completed_on = models.DateField(_("completed on"))
    origin = models.CharField(_("origin"), max_length=20, choices=Origin)
    certificate = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PENDING)
    state_changed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "course", "email"],
                condition=models.Q(state__in=["pending", "accepted"]),
                name="completion_once",
            )
        ]

    def __str__(self) -> str:
        return self.full_name
