"""Every clock change of 2026 and 2027, in every zone that has one."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
# The machine's own; right/ and posix/ repeat the others where they are installed at all.
NO_PLACE = ("right/", "posix/", "localtime")


class Change(NamedTuple):
    """The first moment after a change, and by how much the clocks went on."""

    zone: ZoneInfo
    at: datetime
    by: timedelta

    @property
    def wall_before(self) -> datetime:
        """What the clocks would show had they not moved, without a zone."""
        return self.at.astimezone(self.zone).replace(tzinfo=None) - self.by


@cache
def changes() -> tuple[Change, ...]:
    names = sorted(name for name in available_timezones() if not name.startswith(NO_PLACE))
    return tuple(change for name in names for change in _of(ZoneInfo(name)))


def _of(zone: ZoneInfo) -> list[Change]:
    """Halving ever shorter stretches; no two changes are nearer than a week in these years."""
    week, found = 7 * DAY, []
    for number in range((LAST - FIRST) // week):
        start = FIRST + number * week
        if _offset(zone, start) != _offset(zone, start + week):
            at = _first_after(zone, start, start + week)
            found.append(Change(zone, at, _offset(zone, at) - _offset(zone, at - MINUTE)))
    return found


def _first_after(zone: ZoneInfo, start: datetime, end: datetime) -> datetime:
    before = _offset(zone, start)
    while end - start > MINUTE:
        middle = start + (end - start) // MINUTE // 2 * MINUTE
        start, end = (middle, end) if _offset(zone, middle) == before else (start, middle)
    return end


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
