"""Minutes of the week on the walls of many zones. Pure; the clock of a zone is read once a search.

A wall is what a clock in that zone shows: so many minutes later by the wall, whatever DST does.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from service.meetings.windows import Span, Try

WEEK_MIN = 7 * 24 * 60
MINUTE = timedelta(minutes=1)


def minutes_of(start: datetime, end: datetime, zone: str, slack_min: int) -> list[tuple[int, int]]:
    """That time as minutes of the week on the zone's wall, two parts when over Saturday midnight."""
    length = (end - start) // MINUTE + 2 * slack_min
    if length >= WEEK_MIN:
        return [(0, WEEK_MIN - 1)]
    first = (minute_of_week(start.astimezone(zone_named(zone))) - slack_min) % WEEK_MIN
    if first + length < WEEK_MIN:
        return [(first, first + length)]
    return [(first, WEEK_MIN - 1), (0, first + length - WEEK_MIN)]


def minute_of_week(wall: datetime) -> int:
    """Since Sunday 0:00 on that wall."""
    return wall.isoweekday() % 7 * 1440 + wall.hour * 60 + wall.minute


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    return ZoneInfo(name)


# Minutes on a zone's wall since the first span's start: a span's begin and end, the minute wanted in
# it, and where its meetings of up to an hour must begin.
_Part = tuple[int, int, int | None, int]


class Walls(dict[str, tuple[int, datetime, list[_Part]]]):
    """The spans as each zone's wall shows them: the week's minute at their start, the clock, the parts."""

    def __init__(self, spans: Try) -> None:
        self._spans = spans

    def __missing__(self, zone: str) -> tuple[int, datetime, list[_Part]]:
        wall = self._spans[0].start.astimezone(zone_named(zone)).replace(second=0, microsecond=0)
        parts = [_part(span, wall) for span in self._spans]
        self[zone] = minute_of_week(wall), wall, parts
        return self[zone]


def _part(span: Span, wall: datetime) -> _Part:
    def since(moment: datetime) -> int:
        later = moment.astimezone(wall.tzinfo).replace(tzinfo=None)
        return -((wall.replace(tzinfo=None) - later) // MINUTE)

    wanted = since(span.wanted) if span.wanted else None
    return since(span.start), since(span.end), wanted, since(span.short_start or span.start)


def later(wall: datetime, minutes: int) -> datetime:
    return (wall.replace(tzinfo=None) + timedelta(minutes=minutes)).replace(tzinfo=wall.tzinfo)


def as_it_comes(wall: datetime) -> datetime:
    """The same moment; an hour that the clock leaves out that night reads as the one after it."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo)
