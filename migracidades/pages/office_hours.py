"""The hours of an office where a government is: when mail may disturb, and when it is too late.

Holidays are not known.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

AWAKE_FROM, AWAKE_UNTIL, SATURDAY = time(8), time(18), 5
# From then on until the office closes the sweep comes by at least once.
LAST_HOUR = time(17)


def awake(moment: datetime, zone: str) -> bool:
    """Whether people of ``zone`` are at work at ``moment`` (aware)."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.weekday() < SATURDAY and AWAKE_FROM <= local.time() < AWAKE_UNTIL


def no_later_than(moment: datetime, zone: str) -> datetime:
    """``moment``, or the start of the last hour of work before it when it falls outside of work.

    What waits for the morning after may come after what it warns of.
    """
    if awake(moment, zone):
        return moment
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() >= AWAKE_UNTIL else local.date() - timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return datetime.combine(day, LAST_HOUR, ZoneInfo(zone))
