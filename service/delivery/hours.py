"""Contact hours: when what we start may reach a person, on that person's own wall. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.settings import Settings
from service.text.hours import Hours

DAY = timedelta(days=1)
# What would come too late goes in the last of them before they end.
LAST_PART = timedelta(minutes=15)


def hours_of(from_min: int | None, until_min: int | None, settings: Settings) -> Hours:
    """A person's own, else the line's."""
    if from_min is None or until_min is None:
        return Hours(settings.contact_from_hour * 60, settings.contact_until_hour * 60)
    return Hours(from_min, until_min)


def next_contact(now: datetime, zone: ZoneInfo, hours: Hours) -> datetime:
    """`now` itself within contact hours, otherwise the next moment they begin; in the zone of `now`."""
    if hours.contain(now, zone):
        return now
    today = now.astimezone(zone).date()
    opens = (on_wall(today + DAY * ahead, hours.from_min, zone) for ahead in range(3))
    return next(at for at in opens if at > now).astimezone(now.tzinfo)


def last_contact(moment: datetime, zone: ZoneInfo, hours: Hours) -> datetime:
    """`moment` itself within contact hours, otherwise the last quarter of an hour before they ended.

    In the zone of `moment`.
    """
    if hours.contain(moment, zone):
        return moment
    today = moment.astimezone(zone).date()
    for ago in range(4):
        for at in _last_parts(today - DAY * ago, zone, hours):
            if at <= moment and hours.contain(at, zone):
                return at.astimezone(moment.tzinfo)
    raise AssertionError("no day of four has contact hours")  # at most one has its hour skipped


def on_wall(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """So many minutes after midnight by the clock on the wall, in UTC.

    A time that doesn't exist is taken as if the clock had not moved; of two the first counts.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _last_parts(day: date, zone: ZoneInfo, hours: Hours) -> list[datetime]:
    """Where they end on that day's wall; two moments where the clock is put back just then, or on."""
    begins = datetime.combine(day, time()) + timedelta(minutes=hours.from_min)
    wall = max(begins, begins + hours.length - LAST_PART)
    return [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0)]
