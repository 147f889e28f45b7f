"""What a letter says, as plain values: the PDF and the text document are made of the same."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.tenancy.models import Programme

from ..models import Diagnosis
from ..paper.boxes import Chapters, boxes
from ..queries import period_of, with_period
from ..sheet import form_for
from .models import Letter


@dataclass(frozen=True)
class Content:
    """A letter in the language in force, its date and deadline in words."""

    letter: Letter
    programme_name: str
    year: int
    place_and_date: str
    title: str
    subject: str
    greeting: str
    body: str
    until: str
    closing: str
    signer: str
    chapters: Chapters
    demonstration: bool


def content_of(letter: Letter, programme: Programme) -> Content:
    """All that a letter shows; ``letter`` with its ``requested_by`` loaded."""
    diagnosis = with_period(letter.diagnosis_id)
    government, edition = diagnosis.government, diagnosis.participation.edition
    until = _until(letter, diagnosis)
    filled = {
        "of": programme.called(government),
        "programme": programme.name,
        "year": edition.year,
        "until": until,
    }
    written = letter.requested_at.astimezone(ZoneInfo(government.time_zone))
    word = programme.text("letter.word") or _("Letter")
    return Content(
        letter=letter,
        programme_name=programme.name,
        year=edition.year,
        place_and_date=_("%(place)s, %(day)s")
        % {
            "place": government.seat_name or government.name,
            "day": formats.date_format(written, "DATE_FORMAT"),
        },
        title=_("%(word)s No. %(number)s") % {"word": word, "number": letter.number or "________"},
        subject=_subject(programme).format(**filled),
        greeting=programme.text("letter.greeting") or _("To whom it may concern,"),
        body=_body(programme).format(**filled),
        until=until,
        closing=programme.text("letter.closing") or _("Yours faithfully,"),
        signer=str(_signer(letter.requested_by)),
        chapters=boxes(form_for(diagnosis), letter.indicators),
        demonstration=settings.DEMO,
    )


def _subject(programme: Programme) -> str:
    own = programme.text("letter.subject")
    return own or _("{programme} diagnosis {year}: questions for your department")


def _body(programme: Programme) -> str:
    return programme.text("letter.body") or _(
        "The government {of} takes part in the {year} edition of {programme} and is answering its"
        " diagnosis. The questions below are about your department. Please answer them by {until}"
        " and return this letter, with the documents that prove the answers, to whoever signs it."
    )


def _until(letter: Letter, diagnosis: Diagnosis) -> str:
    """The day that was asked for, else the end of the step, where the government is."""
    if letter.due:
        return formats.date_format(letter.due, "DATE_FORMAT")
    period = period_of(diagnosis)
    if period is None:
        return ""
    zone = ZoneInfo(diagnosis.government.time_zone)
    return formats.date_format(period.closes_at.astimezone(zone), "DATE_FORMAT")


def _signer(person: User) -> str:
    return person.full_name or person.email
