"""When: what `tonight` or `tuesday 7pm` means on a clock. Pure.

All wall-clock thinking is done in the zone of the place searched. Until 03:00 `tonight` is still the
night that is going on.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from service.meetings.query import DAYS, Query

NIGHT_ENDS_HOUR = 3
GRACE = timedelta(minutes=15)  # one can still walk in
LONG_GRACE = timedelta(minutes=30)  # into a meeting of more than an hour
SOON = timedelta(hours=2)
WEEK = timedelta(days=7)
# Hours of a day; over 24 is the next date's morning.
HOURS = {
    None: (0, 24),
    "morning": (4, 12),
    "afternoon": (12, 17),
    "evening": (17, 21),
    "night": (20, 28),
    "tonight": (17, 28),
}
BEFORE_ASKED, AFTER_ASKED = timedelta(hours=1), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, UTC; `wanted` is the very minute asked for, if one was.

    A meeting of an hour or less must start at `short_start` or later: half of it is over before.
    """

    start: datetime
    end: datetime
    wanted: datetime | None = None
    short_start: datetime | None = None

    def first(self, hours: int) -> "Span":
        """Its first hours only."""
        end = min(self.end, self.start + timedelta(hours=hours))
        return Span(self.start, end, self.wanted, self.short_start)


Try = tuple[Span, ...]


def is_timed(query: Query) -> bool:
    """True when the text says when; otherwise the next seven days are meant, sooner and nearer first."""
    return bool(query.when or query.daypart or query.time)


def week_from(now: datetime) -> Try:
    """The next seven days."""
    return (Span(now, now + WEEK),)


def tries(query: Query, now: datetime, zone: str) -> tuple[Try, ...]:
    """The stretches to look in, best first: for `tuesday` said on a Tuesday, today and then next week's.

    None when what was asked for is over: "this morning" said in the evening.
    `now` should be a whole minute: who asks the same in the same minute is answered from memory.
    """
    return _tries(query.when, query.daypart, query.time, now, zone)


@lru_cache(maxsize=1024)
def _tries(
    when: str | None, daypart: str | None, clock: str | None, now: datetime, zone: str
) -> tuple[Try, ...]:
    query = Query(when=when, daypart=daypart, time=clock)
    if not is_timed(query):
        return (week_from(now),)
    if when == "now":
        return ((Span(now - LONG_GRACE, now + SOON, short_start=now - GRACE),),)
    local = now.astimezone(ZoneInfo(zone))
    asked = tuple(_spans(query, dates, local) for dates in _dates(query, local))
    return tuple(spans for spans in asked if spans)


def _dates(query: Query, local: datetime) -> list[list[date]]:
    """The dates meant, as alternatives in order."""
    today = local.date()
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    small_hours = local.hour < NIGHT_ENDS_HOUR
    match query.when:
        case "tonight" if small_hours:
            return [[yesterday]]
        case None if query.daypart == "night" and small_hours:
            return [[yesterday], [today]]
        case "today" | "tonight":
            return [[today]]
        case "tomorrow":
            return [[tomorrow]]
        case "weekend":
            return [_weekend(today)]
        case str() as day if day in DAYS:
            first = today + timedelta(days=(DAYS.index(day) - today.isoweekday()) % 7)
            return [[first], [first + WEEK]] if first == today else [[first]]
    return [[today], [tomorrow]]


def _weekend(today: date) -> list[date]:
    """Friday to Sunday of this week, Sunday being its last day."""
    friday = today - timedelta(days=(today.weekday() - 4) % 7)
    if today.weekday() < 4:
        friday += WEEK
    return [friday + timedelta(days=number) for number in range(3)]


def _spans(query: Query, dates: list[date], local: datetime) -> Try:
    """What is still to come of these dates' hours."""
    spans = []
    for day in dates:
        span = _at_time(query, day, local) if query.time else _hours(query, day, local)
        start = max(span.start, local.astimezone(UTC) - (GRACE if query.time else timedelta()))
        if start < span.end:
            spans.append(Span(start, span.end, span.wanted))
    return tuple(spans)


def _at_time(query: Query, day: date, local: datetime) -> Span:
    """Round the time said; one o'clock of a night is the next date's."""
    said = time.fromisoformat(query.time or "")
    if said.hour <= NIGHT_ENDS_HOUR and "night" in (query.daypart or query.when or ""):
        day += timedelta(days=1)
    wanted = datetime.combine(day, said, local.tzinfo).astimezone(UTC)
    return Span(wanted - BEFORE_ASKED, wanted + AFTER_ASKED, wanted)


def _hours(query: Query, day: date, local: datetime) -> Span:
    part = query.when if query.when in ("tonight", "morning") else query.daypart
    if query.when == "weekend" and part is None and day.weekday() == 4:
        part = "tonight"  # a weekend begins on Friday evening
    first, last = HOURS[part]
    return Span(_wall(day, first, local), _wall(day, last, local))


def _wall(day: date, hour: int, local: datetime) -> datetime:
    """That hour on the wall, in UTC; 28 is four in the morning after."""
    at = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24), local.tzinfo)
    return at.astimezone(UTC)
