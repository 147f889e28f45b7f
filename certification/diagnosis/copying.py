"""The copy of a submission: every answer as it was handed in, drawn once and kept with its hash.

Answers and evidence may change later, after a return; the copy is made from what never does, the
revisions and the uses of evidence of that moment, however long the worker took.
"""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from certification.editions.calendar import in_both_zones
from migracidades.files.guarding import judge_of
from migracidades.files.models import StoredFile
from migracidades.files.storing import store_bytes
from migracidades.kit import pdf
from migracidades.ledger import outbox
from migracidades.tenancy.http import Request
from migracidades.tenancy.models import Programme
from migracidades.tenancy.rules import roles_of

from . import rules
from .models import AnswerRevision, Round
from .paper.content import chapters_of
from .queries import evidence_of_round
from .sheet import form_for
from .signoff import digest_of

PDF = "application/pdf"
WITH = (
    *("government", "submitted_by", "diagnosis__government", "diagnosis__questionnaire__programme"),
    "diagnosis__participation__edition__programme",
)


@judge_of(StoredFile.Purpose.SUBMISSION)
def is_shown(request: Request, _stored: StoredFile | None = None) -> bool:
    """Whether the person at a desk may have a copy: whoever answers a part sees no other."""
    return rules.sees_all(roles_of(request))


@outbox.on("diagnosis.submitted", name="diagnosis.copy", queue="render")
def keep_copy(*, programme: Programme, round_id: int, **_payload: Any) -> None:
    """Draw and keep the copy of a round, once, in the programme's language."""
    handed_in = Round.objects.select_related(*WITH).get(pk=round_id)
    if handed_in.copy_id:
        return
    try:
        data = draw(handed_in, programme)
    except pdf.PangoMissing as line:
        raise outbox.Postponed(str(line)) from line
    year = handed_in.diagnosis.participation.edition.year
    handed_in.copy = store_bytes(
        data,
        f"{_('diagnosis')}-{year}-{handed_in.receipt}.pdf",
        PDF,
        purpose=StoredFile.Purpose.SUBMISSION,
        government=handed_in.government_id,
    )
    handed_in.save(update_fields=["copy"])


def draw(handed_in: Round, programme: Programme) -> bytes:
    """The bytes of a round's copy in the language in force. Needs Pango."""
    html = render_to_string("diagnosis/paper/copy.html", context_of(handed_in))
    return pdf.render(html, identifier=f"{programme.slug}:{handed_in.receipt}".encode())


def context_of(handed_in: Round) -> dict[str, Any]:
    """What the copy shows. ``handed_in`` is loaded ``WITH``."""
    diagnosis = handed_in.diagnosis
    edition = diagnosis.participation.edition
    return {
        "round": handed_in,
        "government": handed_in.government,
        "edition": edition,
        "form": form_for(diagnosis),
        "chapters": chapters_of(
            form_for(diagnosis), answers_of_round(handed_in), evidence_of_round(handed_in)
        ),
        "when": in_both_zones(handed_in.submitted_at, handed_in.government, edition.programme),
        "demonstration": settings.DEMO,
    }


def answers_of_round(handed_in: Round) -> list[AnswerRevision]:
    """The answers of a round, for ever the same. One query.

    Exact, because a save and a submission wait for one another. Raises ``ValueError`` when they
    are not those of the round's fingerprint.
    """
    then = AnswerRevision.objects.filter(
        diagnosis=handed_in.diagnosis_id, saved_at__lte=handed_in.submitted_at
    )
    newest = then.order_by("indicator_id", "-version").distinct("indicator_id")
    answers = list(newest.select_related("author"))
    if digest_of(answers) != handed_in.answers_digest:
        raise ValueError(f"The answers kept are not those of the receipt {handed_in.receipt}.")
    return answers
