"""Next year's edition as a copy of this one: rules as they are, calendar a year later, a draft."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from migracidades.accounts.models import User
from migracidades.kit.errors import Refused
from migracidades.ledger import audit
from migracidades.tenancy.rules import RULING

from .models import Edition, Window

# What belongs to one year alone; everything else is a rule and comes along.
OF_ITS_YEAR = {"id", "programme", "year", "published", "figures", "course_by", "ceremony_on"}
SATURDAY, WEEK = 5, 7


@transaction.atomic
def clone(edition: Edition, year: int, *, actor: User, roles: Iterable[str]) -> Edition:
    """Make the edition of ``year`` after another: unpublished, with its rules and its calendar.

    Raises ``PermissionDenied`` for who may not, ``Refused`` when there is an edition of that year.
    """
    if not set(roles) & set(RULING):
        raise PermissionDenied
    if Edition.objects.filter(year=year).exists():
        raise Refused(_("There is an edition of %(year)s already.") % {"year": year})
    rules = {
        field.attname: getattr(edition, field.attname)
        for field in Edition._meta.concrete_fields
        if field.name not in OF_ITS_YEAR
    }
    zone = ZoneInfo(edition.programme.time_zone)
    later = year - edition.year
    made = Edition.objects.create(
        year=year,
        course_by=edition.course_by and shifted(edition.course_by, later, zone),
        ceremony_on=edition.ceremony_on and workday(edition.ceremony_on, later),
        **rules,
    )
    Window.objects.bulk_create(windows_of(edition, made, later))
    audit.record("edition.clone", made, actor=actor, fields={"from": edition.pk, "year": year})
    return made


def windows_of(edition: Edition, made: Edition, years: int) -> list[Window]:
    """The calendar of an edition so many years later, as windows of ``made``."""
    zone = ZoneInfo(edition.programme.time_zone)
    return [
        Window(
            edition=made,
            step=one.step,
            opens_at=shifted(one.opens_at, years, zone),
            closes_at=shifted(one.closes_at, years, zone),
        )
        for one in Window.objects.filter(edition=edition)
    ]


def shifted(moment: datetime, years: int, zone: ZoneInfo) -> datetime:
    """An instant some years later, at the same hour in ``zone``, on a ``workday``."""
    local = moment.astimezone(zone)
    return datetime.combine(workday(local.date(), years), local.time(), zone)


def workday(day: date, years: int) -> date:
    """The same weekday closest to a date some years later; from a weekend on to Monday."""
    later = _same_date(day, day.year + years)
    ahead = (day.weekday() - later.weekday()) % WEEK
    near = later + timedelta(days=ahead - WEEK if ahead > WEEK // 2 else ahead)
    return near + timedelta(days=WEEK - near.weekday()) if near.weekday() >= SATURDAY else near


def _same_date(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # the 29th of February
        return day.replace(year=year, day=28)
