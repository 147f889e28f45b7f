"""The rows of a questionnaire. Read them through ``dimensions.queries``: pages need a ``Form``.

Texts stand in two columns: ``source`` holds those in the language the questionnaire was written in,
which are frozen with the rest; ``translations`` the others, and advice in every language, which may
be corrected. Both are maps from the name of a text ("guidance", "option:none") to the text, the
second one per language.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from migracidades.tenancy.models import ProgrammeOwned
from migracidades.tenancy.wall import Wall

PUBLISHED = {"published": [True]}


class Questionnaire(ProgrammeOwned):
    """One version of what is asked: a framework (scored) or a survey.

    ``checksum`` is that of everything frozen: a scorecard names it. ``texts_checksum`` is that of
    what may still be put right: the translations, which earlier questions one comes from, which of
    them end here (``dropped``), and which figure is offered for it.
    """

    class Kind(models.TextChoices):
        FRAMEWORK = "framework", _("framework")
        SURVEY = "survey", _("survey")

    wall = Wall(
        public=PUBLISHED,
        frozen=PUBLISHED,
        frozen_except=("translations", "texts_checksum", "dropped"),
    )

    code = models.CharField(_("code"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source_language = models.CharField(max_length=10)
    languages = ArrayField(models.CharField(max_length=10))
    themes = ArrayField(models.CharField(max_length=40), default=list)
    groups = ArrayField(models.CharField(max_length=40), default=list)
    dropped = ArrayField(models.CharField(max_length=16), default=list, db_default=[])
    source = models.JSONField()
    translations = models.JSONField(default=dict)
    checksum = models.CharField(max_length=64)
    texts_checksum = models.CharField(max_length=64)
    published = models.BooleanField(_("published"), default=False)

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code", "version"], name="questionnaire_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Dimension(ProgrammeOwned):
    """A chapter of a questionnaire; ``position`` is its place on the ring, from 1."""

    wall = Wall(
        public=PUBLISHED,
        frozen=PUBLISHED,
        frozen_except=("translations",),
        closed_by=("questionnaire",),
    )

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="dimensions")
    code = models.CharField(_("code"), max_length=10)
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=40, blank=True)
    optional = models.BooleanField(_("optional"), default=False)
    source = models.JSONField()
    translations = models.JSONField(default=dict)
    published = models.BooleanField(default=False)

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "questionnaire", "code"], name="dimension_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.source.get('name', '')}"


class Indicator(ProgrammeOwned):
    """One question. Its code is the same in every version that asks it."""

    wall = Wall(
        public=PUBLISHED,
        frozen=PUBLISHED,
        frozen_except=("translations", "was", "figure"),
        closed_by=("questionnaire", "dimension"),
    )

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="indicators")
    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="indicators")
    code = models.CharField(_("code"), max_length=16)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=20)
    weight = models.PositiveSmallIntegerField(_("weight"), null=True)
    theme = models.CharField(max_length=40, blank=True)
    minutes = models.PositiveSmallIntegerField()
    evidence_kinds = ArrayField(models.CharField(max_length=20), default=list)
    evidence_months = models.PositiveSmallIntegerField(null=True)
    applies_to = ArrayField(models.CharField(max_length=30), default=list)
    options = models.JSONField(default=list)
    minimum = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    maximum = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    bands = models.JSONField(default=list)
    condition = models.JSONField(null=True)
    was = ArrayField(models.CharField(max_length=16), default=list, db_default=[])
    figure = models.CharField(max_length=30, blank=True, default="", db_default="")
    source = models.JSONField()
    translations = models.JSONField(default=dict)
    published = models.BooleanField(default=False)

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "questionnaire", "code"], name="indicator_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.source.get('text', '')}"


class Draft(ProgrammeOwned):
    """A version that is being written: the tree of its YAML file, which may still have faults.

    Publishing makes a ``Questionnaire`` of it; the draft then stays as it was.
    """

    class State(models.TextChoices):
        OPEN = "open", _("being written")
        RETIRED = "retired", _("set aside")
        PUBLISHED = "published", _("published")

    wall = Wall(members=None, frozen={"state": [State.PUBLISHED.value]})

    code = models.CharField(_("code"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    tree = models.JSONField()
    based_on = models.ForeignKey(Questionnaire, models.PROTECT, null=True, related_name="drafts")
    published_as = models.OneToOneField(
        Questionnaire, models.PROTECT, null=True, related_name="drafted"
    )
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Correction(ProgrammeOwned):
    """A translation of a published questionnaire that was put right, by whom and why.

    ``holder`` is the code of the dimension or indicator whose text it is, empty for the
    questionnaire's own. Loading the file again lays the newest of each over the file's words.
    """

    wall = Wall(members=None, append_only=True)

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="corrections")
    holder = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "pk"]
