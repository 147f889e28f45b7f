"""What a government can prove, kept once: a piece, and its versions. What a version proves in a
diagnosis is ``certification.diagnosis.models.Evidence``.

A piece belongs to its government and outlives editions. All that is said of it stands in its
versions, and a version never changes: whoever points at one (an answer of a submitted round, a
receipt, a printed copy, an analyst's verdict) sees for ever what was there. A newer file, another
address and a corrected title alike are the next version.
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from migracidades.tenancy.models import GovernmentOwned
from migracidades.tenancy.proofs import PROOFS
from migracidades.tenancy.wall import Wall

PERSON = settings.AUTH_USER_MODEL


class Piece(GovernmentOwned):
    """One thing that proves: a law, a report, a photograph, a page. Its newest version counts.

    It has at least one version. Withdrawn, it is offered no more; what was handed in with it keeps
    it.
    """

    wall = Wall()

    made_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("pieces of evidence")


class PieceVersion(GovernmentOwned):
    """A piece as it was from one moment on: a file or a link, never both. Never changed or deleted.

    Numbers count from 1 without a gap. Two versions with the same file and link differ in what is
    said of them. The bytes' SHA-256 is the file's.
    """

    wall = Wall(append_only=True)

    piece = models.ForeignKey(Piece, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind of proof"), max_length=20, choices=[*PROOFS.items()])
    title = models.CharField(_("title"), max_length=200)
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    dated = models.DateField(_("date of the document"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["piece", "number"]
        verbose_name = _("version of a piece of evidence")
        verbose_name_plural = _("versions of pieces of evidence")
        constraints = [
            models.UniqueConstraint(fields=["programme", "piece", "number"], name="version_once"),
            models.CheckConstraint(
                condition=models.Q(file=None) ^ models.Q(link=""), name="version_file_or_link"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lost(self) -> bool:
        """Whether its link was seen to prove nothing any more. Asks for its last visit."""
        visit = getattr(self, "visit", None)
        return visit is not None and visit.lost


class LinkVisit(GovernmentOwned):
    """What became of a version's link when it was last visited: one row a version.

    ``since`` is when it came to be in its ``state``; ``failures`` how often in a row it was not
    there. ``mark`` is what it is known again by, as it was at the first visit or when somebody said
    that it is right; ``found`` what was there instead at the last one. ``told_at`` is when those
    who lead were told that it is lost.
    """

    wall = Wall()

    class State(models.TextChoices):
        ALIVE = "alive", _("opens")
        UNCHECKED = "unchecked", _("could not be looked into from here")
        SHAKY = "shaky", _("did not open the last time")
        DEAD = "dead", _("no longer opens")
        CHANGED = "changed", _("leads to something else now")

    version = models.OneToOneField(PieceVersion, models.PROTECT, related_name="visit")
    state = models.CharField(_("state"), max_length=10, choices=State)
    since = models.DateTimeField(default=timezone.now)
    visited_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    mark = models.CharField(max_length=200, blank=True)
    found = models.CharField(max_length=200, blank=True, default="", db_default="")
    # Of what was lost before this was written down, people have been told.
    told_at = models.DateTimeField(null=True, default=None, db_default=Now())

    class Meta:
        ordering = ["id"]

    @property
    def lost(self) -> bool:
        """Whether the link proves nothing any more."""
        return self.state in LOST


LOST = (LinkVisit.State.DEAD, LinkVisit.State.CHANGED)
