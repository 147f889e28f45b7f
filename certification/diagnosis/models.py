from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certification.editions.models import Participation
from certification.evidence.models import PieceVersion
from migracidades.tenancy.models import GovernmentOwned
from migracidades.tenancy.wall import Wall

PERSON = settings.AUTH_USER_MODEL


class Diagnosis(GovernmentOwned):
    """Step 2 of one government in one edition, pinned to one published questionnaire."""

    wall = Wall()

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("diagnosis", "being filled in")
        SUBMITTED = "submitted", pgettext_lazy("diagnosis", "submitted")
        IN_REVIEW = "in_review", pgettext_lazy("diagnosis", "in review")
        RETURNED = "returned", pgettext_lazy("diagnosis", "returned with requests")
        APPROVED = "approved", pgettext_lazy("diagnosis", "approved by the analysis")
        VALIDATED = "validated", pgettext_lazy("diagnosis", "validated by the coordination")
        CONSENTED = "consented", pgettext_lazy("diagnosis", "concluded")
        LAPSED = "lapsed", pgettext_lazy("diagnosis", "lapsed")

    participation = models.OneToOneField(Participation, models.PROTECT, related_name="diagnosis")
    questionnaire = models.ForeignKey("dimensions.Questionnaire", models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    state_changed_at = models.DateTimeField(default=timezone.now)
    signed_off_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    signed_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")

    def __str__(self) -> str:
        return str(self.participation)


class Standing(models.TextChoices):
    """What kind of reply an answer is."""

    ANSWERED = "answered", _("answered")
    NOT_APPLICABLE = "not_applicable", _("does not apply")
    NO_DATA = "no_data", _("no data")


class Reply(GovernmentOwned):
    """What an answer and each of its revisions hold alike."""

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="%(class)ss")
    indicator = models.ForeignKey("dimensions.Indicator", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.ANSWERED)
    value = models.JSONField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    note = models.TextField(_("detail"), blank=True)
    department = models.CharField(_("answered by (department)"), max_length=150, blank=True)
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Answer(Reply):
    """The current answer to an indicator: the newest of its revisions."""

    wall = Wall()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "diagnosis", "indicator"], name="answer_once"
            )
        ]


class AnswerRevision(Reply):
    """Every answer ever acknowledged. Never changed, never deleted.

    ``inherited_from`` is the revision of an earlier edition that was confirmed by this one.
    """

    wall = Wall(append_only=True)

    save_id = models.UUIDField()
    inherited_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "diagnosis", "save_id"], name="save_once"),
            models.UniqueConstraint(
                fields=["programme", "diagnosis", "indicator", "version"], name="revision_once"
            ),
        ]


class Evidence(GovernmentOwned):
    """A version of a piece put forward as proof of one answer, and where in it to look.

    The version is one of the same government; it and the place never change. Taken away, the row
    stays with the moment, so that what any round was handed in with can be told for ever: see
    ``queries.evidence_of_round``. A newer version takes an older one's place as a row of its own.
    """

    wall = Wall(append_only=True, frozen_except=("removed_at", "removed_by_id"))

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="evidence")
    indicator = models.ForeignKey("dimensions.Indicator", models.PROTECT, related_name="+")
    version = models.ForeignKey(PieceVersion, models.PROTECT, related_name="uses")
    where = models.CharField(_("where to look (page, section)"), max_length=200, blank=True)
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "diagnosis", "indicator", "version"],
                condition=models.Q(removed_at=None),
                name="version_once_an_answer",
            )
        ]


class Round(GovernmentOwned):
    """One submission of a diagnosis and what became of it."""

    wall = Wall()

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    receipt = models.CharField(max_length=20)
    answers_digest = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    copy = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_message = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "diagnosis", "number"], name="round_once")
        ]


class Verdict(GovernmentOwned):
    """What the analysis says of one answer in one round. The government reads it once released."""

    wall = Wall(members={"released": [True]}, across=("decided_by",))

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        ADJUSTED = "adjusted", _("confirmed with another answer")
        REQUESTED = "requested", _("asked of the government")

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="verdicts")
    round = models.ForeignKey(Round, models.PROTECT, related_name="verdicts")
    indicator = models.ForeignKey("dimensions.Indicator", models.PROTECT, related_name="+")
    outcome = models.CharField(_("verdict"), max_length=20, choices=Outcome)
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.ANSWERED)
    value = models.JSONField(_("verified answer"), null=True, blank=True)
    comment = models.TextField(_("comment to the government"), blank=True)
    released = models.BooleanField(default=False)
    decided_by = models.ForeignKey("tenancy.Membership", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "round", "indicator"], name="verdict_once_a_round"
            )
        ]


class Remark(GovernmentOwned):
    """A line of the conversation about one question: the government's people and the analysis."""

    wall = Wall(append_only=True)

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="remarks")
    indicator = models.ForeignKey("dimensions.Indicator", models.PROTECT, related_name="+")
    text = models.TextField(_("message"))
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    from_staff = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=timezone.now)
    send_id = models.UUIDField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "diagnosis", "send_id"], name="remark_once"
            )
        ]


class Part(GovernmentOwned):
    """A department's part of a diagnosis: whole dimensions, single questions, or both, by code.

    ``seat`` answers here; until an invitation to ``email`` is accepted, nobody. Without either the
    department answers on paper or by a guest's link.
    """

    wall = Wall()

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="parts")
    department = models.CharField(_("department"), max_length=150)
    seat = models.ForeignKey("tenancy.Membership", models.PROTECT, null=True, related_name="+")
    email = models.EmailField(_("e-mail"), blank=True, db_default="")
    dimensions = ArrayField(models.CharField(max_length=40), default=list)
    indicators = ArrayField(models.CharField(max_length=40), default=list)
    due = models.DateField(_("answer until"), null=True, blank=True)
    message = models.TextField(_("message to the department"), blank=True)
    assigned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    ready_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    ready_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["department", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "diagnosis", "seat"],
                condition=models.Q(ended_at=None),
                name="part_once_a_seat",
            )
        ]

    def __str__(self) -> str:
        return self.department


class GuestLink(GovernmentOwned):
    """A link that lets whoever holds it suggest answers to some questions, until it expires.

    Only its digest is kept. A guest has no seat and sees nothing but these questions.
    """

    wall = Wall()

    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="guest_links")
    department = models.CharField(_("department"), max_length=150, blank=True)
    indicators = ArrayField(models.CharField(max_length=40))
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]


class Suggestion(GovernmentOwned):
    """What a guest suggests as an answer. It becomes one when somebody with a seat takes it over.

    Never changed: a guest who thinks again suggests again, and the newest of a link stands.
    """

    wall = Wall(append_only=True, frozen_except=("settled_at", "settled_by_id", "taken"))

    link = models.ForeignKey(GuestLink, models.PROTECT, related_name="suggestions")
    diagnosis = models.ForeignKey(Diagnosis, models.PROTECT, related_name="suggestions")
    indicator = models.ForeignKey("dimensions.Indicator", models.PROTECT, related_name="+")
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.ANSWERED)
    value = models.JSONField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    note = models.TextField(_("detail"), blank=True)
    name = models.CharField(_("your name"), max_length=150)
    department = models.CharField(_("department"), max_length=150, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    send_id = models.UUIDField()
    taken = models.BooleanField(null=True)
    settled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "diagnosis", "send_id"], name="suggestion_once"
            )
        ]
