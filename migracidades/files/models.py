from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from migracidades.tenancy.models import GovernmentOwned, ScopeKey
from migracidades.tenancy.wall import Wall


class StoredFile(GovernmentOwned):
    """A file as it was received or made: its bytes and their hash never change.

    The bytes lie under ``MEDIA_ROOT`` at ``storage_key``, which holds nothing a person typed.
    """

    wall = Wall(
        public={"purpose": ["seal", "declaration"]},
        # Several may apply for a government; what one hands in is no affair of the others.
        withheld={"purpose": ["commitment"]},
        own="uploaded_by_id",
        append_only=True,
    )

    class Purpose(models.TextChoices):
        EVIDENCE = "evidence", _("evidence")
        COMMITMENT = "commitment", _("commitment document")
        SIGNATURE = "signature", _("sign-off")
        CERTIFICATE = "certificate", _("course certificate")
        PROGRESS = "progress", _("evidence of progress")
        SEAL = "seal", _("seal")
        DECLARATION = "declaration", _("declaration")
        REPORT = "report", _("report")
        IMPORT = "import", _("imported table")

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

    class Meta:
        ordering = ["-uploaded_at", "id"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["programme", "sha256"], name="file_by_hash")]

    def __str__(self) -> str:
        return self.name
