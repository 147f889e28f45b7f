"""What a letter says, as plain values: the PDF and the text document are made of the same."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from certification.editions.calendar import in_both_zones
from migracidades.tenancy.models import Programme

from ..models import Diagnosis
from ..paper.boxes import Chapters, boxes
from ..queries import period_of, with_period
from ..sheet import form_for
from .models import Letter


@dataclass(frozen=True)
class Content:
    """A letter in the language in force, its date and deadline in words.

    ``signed`` and ``back_to`` are lines: who signs in which office, and where the answer goes.
    """

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
    signed: list[str]
    back_to: list[str]
    chapters: Chapters
    demonstration: bool


def content_of(letter: Letter, programme: Programme) -> Content:
    """All that a letter shows; ``letter`` with its ``requested_by`` loaded."""
    diagnosis = with_period(letter.diagnosis_id)
    government, edition = diagnosis.government, diagnosis.participation.edition
    until = _until(letter, diagnosis, programme)
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
        title=_("%(word)s No. %(number)s")
        % {"word": word, "number": numbered(letter.number, written.year)},
        subject=_subject(programme).format(**filled),
        greeting=programme.text("letter.greeting") or _("To whom it may concern,"),
        body=_body(programme).format(**filled),
        until=until,
        closing=programme.text("letter.closing") or _("Yours faithfully,"),
        signed=_signed(letter),
        back_to=_back_to(letter),
        chapters=boxes(form_for(diagnosis), letter.indicators),
        demonstration=settings.DEMO,
    )


def _subject(programme: Programme) -> str:
    own = programme.text("letter.subject")
    return own or _("{programme} diagnosis {year}: questions for your department")


def _body(programme: Programme) -> str:
    return programme.text("letter.body") or _(
        "The government {of} takes part in the {year} edition of {programme} and is answering its"
        " diagnosis. The questions below are about your department. Please answer them by the date"
        " below and return this letter, with the documents that prove the answers."
    )


def numbered(number: str, year: int) -> str:
    """The number of a letter with its year, or a line to write it on."""
    if not number:
        return f"______/{year}"
    return number if str(year) in number else f"{number}/{year}"


def _until(letter: Letter, diagnosis: Diagnosis, programme: Programme) -> str:
    """The end of the day that was asked for, else of the step; with its hour, in both zones."""
    period, government = period_of(diagnosis), diagnosis.government
    if letter.due:
        end = datetime.combine(letter.due, time(23, 59), ZoneInfo(government.time_zone))
    elif period:
        end = period.closes_at
    else:
        return ""
    return in_both_zones(end, government, programme)


def _signed(letter: Letter) -> list[str]:
    """Who signs; letters of an earlier version were signed by whoever asked for them."""
    who = letter.signer or str(letter.requested_by)
    return [one for one in (who, letter.signer_office, letter.signer_department) if one]


def _back_to(letter: Letter) -> list[str]:
    name, address = letter.return_name, letter.return_email
    if not name:
        name, address = str(letter.requested_by), letter.requested_by.email
    return [one for one in (name, address, letter.return_phone) if one]
