"""What staff look at before they decide: the checks of an application, and who leads already."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.editions.models import Edition

from .checking import level_sentence, same_person
from .models import Application
from .queries import places_taken, sitting_leads
from .questionnaire import faults, form_for


@dataclass(frozen=True)
class Check:
    """One thing looked at. ``state``: ``ok``, ``wait`` (worth a look) or ``error``."""

    name: str
    state: str
    note: str


def checks(application: Application) -> list[Check]:
    """The checks of one application, in the order in which staff read them. Two queries."""
    return [
        _level(application),
        _document(application),
        *_questions(application),
        _two_people(application),
        _sitting_lead(application),
        _places(application.edition),
    ]


def _level(application: Application) -> Check:
    government, edition = application.government, application.edition
    if government.level in edition.levels:
        name = edition.programme.level_name(government.level)
        return Check(_("Level"), "ok", _("%(level)s: may apply.") % {"level": name.capitalize()})
    return Check(_("Level"), "error", level_sentence(edition, government))


def _document(application: Application) -> Check:
    if application.document:
        return Check(_("Commitment document"), "ok", _("It is attached. Please look at it."))
    return Check(_("Commitment document"), "error", _("It is missing."))


def _questions(application: Application) -> Iterator[Check]:
    """Nothing where the edition asks no questions."""
    if form_for(application) is None:
        return
    name, missing = _("Questions of the call"), len(faults(application))
    if not missing:
        yield Check(name, "ok", _("All of them are answered."))
        return
    said = ngettext("%(n)s is not answered.", "%(n)s are not answered.", missing)
    yield Check(name, "error", said % {"n": missing})


def _two_people(application: Application) -> Check:
    name = _("Lead and signatory")
    if not same_person(application, "lead", "signatory"):
        return Check(name, "ok", _("Two people."))
    state = "error" if application.edition.separate_signatory else "wait"
    return Check(name, state, _("The same person is named as lead and as signatory."))


def _sitting_lead(application: Application) -> Check:
    name = _("Sitting lead")
    seats = sitting_leads(application.government_id)
    if not seats:
        return Check(name, "ok", _("The government has no lead yet."))
    if any(seat.user.email == application.lead_email for seat in seats):
        return Check(name, "ok", _("The person named as lead holds the seat already."))
    people = ", ".join(str(seat.user) for seat in seats)
    note = _(
        "%(people)s leads now, and somebody else is named. Admitting does not end that seat: it"
        " stays until the new lead or the programme’s team ends it."
    )
    return Check(name, "wait", note % {"people": people})


def _places(edition: Edition) -> Check:
    name, taken = _("Places"), places_taken(edition)
    if edition.quota is None:
        return Check(name, "ok", _("Open call; %(taken)s admitted so far.") % {"taken": taken})
    note = _("%(taken)s of %(quota)s taken.") % {"taken": taken, "quota": edition.quota}
    return Check(name, "ok" if taken < edition.quota else "wait", note)
