"""When a step is open, for whom, and until when. The database's clock decides."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import DateTimeField, Func, Max
from django.utils import formats
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from migracidades.kit.errors import Refused
from migracidades.tenancy.models import Government, Programme
from migracidades.tenancy.steps import name_of, steps_of

from .models import Edition, Extension, Participation, Step, Window

DONE, CURRENT, NEXT = "done", "current", "next"


class ClockTimestamp(Func):
    """The database's clock as a column: see ``clock``."""

    function = "clock_timestamp"
    output_field = DateTimeField()


Gate = Callable[[Edition, str, Government], str]
_gates: list[Gate] = []


def gate(judge: Gate) -> Gate:
    """Register who may keep an open step closed for a government, by the sentence that says why."""
    if judge not in _gates:
        _gates.append(judge)
    return judge


@dataclass(frozen=True)
class Period:
    """When a step is open for one government, extensions counted in.

    For ``grace`` after the closing, what was under way is still taken.
    """

    step: str
    opens_at: datetime
    closes_at: datetime
    extended: bool = False
    grace: timedelta = timedelta()

    @property
    def ends_at(self) -> datetime:
        """The last instant at which anything is taken."""
        return self.closes_at + self.grace

    def holds(self, moment: datetime) -> bool:
        """Whether something is taken at ``moment``; the last instant itself still counts."""
        return self.opens_at <= moment <= self.ends_at

    def graced(self, moment: datetime) -> bool:
        """Whether the closing has passed and the grace has not."""
        return self.closes_at < moment <= self.ends_at

    def state_at(self, moment: datetime) -> str:
        """``done``, ``current`` or ``next``."""
        if moment > self.closes_at:
            return DONE
        return CURRENT if moment >= self.opens_at else NEXT


def clock() -> datetime:
    """The database's clock: one for all web processes and workers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def periods(edition: Edition, government: Government | None = None) -> dict[str, Period]:
    """Every step's period in an edition, for one government (or for everybody). Two queries."""
    return _with_extensions(edition, government, Window.objects.filter(edition=edition))


def _with_extensions(
    edition: Edition, government: Government | None, windows: Iterable[Window]
) -> dict[str, Period]:
    found = {
        one.step: Period(one.step, one.opens_at, one.closes_at, grace=edition.grace_of(one.step))
        for one in windows
    }
    for extension in Extension.objects.filter(edition=edition):
        concerned = extension.beneficiary_id in (None, getattr(government, "pk", None))
        if concerned and extension.step in found:
            found[extension.step] = _extended(found[extension.step], extension)
    return found


def _extended(period: Period, extension: Extension) -> Period:
    if extension.closes_at <= period.closes_at:
        return period
    return replace(period, closes_at=extension.closes_at, extended=True)


def _periods_now(edition: Edition) -> tuple[dict[str, Period], datetime]:
    """``periods`` for everybody and the clock, which comes along with the windows."""
    windows = list(Window.objects.filter(edition=edition).annotate(now=ClockTimestamp()))
    if not windows:
        return {}, clock()
    return _with_extensions(edition, None, windows), windows[0].now


def period_of(edition: Edition, step: str, government: Government | None = None) -> Period | None:
    return periods(edition, government).get(step)


def last_day(edition: Edition) -> date | None:
    """The day in the programme's zone on which the last step closes; none without dates."""
    last = Window.objects.filter(edition=edition).aggregate(Max("closes_at"))["closes_at__max"]
    return last.astimezone(ZoneInfo(edition.programme.time_zone)).date() if last else None


def step_now(edition: Edition, government: Government | None = None) -> str:
    """The step that began last: where an edition stands. The first one before it all begins."""
    found, now = periods(edition, government), clock()
    road = steps_of(edition.programme)
    begun = [step for step in road if step in found and found[step].opens_at <= now]
    return max(begun, key=lambda step: found[step].opens_at, default=Step.APPLICATION)


def is_open(edition: Edition, step: str, government: Government | None = None) -> bool:
    """Whether the step is open now. A step without a window is closed."""
    period = period_of(edition, step, government)
    return period is not None and period.holds(clock())


def require_open(edition: Edition, step: str, government: Government | None = None) -> None:
    """Raise ``Refused`` unless the step is open now: since when, until when, or what must be first.

    What must be first, the rooms above say: see ``gate``.
    """
    period, now = period_of(edition, step, government), clock()
    if period is None or not period.holds(now):
        raise Refused(_why_closed(edition, step, period, now, government))
    if government is None:
        return
    for judge in _gates:
        if said := judge(edition, step, government):
            raise Refused(said)


def _why_closed(
    edition: Edition,
    step: str,
    period: Period | None,
    now: datetime,
    government: Government | None,
) -> str:
    said = {"step": name_of(edition.programme, step)}
    if period is None:
        return _("“%(step)s” has no dates yet in this edition.") % said
    if now < period.opens_at:
        said["moment"] = _told(period.opens_at, edition, government)
        return _("“%(step)s” opens on %(moment)s.") % said
    said["moment"] = _told(period.closes_at, edition, government)
    if not period.grace:
        return _("“%(step)s” closed on %(moment)s.") % said
    said["until"] = _told(period.ends_at, edition, government)
    return (
        _("“%(step)s” closed on %(moment)s. What was under way was taken until %(until)s.") % said
    )


def _told(moment: datetime, edition: Edition, government: Government | None) -> str:
    if government is None:
        return spoken(moment, edition.programme.time_zone)
    return in_both_zones(moment, government, edition.programme)


@dataclass(frozen=True)
class Stage:
    """A step on the line of an edition's calendar. ``state`` is done, current or next.

    ``begins``, ``lasts`` and ``today`` are hundredths of the whole calendar, to be drawn.
    """

    number: int
    step: str
    name: str
    when: str
    span: str
    state: str
    period: Period
    begins: int
    lasts: int
    today: int


def timeline(edition: Edition) -> list[Stage]:
    """The steps of an edition that have dates, as ``editions/calendar.html`` draws them."""
    (found, now), programme = _periods_now(edition), edition.programme
    zone, scale = ZoneInfo(programme.time_zone), _Scale(found.values())
    return [
        Stage(
            number=number,
            step=step,
            name=name_of(programme, step),
            when=_when(found[step], found[step].state_at(now), zone, edition.year),
            span=_span(found[step], zone, edition.year),
            state=found[step].state_at(now),
            period=found[step],
            begins=scale.at(found[step].opens_at),
            lasts=max(scale.at(found[step].closes_at) - scale.at(found[step].opens_at), 1),
            today=scale.at(now),
        )
        for number, step in enumerate(steps_of(programme), start=1)
        if step in found
    ]


class _Scale:
    """From the first opening to the last closing in hundredths."""

    def __init__(self, drawn: Iterable[Period]):
        held = list(drawn)
        self.first = min((one.opens_at for one in held), default=None)
        self.last = max((one.closes_at for one in held), default=None)

    def at(self, moment: datetime) -> int:
        if self.first is None or self.last is None:
            return 0
        share = (moment - self.first) / (self.last - self.first)
        return round(100 * min(max(share, 0), 1))


def overlapping(stages: list[Stage]) -> bool:
    """Whether steps run beside each other, so that a line of steps alone would mislead."""
    in_time = sorted((one.period for one in stages), key=lambda one: one.opens_at)
    return any(later.opens_at < before.closes_at for before, later in pairwise(in_time))


def _when(period: Period, state: str, zone: ZoneInfo, year: int) -> str:
    if state == NEXT:
        return _("from %(day)s") % {"day": _day(period.opens_at, zone, year)}
    return _("until %(day)s") % {"day": _day(period.closes_at, zone, year)}


def _span(period: Period, zone: ZoneInfo, year: int) -> str:
    return _("from %(first)s to %(last)s") % {
        "first": _day(period.opens_at, zone, year),
        "last": _day(period.closes_at, zone, year),
    }


def _day(moment: datetime, zone: ZoneInfo, year: int) -> str:
    """A day in words, with its year when that is not the edition's own."""
    local = moment.astimezone(zone)
    wanted = "MONTH_DAY_FORMAT" if local.year == year else "DATE_FORMAT"
    return formats.date_format(local, wanted)


def spoken(moment: datetime, zone: str) -> str:
    """An instant in words, in ``zone``: “6 de julho de 2026, 22h59”."""
    return formats.date_format(moment.astimezone(ZoneInfo(zone)), "DATETIME_FORMAT")


def in_both_zones(moment: datetime, government: Government, programme: Programme) -> str:
    """A deadline where the government is, with the programme's own clock beside when it differs."""
    local = moment.astimezone(ZoneInfo(government.time_zone))
    capital = moment.astimezone(ZoneInfo(programme.time_zone))
    said = spoken(moment, government.time_zone)
    if local.utcoffset() == capital.utcoffset():
        return said
    same_day = local.date() == capital.date()
    return _("%(local)s in %(place)s (%(other)s in %(capital)s)") % {
        "local": said,
        "place": government.seat_name or government.name,
        "other": formats.date_format(capital, "TIME_FORMAT" if same_day else "DATETIME_FORMAT"),
        "capital": programme.text("clock"),
    }


def until_when(participation: Participation, step: str) -> Any:
    """Until when a step is open for a government, in the language of whoever reads it.

    Empty without dates.
    """
    edition, government = participation.edition, participation.government
    period = period_of(edition, step, government)
    if period is None:
        return ""
    return lazy(in_both_zones, str)(period.closes_at, government, edition.programme)
