"""What the pages say of the deadline, and of the time for what is under way when it passes.

The sentences say what ``statement.SAVE`` and ``require_open`` do; the database's clock decides.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.editions.calendar import Period, in_both_zones, spoken
from certification.editions.models import Edition
from migracidades.tenancy.models import Government

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Deadline:
    """Until when a diagnosis can be filled in, read at ``now``; ``waiting`` while it still is."""

    period: Period | None
    now: datetime
    government: Government
    edition: Edition
    waiting: bool

    def __str__(self) -> str:
        """The line below the header: where the government is, and at the programme's seat."""
        if self.period is None:
            return _("no dates yet")
        if self.now < self.period.opens_at:
            return _("opens on %(moment)s") % {"moment": self._spoken(self.period.opens_at)}
        if self.now > self.period.closes_at:
            return _("closed on %(moment)s") % {"moment": self._spoken(self.period.closes_at)}
        until = self._in_both_zones(self.period.closes_at)
        left = _left(self.period.closes_at - self.now)
        return _("deadline: %(until)s, %(left)s") % {"until": until, "left": left}

    @property
    def in_time(self) -> bool:
        """Whether something is still taken."""
        return self.period is not None and self.period.holds(self.now)

    @property
    def near(self) -> bool:
        """Whether it is hours and no longer days away."""
        return self.period is not None and timedelta() <= self.period.closes_at - self.now < DAY

    @property
    def grace(self) -> str:
        """What will be done with what is under way when it passes; nothing when it has."""
        period = self._graced
        if period is None or self.now > period.closes_at:
            return ""
        minutes = self.edition.grace_minutes
        return ngettext(
            "For %(minutes)s minute after the deadline, until %(until)s, answers and the submission"
            " are still taken, so that nothing under way is lost. After that, nothing is.",
            "For %(minutes)s minutes after the deadline, until %(until)s, answers and the"
            " submission are still taken, so that nothing under way is lost. After that, nothing"
            " is.",
            minutes,
        ) % {"minutes": minutes, "until": self._in_both_zones(period.ends_at)}

    @property
    def late(self) -> str:
        """That it has passed, while what was under way is still taken; else nothing."""
        period = self._graced
        if period is None or not period.graced(self.now):
            return ""
        return late(self._in_both_zones(period.ends_at))

    @property
    def lapses(self) -> str:
        """When the days of grace after the closing are over; nothing before the closing."""
        if self.period is None or self.now <= self.period.closes_at:
            return ""
        grace = max(timedelta(days=self.edition.grace_days), self.period.grace)
        return self._spoken(self.period.closes_at + grace)

    @property
    def _graced(self) -> Period | None:
        return self.period if self.waiting and self.period and self.period.grace else None

    def _spoken(self, moment: datetime) -> str:
        return spoken(moment, self.government.time_zone)

    def _in_both_zones(self, moment: datetime) -> str:
        return in_both_zones(moment, self.government, self.edition.programme)


def late(until: str) -> str:
    """The sentence for a deadline that has passed while what was under way is still taken."""
    return _(
        "The deadline has passed. Answers and the submission are still taken until %(until)s; after"
        " that, nothing is."
    ) % {"until": until}


def _left(time: timedelta) -> str:
    """Whole days, on the last day whole hours, in the last hour whole minutes."""
    if time >= DAY:
        return ngettext("%(n)s day left", "%(n)s days left", time // DAY) % {"n": time // DAY}
    if time >= HOUR:
        return ngettext("%(n)s hour left", "%(n)s hours left", time // HOUR) % {"n": time // HOUR}
    minutes = time // MINUTE
    return ngettext("%(n)s minute left", "%(n)s minutes left", minutes) % {"n": minutes}
