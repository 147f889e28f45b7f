"""The edition that runs in the demonstration, and the invented governments that take part."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from certification.editions.models import Edition, Window
from certification.governments.figure_tables import Told, write
from certification.governments.registering import register
from dimensions.models import Questionnaire
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter
from training.models import Course

from .source import read

_OPENING, _CLOSING = time(0, 0), time(23, 59, 59)
_COPIED = (
    *("levels", "minimum_priorities", "maximum_priorities"),
    *("course_required_of", "signatories"),
)


def seed_present(programme: Programme) -> Edition:
    """The running edition, made now for this year unless there is one; and its governments."""
    with enter(programme, side=Side.STAFF):
        stories, source = read(programme.slug, "stories"), read(programme.slug, "words")
        invented = (_registered(one["government"]) for one in stories)
        register(invented, source=source["registered"])
        write(_figures(stories, source["figures"]))
        running = Edition.objects.filter(windows__isnull=False).order_by("-year").first()
        return running or _edition(programme, read(programme.slug, "edition"))


def _registered(government: dict[str, Any]) -> dict[str, Any]:
    return {"level": "municipality", "seat_name": government["name"]} | government


def _figures(stories: list[dict[str, Any]], source: dict[str, str]) -> Iterator[Told]:
    """What could be known of the invented governments, as of last year."""
    year = timezone.localdate().year - 1
    for one in stories:
        code = one["government"]["code"]
        for key, value in one["figures"].items():
            yield Told("", code, key, year, value, source)


def _edition(programme: Programme, told: dict[str, Any]) -> Edition:
    framework = {"kind": Questionnaire.Kind.FRAMEWORK, "version": told["questionnaire"]}
    made = Edition.objects.create(
        year=timezone.localdate().year,
        published=True,
        questionnaire=Questionnaire.objects.get(published=True, **framework),
        course=Course.objects.get(code=told["course"]),
        course_by=_moment(programme, days, _CLOSING) if (days := told.get("course_days")) else None,
        quota=told.get("quota"),
        application_questionnaire=_survey(told.get("application_questionnaire")),
        ceremony_on=timezone.localdate() + timedelta(days=told["ceremony_days"]),
        **{name: told[name] for name in _COPIED} | programme.rules,
    )
    Window.objects.bulk_create(
        Window(
            edition=made,
            step=step,
            opens_at=_moment(programme, opens, _OPENING),
            closes_at=_moment(programme, closes, _CLOSING),
        )
        for step, (opens, closes) in told["windows"].items()
    )
    return made


def _survey(code: str | None) -> Questionnaire | None:
    return Questionnaire.objects.get(published=True, code=code) if code else None


def _moment(programme: Programme, days: int, hour: time) -> datetime:
    """``days`` from today at an hour of the programme's clock."""
    zone = ZoneInfo(programme.time_zone)
    day = timezone.localdate(timezone=zone) + timedelta(days=days)
    return datetime.combine(day, hour, zone)
