"""What the database tells about work that waits, programme by programme."""

from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from migracidades.ledger.models import MailMessage, OutboxEntry
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter


@dataclass(frozen=True)
class Outbox:
    """The jobs and messages of one programme; ``oldest`` in seconds past the time it was due."""

    programme: str
    pending: int
    parked: int
    oldest: float
    mail_pending: int
    mail_failed: int


def outbox() -> list[Outbox]:
    """One line a programme."""
    return [_of(programme) for programme in Programme.objects.order_by("slug")]


def _of(programme: Programme) -> Outbox:
    now = timezone.now()
    queued, failed = MailMessage.State.QUEUED, MailMessage.State.FAILED
    with enter(programme, side=Side.STAFF):
        jobs = OutboxEntry.objects.filter(state=OutboxEntry.State.PENDING).aggregate(
            number=Count("pk"), due=Min("available_at")
        )
        parked = OutboxEntry.objects.filter(state=OutboxEntry.State.PARKED).count()
        mail = dict(
            MailMessage.objects.filter(state__in=(queued, failed))
            .order_by()
            .values_list("state")
            .annotate(number=Count("pk"))
        )
    oldest = max((now - jobs["due"]).total_seconds(), 0.0) if jobs["due"] else 0.0
    return Outbox(
        programme.slug,
        jobs["number"],
        parked,
        oldest,
        mail.get(queued, 0),
        mail.get(failed, 0),
    )
