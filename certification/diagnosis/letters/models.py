from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from migracidades.tenancy.models import GovernmentOwned
from migracidades.tenancy.wall import Wall

PERSON = settings.AUTH_USER_MODEL
# What letters of an earlier version of this site have not.
LATER: Any = {"blank": True, "default": "", "db_default": ""}


class Letter(GovernmentOwned):
    """A formal letter that asks a department for answers on paper: what was asked for, and made."""

    wall = Wall()

    diagnosis = models.ForeignKey("certification.Diagnosis", models.PROTECT, related_name="letters")
    letterhead = models.CharField(_("name of the government on the letter"), max_length=200)
    number = models.CharField(_("number of the letter"), max_length=40, blank=True)
    department = models.CharField(_("department"), max_length=150)
    addressee = models.CharField(_("to whom in the department"), max_length=150, blank=True)
    message = models.TextField(_("a paragraph of your own"), blank=True)
    signer = models.CharField(_("who signs"), max_length=150, **LATER)
    signer_office = models.CharField(_("office of who signs"), max_length=150, **LATER)
    signer_department = models.CharField(_("department of who signs"), max_length=150, **LATER)
    return_name = models.CharField(_("whom to return it to"), max_length=150, **LATER)
    return_email = models.CharField(_("e-mail to return it to"), max_length=254, **LATER)
    return_phone = models.CharField(_("telephone for questions"), max_length=40, **LATER)
    indicators = ArrayField(models.CharField(max_length=40))
    due = models.DateField(_("answer until"), null=True, blank=True)
    language = models.CharField(_("language of the letter"), max_length=10)
    requested_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    send_id = models.UUIDField()
    pdf = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    word = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "diagnosis", "send_id"], name="letter_once"
            )
        ]
