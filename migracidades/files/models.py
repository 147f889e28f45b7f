from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from migracidades.tenancy.models import GovernmentOwned, ScopeKey
from migracidades.tenancy.wall import Wall

CHANGES = {
    "scripts": _("Programs inside it were taken out."),
    "actions": _("What acts by itself when it is opened was taken out."),
    "inside": _("Files inside it were taken out: send them by themselves."),
    "media": _("Sound and video were taken out."),
    "place": _("The place where photos in it were taken was removed."),
    "signature": _(
        "It had a digital signature, which the copy kept here does not carry: what was taken out"
        " had been signed too."
    ),
}


class StoredFile(GovernmentOwned):
    """A file as it is kept: its bytes and their hash never change.

    The bytes lie under ``MEDIA_ROOT`` at ``storage_key``, which holds nothing a person typed.
    ``origin`` is there when they are others than those that were sent: name, size and SHA-256 of
    each file that came, so that a person can prove what they sent, and what was taken away.
    ``swept_at`` is when the bytes of one that nobody used were taken off the disk.
    ``personal`` says of evidence whether it was ``read`` (``whole``, in ``part``, ``no``) and how
    much personal data of each kind was ``found``; what was found is kept nowhere.
    """

    wall = Wall(
        public={"purpose": ["seal", "declaration", "blank"]},
        # Several may apply for a government; what one hands in is no affair of the others.
        withheld={"purpose": ["commitment"]},
        own="uploaded_by_id",
        append_only=True,
        frozen_except=("scan", "threat", "scanned_at", "swept_at"),
    )

    class Purpose(models.TextChoices):
        EVIDENCE = "evidence", _("evidence")
        COMMITMENT = "commitment", _("commitment document")
        SIGNATURE = "signature", _("sign-off")
        CERTIFICATE = "certificate", _("course certificate")
        SUBMISSION = "submission", _("copy of a submission")
        LETTER = "letter", _("letter to a department")
        FORM = "form", _("filled-in form")
        BLANK = "blank", _("blank form")
        PROGRESS = "progress", _("evidence of progress")
        SEAL = "seal", _("seal")
        DECLARATION = "declaration", _("declaration")
        REPORT = "report", _("report")
        IMPORT = "import", _("imported table")

    class Scan(models.TextChoices):
        """What the antivirus says."""

        UNSCANNED = "unscanned", _("not scanned for viruses")
        CLEAN = "clean", _("no virus found")
        INFECTED = "infected", _("holds a virus")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    government = ScopeKey(
        "tenancy.Government", models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=150)
    extension = models.CharField(max_length=10)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=200)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("received"), default=timezone.now)
    origin = models.JSONField(null=True)
    scan = models.CharField(
        max_length=10, choices=Scan, default=Scan.UNSCANNED, db_default=Scan.UNSCANNED
    )
    threat = models.CharField(max_length=200, default="", db_default="")
    scanned_at = models.DateTimeField(null=True)
    swept_at = models.DateTimeField(null=True)
    personal = models.JSONField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["programme", "sha256"], name="file_by_hash")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_infected(self) -> bool:
        """Whether nobody may have it: the antivirus found something in it."""
        return self.scan == self.Scan.INFECTED

    @property
    def changes(self) -> list[str]:
        """What was done to the file before it was kept, a sentence each."""
        return [str(CHANGES[one]) for one in (self.origin or {}).get("changes", [])]
