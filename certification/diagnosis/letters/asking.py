"""A letter is asked for by whoever leads; the worker makes it, as a PDF and as a text document."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dimensions.form import Indicator
from migracidades.accounts.models import User
from migracidades.files.guarding import judge_of
from migracidades.files.models import StoredFile
from migracidades.files.storing import store_bytes
from migracidades.kit import pdf
from migracidades.kit.errors import Refused
from migracidades.ledger import audit, outbox, speaking
from migracidades.tenancy.http import Request
from migracidades.tenancy.models import Programme
from migracidades.tenancy.rules import roles_of

from .. import rules
from ..models import Diagnosis
from .content import Content, content_of
from .models import Letter
from .word import DOCX, document

PDF = "application/pdf"


@judge_of(StoredFile.Purpose.LETTER)
def is_shown(request: Request, _stored: StoredFile) -> bool:
    """Whether the person at a desk may have a letter: who leads, as on the page that lists them."""
    return rules.may_assign(roles_of(request))


def ask_for_letter(
    diagnosis: Diagnosis,
    *,
    indicators: Sequence[Indicator],
    actor: User,
    roles: Iterable[str],
    send_id: UUID,
    **told: Any,
) -> Letter:
    """Ask for a letter to a department; the same ``send_id`` twice is one letter.

    ``told`` are the fields of ``Letter`` that a person writes. Raises ``PermissionDenied`` for who
    does not lead, ``Refused`` without a question.
    """
    rules.demand(rules.may_assign(roles))
    if not indicators:
        raise Refused(_("Choose at least one question."))
    letter, made = Letter.objects.get_or_create(
        diagnosis=diagnosis,
        send_id=send_id,
        defaults={
            "government_id": diagnosis.government_id,
            "indicators": [one.code for one in indicators],
            "requested_by": actor,
            "requested_at": Now(),
            **told,
        },
    )
    if made:
        audit.record("letter.request", letter, actor=actor, fields={"questions": letter.indicators})
        _have_made(letter)
    return letter


def ask_again(letter: Letter, *, roles: Iterable[str]) -> None:
    """Have a letter that could not be made tried once more; a second click does nothing.

    Raises ``PermissionDenied`` for who does not lead.
    """
    rules.demand(rules.may_assign(roles))
    failed = Letter.objects.filter(pk=letter.pk, made_at=None, failed_at__isnull=False)
    if failed.update(failed_at=None):
        _have_made(letter)


def _have_made(letter: Letter) -> None:
    ids = {"letter_id": letter.pk, "government_id": letter.government_id}
    outbox.emit("letter.requested", **ids)


def _give_up(*, letter_id: int, parked: bool, **_payload: Any) -> None:
    if parked:
        Letter.objects.filter(pk=letter_id).update(failed_at=Now())


def _begin_again(*, letter_id: int, **_payload: Any) -> None:
    Letter.objects.filter(pk=letter_id).update(failed_at=None)


@outbox.on(
    "letter.requested",
    name="diagnosis.letter",
    queue="render",
    failed=_give_up,
    again=_begin_again,
)
def make_letter(*, programme: Programme, letter_id: int, **_payload: Any) -> None:
    """Draw and write a letter in its language, once, and keep both."""
    letter = Letter.objects.select_related("requested_by").get(pk=letter_id)
    if letter.made_at:
        return
    with speaking(programme, letter.language):
        said = content_of(letter, programme)
        try:
            drawn = draw(said, programme)
        except pdf.PangoMissing as line:
            raise outbox.Postponed(str(line)) from line
        letter.pdf = _keep(letter, drawn, "pdf", PDF)
        letter.word = _keep(letter, document(said), "docx", DOCX)
    letter.made_at, letter.failed_at = Now(), None
    letter.save(update_fields=["pdf", "word", "made_at", "failed_at"])


def draw(said: Content, programme: Programme) -> bytes:
    """The bytes of a letter's PDF, tagged, in the language in force. Needs Pango."""
    html = render_to_string("diagnosis/letters/paper.html", {"said": said})
    return pdf.render(html, identifier=f"{programme.slug}:letter-{said.letter.pk}".encode())


def _keep(letter: Letter, data: bytes, extension: str, content_type: str) -> StoredFile:
    word = _("letter")
    return store_bytes(
        data,
        f"{word}-{letter.department[:80]}.{extension}",
        content_type,
        purpose=StoredFile.Purpose.LETTER,
        user=letter.requested_by,
        government=letter.government_id,
    )
