from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from certification.editions.models import Edition
from migracidades.tenancy.models import GovernmentOwned, ProgrammeOwned
from migracidades.tenancy.wall import ALL, Wall


class Paper(GovernmentOwned):
    """The form, or a part of it, as it stood when it was asked for: what it shows, and its file.

    ``answers`` and ``evidence`` are the keys of revisions and uses, which never change; those of
    the whole form, for a question of the part may hang on one outside it. ``digest`` is that of
    what is shown, in its language: asked for again, by whomever, it is the same paper.
    """

    wall = Wall()

    diagnosis = models.ForeignKey("certification.Diagnosis", models.PROTECT, related_name="papers")
    indicators = ArrayField(models.CharField(max_length=40))
    answers = ArrayField(models.BigIntegerField())
    evidence = ArrayField(models.BigIntegerField())
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "diagnosis", "digest"], name="paper_once")
        ]


class BlankForm(ProgrammeOwned):
    """The questionnaire of an edition to be filled in by hand, in one language.

    ``levels`` are those that are asked the same; ``digest`` is that of all it shows.
    """

    wall = Wall(public=ALL)

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="blank_forms")
    levels = ArrayField(models.CharField(max_length=30))
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    requested_at = models.DateTimeField(default=timezone.now)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "edition", "digest"], name="blank_form_once"
            )
        ]
