"""The worker draws the filled-in form, in the language of whoever asked for it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from certification.editions.calendar import in_both_zones
from migracidades.files.models import StoredFile
from migracidades.files.storing import store_bytes
from migracidades.kit import pdf
from migracidades.ledger import outbox, speaking
from migracidades.tenancy.models import Programme

from .models import Paper
from .standing import Standing, shown_by

PDF = "application/pdf"


def _give_up(*, paper_id: int, parked: bool, **_payload: Any) -> None:
    if parked:
        Paper.objects.filter(pk=paper_id).update(failed_at=Now())


def _begin_again(*, paper_id: int, **_payload: Any) -> None:
    Paper.objects.filter(pk=paper_id).update(failed_at=None)


@outbox.on(
    "paper.requested", name="diagnosis.paper", queue="render", failed=_give_up, again=_begin_again
)
def make_paper(*, programme: Programme, paper_id: int, **_payload: Any) -> None:
    """Draw and keep a paper in its language, once."""
    paper = Paper.objects.select_related("requested_by").get(pk=paper_id)
    if paper.made_at:
        return
    with speaking(programme, paper.language):
        told = shown_by(paper)
        try:
            data = draw(paper, told, programme)
        except pdf.PangoMissing as line:
            raise outbox.Postponed(str(line)) from line
        paper.file = _keep(paper, told, data)
    paper.made_at, paper.failed_at = Now(), None
    paper.save(update_fields=["file", "made_at", "failed_at"])


def draw(paper: Paper, told: Standing, programme: Programme) -> bytes:
    """The bytes of a paper's PDF, tagged, in the language in force. Needs Pango."""
    html = render_to_string("diagnosis/paper/filled.html", context_of(paper, told))
    return pdf.render(html, identifier=f"{programme.slug}:paper-{paper.digest}".encode())


def context_of(paper: Paper, told: Standing) -> dict[str, Any]:
    """What the paper shows. Nothing else is looked up."""
    government, edition = told.diagnosis.government, told.diagnosis.participation.edition
    entries = [one for _dimension, held in told.chapters for one in held if one.asked]
    return {
        "government": government,
        "edition": edition,
        "form": told.form,
        "chapters": told.chapters,
        "when": in_both_zones(paper.requested_at, government, edition.programme),
        "state": told.diagnosis.get_state_display(),
        "whole": told.whole,
        "done": sum(bool(one.said) for one in entries),
        "total": len(entries),
        "demonstration": settings.DEMO,
    }


def _keep(paper: Paper, told: Standing, data: bytes) -> StoredFile:
    """Keep it under a name that tells several of one year apart."""
    government, edition = told.diagnosis.government, told.diagnosis.participation.edition
    word, moment = _("form"), paper.requested_at.astimezone(ZoneInfo(government.time_zone))
    return store_bytes(
        data,
        f"{word}-{edition.year}-{moment:%Y-%m-%d-%H%M}.pdf",
        PDF,
        purpose=StoredFile.Purpose.FORM,
        user=paper.requested_by,
        government=government,
    )
