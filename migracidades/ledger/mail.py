"""How a message is written to somebody: in their language, once per need, kept where staff see it.

The message is a row in the verb's transaction; the worker sends it by SMTP, or keeps it when no
server is set. A handler killed between sending and committing sends again under the same
``Message-ID``.
"""

import re
from smtplib import SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db.models.functions import Now
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.tenancy import domains
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import required

from . import audit, bounces, outbox, parked
from .models import MailMessage
from .voice import language_for

_GAP = re.compile(r"\n\s*\n")
_SPECIAL = re.compile(r'(["\\])')
SMTP = "django.core.mail.backends.smtp.EmailBackend"
QUEUED, SENT = MailMessage.State.QUEUED, MailMessage.State.SENT
KEPT, FAILED = MailMessage.State.KEPT, MailMessage.State.FAILED
BOUNCED = MailMessage.State.BOUNCED
HANDLER = "ledger.mail"


def absolute(path: str) -> str:
    """The whole address of a path that ``reverse`` made, at its programme's own domain if any."""
    return f"{domains.origin()}{path}"


def send(
    kind: str,
    *,
    to: User | str,
    context: dict[str, Any],
    need: str = "",
    language: str | None = None,
    government: Any = None,
) -> MailMessage:
    """Write the message ``templates/mail/<kind>`` to a person or an address, and queue it.

    Its texts are ``<kind>.subject.txt`` and ``<kind>.txt``, and ``<kind>.html`` when there is one.
    ``language`` goes before the person's own, which goes before the programme's. The same ``need``
    is mailed once per programme, however often it is asked. Raises ``Refused`` for an address or a
    name that is none, ``TemplateDoesNotExist`` for an unknown kind.
    """
    programme = Programme.objects.get(pk=required().programme_id)
    spoken = language_for(programme, language or getattr(to, "language", None))
    with translation.override(spoken):
        written = _write(kind, {"programme": programme, "to": to, **context})
    return queue(
        MailMessage(
            kind=kind,
            need=need,
            to=address_of(to),
            language=spoken,
            government_id=getattr(government, "pk", government),
            **written,
        )
    )


def queue(message: MailMessage) -> MailMessage:
    """Keep a written message and let the worker send it, unless its need was met before."""
    # Whoever writes may not read, so the database decides in silence and the handler finds out.
    MailMessage.objects.bulk_create([message], ignore_conflicts=True)
    outbox.emit("mail.queued", message_id=message.pk, government_id=message.government_id)
    return message


def address_of(to: User | str) -> str:
    """``Name <address>`` as a header holds it. Raises ``Refused``, for a line break as well."""
    name, address = (to.full_name, to.email) if isinstance(to, User) else ("", to)
    if any(mark in name + address for mark in "\r\n"):
        raise Refused(_("A name or an e-mail address cannot contain a line break."))
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": address}) from None
    quoted = _SPECIAL.sub(r"\\\1", name)
    return f'"{quoted}" <{address}>' if name else address


def _write(kind: str, context: dict[str, Any]) -> dict[str, str]:
    context = _common() | context
    subject = " ".join(_render(f"mail/{kind}.subject.txt", context).split())
    text = _GAP.sub("\n\n", _render(f"mail/{kind}.txt", context).strip()) + "\n"
    context |= {"subject": subject, "text": text}
    return {"subject": subject[:300], "text": text, "html": _html(kind, context)}


def _common() -> dict[str, Any]:
    return {"demo": settings.DEMO}


def _html(kind: str, context: dict[str, Any]) -> str:
    try:
        return _render(f"mail/{kind}.html", context, escape=True)
    except TemplateDoesNotExist:
        return _render("mail/base.html", context, escape=True)


def _render(name: str, context: dict[str, Any], *, escape: bool = False) -> str:
    # Plain text is not markup: a name keeps its apostrophe.
    return get_template(name).template.render(Context(context, autoescape=escape))


def _note(*, message_id: str, error: str, parked: bool, **_payload: Any) -> None:
    message = MailMessage.objects.get(pk=message_id)
    message.attempts += 1
    message.error = error
    message.state = FAILED if parked else QUEUED
    message.save(update_fields=["attempts", "error", "state"])


def _wait_again(*, message_id: str, **_payload: Any) -> None:
    MailMessage.objects.filter(pk=message_id, state=FAILED).update(state=QUEUED)


@outbox.on("mail.queued", name=HANDLER, failed=_note, again=_wait_again)
def deliver(*, message_id: str, **_payload: Any) -> None:
    """Send a queued message, or keep it. Raises what the SMTP server raised, to try again."""
    waiting = MailMessage.objects.select_for_update().filter(pk=message_id, state=QUEUED)
    message = waiting.first()
    if message is None:  # sent already, or its need had been met
        return
    if settings.EMAIL_HOST:
        _send_by_smtp(message)
    else:
        message.state = KEPT
    message.save(update_fields=["state", "sent_at", "attempts", "error", "text", "html"])


def _said(error: SMTPRecipientsRefused) -> str:
    """What the server answered: "550 No such user here"."""
    return "; ".join(
        f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
        for code, said in error.recipients.values()
    )


def _send_by_smtp(message: MailMessage) -> None:
    message.attempts += 1
    try:
        as_email(message).send()
    except SMTPRecipientsRefused as error:
        if any(code < 500 for code, _answer in error.recipients.values()):
            raise
        message.state, message.error = BOUNCED, _said(error)
        bounces.came_back(message)
    else:
        message.state, message.sent_at, message.error = SENT, Now(), ""
        bounces.went_out(message)
        if message.secret:
            message.text = message.html = ""


def as_email(message: MailMessage) -> EmailMultiAlternatives:
    """The message as it goes out: text and HTML, in its language, with an identity that stays."""
    host = urlsplit(domains.origin()).hostname
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=_envelope(message),
        to=[message.to],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{message.pk}@{host}>",
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
        connection=get_connection(SMTP),
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    return email


def _envelope(message: MailMessage) -> str:
    """Whom the servers on the way write to when they cannot deliver it."""
    local, _at, host = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{message.pk.hex}@{host}" if host else settings.DEFAULT_FROM_EMAIL


def send_again(message_id: UUID, *, actor: Any = None) -> bool:
    """Queue a message that did not arrive once more. ``False`` when it is none such.

    The job that was given up for it, if there is one, is the job that is started anew.
    """
    message = MailMessage.objects.filter(pk=message_id, state__in=(FAILED, BOUNCED)).first()
    if message is None or (message.secret and not message.text):
        return False
    jobs = parked.parked(handler=HANDLER, payload__message_id=str(message_id))
    if not parked.retry(jobs, actor=actor):
        outbox.emit("mail.queued", message_id=message_id, government_id=message.government_id)
    MailMessage.objects.filter(pk=message_id).update(state=QUEUED, error="")
    audit.record("mail.send_again", message, actor=actor)
    return True


def send_all_again(*, actor: Any = None) -> int:
    """The same for every message that failed, the oldest first. Returns how many.

    Those that the recipient's server refused are left: it would refuse them again.
    """
    failed = MailMessage.objects.filter(state=FAILED).order_by("created_at")
    keys = list(failed.values_list("pk", flat=True)[: parked.AT_ONCE])
    return sum(send_again(pk, actor=actor) for pk in keys)
