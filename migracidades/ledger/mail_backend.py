"""Django's ``EMAIL_BACKEND``: what libraries send (codes, new passwords) waits in line too.

So no request hangs on a mail server, and a demonstration shows these messages like all others.
"""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from . import mail
from .models import ACCOUNT, MailMessage


class LedgerBackend(BaseEmailBackend):
    """Queues each message once per recipient. Raises ``ScopeError`` outside a programme."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                mail.queue(_as_row(message, address))
        return len(email_messages)


def _as_row(message: EmailMessage, address: str) -> MailMessage:
    alternatives = getattr(message, "alternatives", [])
    html = next((one.content for one in alternatives if one.mimetype == "text/html"), "")
    return MailMessage(
        kind=ACCOUNT,
        to=address,
        language=get_language() or "",
        subject=" ".join(message.subject.split())[:300],
        text=str(message.body),
        html=html,
    )
