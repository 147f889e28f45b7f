"""Mail that came back: the message says so, and so do the seats and invitations of its address."""

import logging
from email.utils import parseaddr

from django.db.models.functions import Now

from migracidades.tenancy.models import Invitation, Membership, Programme
from migracidades.tenancy.scope import Side, enter

from . import notices, outbox
from .models import MailMessage
from .notices import Notice

logger = logging.getLogger(__name__)

SENT, BOUNCED = MailMessage.State.SENT, MailMessage.State.BOUNCED


def take(data: bytes) -> bool:
    """Take one message that arrived at the address mail comes back to.

    ``True`` when it is a server's notice about a message of ours that was sent and is now known to
    have come back. Anything else is left aside with a line in the log: it may be anybody's.
    """
    notice = notices.read(data)
    if notice is None:
        logger.warning("Left aside: no notice of a message of ours that failed.")
        return False
    if any(_taken(programme, notice) for programme in Programme.objects.all()):
        return True
    logger.warning("Left aside: a notice about %s, which was not sent.", notice.message_id)
    return False


def _taken(programme: Programme, notice: Notice) -> bool:
    with enter(programme, side=Side.STAFF):
        sent = MailMessage.objects.select_for_update().filter(pk=notice.message_id, state=SENT)
        message = sent.first()
        if message is None:
            return False
        message.state, message.error = BOUNCED, notice.said
        message.save(update_fields=["state", "error"])
        came_back(message)
        return True


def came_back(message: MailMessage) -> None:
    """Write down beside its address that a message came back; upper rooms hear of it."""
    _mark(message, at=Now())
    outbox.emit("mail.bounced", message_id=message.pk, government_id=message.government_id)


def went_out(message: MailMessage) -> None:
    """A server took a message for its address: what came back before is no longer the newest."""
    _mark(message, at=None)


def _mark(message: MailMessage, *, at: Now | None) -> None:
    address = parseaddr(message.to)[1]
    for found in (
        Membership.objects.filter(user__email__iexact=address, active=True),
        Invitation.objects.filter(email__iexact=address, accepted_at=None, withdrawn_at=None),
    ):
        if at is None:
            found = found.exclude(bounced_at=None)
        found.update(bounced_at=at)
