"""Judgements about a person and about what a person says of a course."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from migracidades.tenancy.models import Government, Role

EARLIEST = date(2015, 1, 1)
IMPORTING = (Role.ADMINISTRATOR, Role.COORDINATOR)


def date_fault(day: date) -> str:
    """Why nobody can have completed a course on ``day``; nothing when it may be."""
    if day > timezone.localdate():
        return _("This date is in the future. Write the date on the certificate.")
    if day < EARLIEST:
        return _("This date is before %(year)s. Write the date on the certificate.") % {
            "year": EARLIEST.year
        }
    return ""


def governments_of(request: HttpRequest) -> list[Government]:
    """The governments a person holds a seat in, each once."""
    mine = {seat.government_id: seat.government for seat in request.seats if seat.government}
    return sorted(mine.values(), key=lambda one: (one.sort_name, one.code))
