"""The blank form of an edition: the whole questionnaire to be read and filled in by hand.

Nobody has to ask for it: the beat looks whether each language has the form as it is asked now, and
the worker draws what is missing. Levels of government that are asked the same share one.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from certification.editions.models import Edition
from certification.editions.queries import current_edition
from dimensions.form import Form
from dimensions.scoring import digest
from migracidades.files.models import StoredFile
from migracidades.files.storing import store_bytes
from migracidades.kit import pdf
from migracidades.ledger import outbox, speaking
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter

from ..sheet import form_asked
from .boxes import boxes
from .models import BlankForm
from .standing import LAYOUT

PDF = "application/pdf"


@dataclass(frozen=True)
class Variant:
    """What an edition asks of some levels of government, all alike."""

    edition: Edition
    levels: tuple[str, ...]
    form: Form

    def digest(self, language: str) -> str:
        """That of all that its paper shows in a language."""
        asked = self.edition.questionnaire
        words = [asked.checksum, asked.texts_checksum] if asked else []
        told = {"levels": self.levels, "questions": [*self.form.by_code], "words": words}
        return digest({"layout": LAYOUT, "language": language, **told})

    @property
    def languages(self) -> list[str]:
        """Those of the programme in which its questions are written."""
        written = self.edition.questionnaire.languages if self.edition.questionnaire else ()
        return [one for one in self.edition.programme.languages if one in written]

    @property
    def names(self) -> list[str]:
        """Its levels as people call them."""
        return [self.edition.programme.level_name(one) for one in self.levels]


def variants(edition: Edition) -> list[Variant]:
    """What an edition asks, by who is asked the same; nothing without a questionnaire."""
    if edition.questionnaire is None:
        return []
    alike: dict[tuple[str, ...], tuple[list[str], Form]] = {}
    for level in edition.levels:
        form = form_asked(edition.questionnaire, edition, level)
        alike.setdefault(tuple(form.by_code), ([], form))[0].append(level)
    return [Variant(edition, tuple(levels), form) for levels, form in alike.values()]


def blank_forms(edition: Edition) -> list[tuple[Variant, list[tuple[str, BlankForm | None]]]]:
    """Each variant with its form in each language, none while it is being drawn. One query."""
    drawn = BlankForm.objects.filter(edition=edition).exclude(made_at=None).select_related("file")
    found = {one.digest: one for one in drawn}
    return [
        (one, [(language, found.get(one.digest(language))) for language in one.languages])
        for one in variants(edition)
    ]


def ask_for_blank_forms(programme: Programme) -> int:
    """Ask for what the current edition's forms lack; returns how many."""
    with enter(programme, side=Side.STAFF):
        edition = current_edition()
        return sum(
            _asked_for(one, language)
            for one in (variants(edition) if edition else ())
            for language in one.languages
        )


def _asked_for(told: Variant, language: str) -> bool:
    form, made = BlankForm.objects.get_or_create(
        edition=told.edition,
        digest=told.digest(language),
        defaults={"levels": [*told.levels], "language": language, "requested_at": Now()},
    )
    if made:
        outbox.emit("blank_form.requested", blank_form_id=form.pk)
    return made


@outbox.on("blank_form.requested", name="diagnosis.blank_form", queue="render")
def make_blank_form(*, programme: Programme, blank_form_id: int, **_payload: Any) -> None:
    """Draw and keep a blank form in its language, once; not if it is asked otherwise by now."""
    found = BlankForm.objects.select_related("edition__programme", "edition__questionnaire")
    form = found.get(pk=blank_form_id)
    told = {one.digest(form.language): one for one in variants(form.edition)}.get(form.digest)
    if form.made_at or told is None:
        return
    with speaking(programme, form.language):
        try:
            data = draw(told, programme)
        except pdf.PangoMissing as line:
            raise outbox.Postponed(str(line)) from line
        parts = [_("form"), str(form.edition.year), *told.names, form.language]
        name = f"{slugify(' '.join(parts))}.pdf"
        form.file = store_bytes(data, name, PDF, purpose=StoredFile.Purpose.BLANK)
    form.made_at = Now()
    form.save(update_fields=["file", "made_at"])


def draw(told: Variant, programme: Programme) -> bytes:
    """The bytes of a blank form's PDF, tagged, in the language in force. Needs Pango."""
    context = {
        "edition": told.edition,
        "levels": told.names,
        "form": told.form,
        "chapters": boxes(told.form, told.form.by_code),
        "demonstration": settings.DEMO,
    }
    html = render_to_string("diagnosis/paper/blank.html", context)
    identity = f"{programme.slug}:form-{told.edition.year}-{'-'.join(told.levels)}"
    return pdf.render(html, identifier=identity.encode())
