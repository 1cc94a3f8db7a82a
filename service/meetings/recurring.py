"""On which dates a meeting is: by its weekday, its rule, and what is different about some of them. Pure.

A feed says a weekday, and perhaps which of the month's; a group the organisation runs has its first
date too, and with it the whole of RFC 5545.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from service.errors import NoNextDate
from service.meetings.monthly import falls_on, weeks_of
from service.meetings.walls import zone_named
from service.schedule import Days, EveryWeek, Occurrence, Rule, Schedule
from service.text.hours import DAY_MIN

WEEKLY = "FREQ=WEEKLY"
WEEKS_LOOKED_AHEAD = 53  # a fifth Sunday comes within three months, so this is plenty
NEVER_CHANGED: Mapping[date, datetime | None] = {}
_JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class FeedDays:
    """A weekday, without those its feed's rule leaves out."""

    day: int
    rrule: str

    def since(self, first: date) -> Iterator[date]:
        weeks = islice(EveryWeek(self.day).since(first), WEEKS_LOOKED_AHEAD)
        return (on for on in weeks if falls_on(self.rrule, on))


@dataclass(frozen=True, slots=True)
class Series:
    """A meeting's columns that say when it is."""

    minute: int  # of the week
    zone: str
    rrule: str | None = None
    starts_on: date | None = None

    @property
    def days(self) -> Days:
        if self.starts_on is not None:
            return Rule(self.rrule or WEEKLY, self.starts_on)
        day = self.minute // DAY_MIN
        return FeedDays(day, self.rrule) if self.rrule and weeks_of(self.rrule) else EveryWeek(day)

    def schedule(self, changed: Mapping[date, datetime | None] = NEVER_CHANGED) -> Schedule:
        """With the dates that are called off or moved."""
        hour, minute = divmod(self.minute % DAY_MIN, 60)
        return Schedule(zone_named(self.zone), time(hour, minute), self.days, changed)

    def is_held(self, on: date) -> bool:
        """Whether its rule has that date, taken that the weekday is right."""
        if self.starts_on is None:
            return falls_on(self.rrule, on)
        return next(self.days.since(on), None) == on


def next_from(schedule: Schedule, now: datetime, even_off: bool = False) -> Occurrence | None:
    """The next date from this minute on; None when there is none."""
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    try:
        return schedule.next_after(minute - _JUST_BEFORE, even_off)
    except NoNextDate:
        return None
