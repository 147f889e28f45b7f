import re
from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from migracidades.tenancy.models import GovernmentOwned, ScopeKey
from migracidades.tenancy.wall import ALL, Wall

# Every side writes here and most may not read back, so keys are made in Python: an INSERT that
# returns anything would need the right to read it.

ADDRESS = re.compile(r"[^\s<>\"'(),:;]+@[^\s<>\"'(),:;]+")
# The kind of message that opens an account: codes, links to a new password.
ACCOUNT = "account"


class OutboxEntry(GovernmentOwned):
    """One event for one handler, written in the transaction of the verb that caused it."""

    wall = Wall(members=None, insert_any=True)

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        DONE = "done", _("done")
        PARKED = "parked", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    government = ScopeKey(
        "tenancy.Government", models.PROTECT, related_name="+", null=True, blank=True
    )
    topic = models.CharField(max_length=100)
    handler = models.CharField(max_length=100)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(
                fields=["programme", "available_at"],
                condition=models.Q(state="pending"),
                name="outbox_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler} ({self.topic})"


class AuditEntry(GovernmentOwned):
    """One decision: who did what to which object, and why. Holds ids, never personal values.

    ``number``, ``previous_digest`` and ``digest`` chain the committed entries of a programme;
    a task fills them in.
    """

    wall = Wall(
        members=ALL,
        insert_any=True,
        append_only=True,
        frozen_except=("number", "previous_digest", "digest"),
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    government = ScopeKey(
        "tenancy.Government", models.PROTECT, related_name="+", null=True, blank=True
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_role = models.CharField(max_length=100, blank=True)
    act = models.CharField(max_length=100)
    object_label = models.CharField(max_length=100, blank=True)
    object_id = models.TextField(blank=True)
    fields = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    number = models.PositiveBigIntegerField(null=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="audit_number_once")
        ]
        indexes = [
            models.Index(fields=["programme", "at"], name="audit_by_time"),
            models.Index(fields=["programme", "object_label", "object_id"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.object_label} {self.object_id}".strip()


class MailMessage(GovernmentOwned):
    """An e-mail as it was written, and what became of it."""

    wall = Wall(members=None, insert_any=True)

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        KEPT = "kept", _("kept here, not sent")
        FAILED = "failed", _("failed")
        BOUNCED = "bounced", _("refused by its server")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    government = ScopeKey(
        "tenancy.Government", models.PROTECT, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=100)
    need = models.CharField(max_length=200, blank=True)
    to = models.CharField(_("to"), max_length=500)
    language = models.CharField(max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField()
    html = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "need"],
                condition=~models.Q(need=""),
                name="mail_need_once",
            )
        ]
        indexes = [models.Index(fields=["programme", "-created_at"], name="mail_by_time")]

    def __str__(self) -> str:
        return self.subject

    @property
    def masked_to(self) -> str:
        """Its address as a list shows it: enough to tell people apart, not enough to write to."""
        return hinted(parseaddr(self.to)[1]) or "…"

    @property
    def why(self) -> str:
        """What the mail server said last, as a list shows it: short, with addresses hinted at."""
        return Truncator(ADDRESS.sub(lambda found: hinted(found[0]), self.error)).chars(160)

    @property
    def again(self) -> bool:
        """Whether it did not arrive and may be sent once more."""
        return self.state in (self.State.FAILED, self.State.BOUNCED)

    @property
    def secret(self) -> bool:
        """Whether its text is for nobody but the person it is addressed to."""
        return self.kind == ACCOUNT


def hinted(address: str) -> str:
    """An address of which enough is left to tell people apart, and too little to write to."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:2]}…@{domain}" if local else ""


class Pulse(models.Model):
    """Something that keeps happening outside requests: when last, how often, how long in all.

    Of the installation, not of a programme: the beat's ticks, each queue's worker, each handler.
    """

    name = models.CharField(max_length=110, primary_key=True)
    at = models.DateTimeField()
    times = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return self.name
