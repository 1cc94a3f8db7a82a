"""Recurrence on the wall clock: on which dates something is, and which moments those are. Pure.

Dates are counted on the naive calendar (dateutil), and a zone's clock is laid over them afterwards, so
"Tuesday 7 pm" stays that through every clock change. An hour that a change leaves out is taken as if
the clock had not moved: 2:30 becomes 3:30. Of an hour that comes twice the first counts, once.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple, Protocol

from dateutil.rrule import rrulestr

from service.errors import NoNextDate, NotARule

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# So far a rule is followed: nine years hold a 29 February even round 2100, which has none.
HORIZON = timedelta(days=9 * 366)
_OFTEN = frozenset("FREQ INTERVAL COUNT UNTIL BYDAY WKST".split())
_SELDOM = _OFTEN | frozenset("BYMONTHDAY BYMONTH BYSETPOS".split())
# What each frequency may say. Of a day or a week the months are left out: "every 31st" is monthly.
_PARTS = {"DAILY": _OFTEN, "WEEKLY": _OFTEN, "MONTHLY": _SELDOM, "YEARLY": _SELDOM}
_NUMBERS = {
    "INTERVAL": (1, 1000),
    "COUNT": (1, 366),  # it is counted from its first date each time
    "BYMONTHDAY": (1, 31),
    "BYMONTH": (1, 12),
    "BYSETPOS": (1, 31),
}
_SAYS_DAYS = frozenset(("BYDAY", "BYMONTHDAY"))
ONCE = "FREQ=DAILY;COUNT=1"
DAILY = "FREQ=DAILY"
WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


class Days(Protocol):
    """The dates of something that recurs."""

    def since(self, first: date) -> Iterator[date]:
        """From that date on, in order."""
        ...


@dataclass(frozen=True, slots=True)
class EveryWeek:
    """Every week on that day, 0 is Sunday."""

    day: int

    def since(self, first: date) -> Iterator[date]:
        on = first + timedelta(days=(self.day - first.isoweekday()) % 7)
        while True:
            yield on
            on += WEEK


@dataclass(frozen=True, slots=True)
class Rule:
    """An RFC 5545 rule, counted from `starts_on`: that is what tells this week from the other.

    Raises NotARule for a text that is none, or that counts hours.
    """

    text: str
    starts_on: date

    def __post_init__(self) -> None:
        try:
            rrulestr(_said(dict(_parts_of(self.text))))
        except (ValueError, TypeError, OverflowError) as error:
            raise NotARule(f"{self.text!r} is no rule like FREQ=MONTHLY;BYDAY=-1TH.") from error

    def since(self, first: date) -> Iterator[date]:
        first = max(first, self.starts_on)
        parts = dict(_parts_of(self.text))
        if _is_never(parts):
            return iter(())
        begin = self.starts_on
        if "COUNT" not in parts:
            parts = _bounded(_made_plain(parts, self.starts_on), first)
            begin = _rolled(parts, self.starts_on, first)
        found = rrulestr(_said(parts), dtstart=datetime.combine(begin, time()))
        return (one.date() for one in found if one.date() >= first)


class Occurrence(NamedTuple):
    """One date of a schedule: as the series has it, and when it begins."""

    on: date
    starts: datetime  # aware, in the schedule's zone
    off: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """Dates with an hour on a zone's wall, and what is different about some of them.

    `changed` has the dates that are called off (None) or moved, to an aware moment.
    """

    zone: tzinfo
    at: time
    days: Days
    changed: Mapping[date, datetime | None] = field(default_factory=dict)

    def next_after(self, moment: datetime, even_off: bool = False) -> Occurrence:
        """The first that begins after the moment. Raises NoNextDate when there is none.

        With `even_off` what is called off counts, at the hour it would have been.
        """
        moment = moment.astimezone(
            UTC
        )  # two clocks of one zone compare by what they show, fold or no fold
        coming = (one for one in self._since(moment, even_off) if one.starts > moment)
        found = [*self._moved(moment), *[one for one in [next(coming, None)] if one]]
        if not found:
            raise NoNextDate("There is no date of it to come.")
        return min(found, key=_moment)

    def between(self, start: datetime, end: datetime) -> list[Occurrence]:
        """All that begin from `start` on and before `end`."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        plain = takewhile(lambda one: one.starts < end, self._since(start, False))
        found = [*plain, *self._moved(start - DAY)]
        return sorted((one for one in found if start <= one.starts < end), key=_moment)

    def has(self, on: date) -> bool:
        """Whether this is a date of the series, changed or not."""
        return next(self.days.since(on), None) == on

    def on(self, on: date) -> Occurrence | None:
        """The series' own date; None when it has no such date."""
        if not self.has(on):
            return None
        there = self.changed.get(on, on)
        if isinstance(there, datetime):
            return Occurrence(on, there.astimezone(self.zone))
        return Occurrence(on, self._usual(on), off=there is None)

    def _since(self, moment: datetime, even_off: bool) -> Iterator[Occurrence]:
        """The unchanged ones; from the day before, for an hour the clock has moved over midnight."""
        for on in self.days.since(moment.astimezone(self.zone).date() - DAY):
            off = on in self.changed
            if not off or (even_off and self.changed[on] is None):
                yield Occurrence(on, self._usual(on), off)

    def _moved(self, after: datetime) -> list[Occurrence]:
        """A date that is none of the series any more was moved for nothing."""
        return [
            Occurrence(on, to.astimezone(self.zone))
            for on, to in self.changed.items()
            if to is not None and to > after and self.has(on)
        ]

    def _usual(self, on: date) -> datetime:
        return on_the_wall(on, self.at, self.zone)


def on_the_wall(on: date, at: time, zone: tzinfo) -> datetime:
    """The moment when a clock there shows this hour; see above for hours it never or twice shows.

    >>> from zoneinfo import ZoneInfo
    >>> on_the_wall(date(2027, 3, 14), time(2, 30), ZoneInfo("America/Denver")).isoformat()
    '2027-03-14T03:30:00-06:00'
    """
    return datetime.combine(on, at, zone).astimezone(UTC).astimezone(zone)


def _moment(one: Occurrence) -> float:
    """For comparing: see above."""
    return one.starts.timestamp()


@lru_cache(maxsize=256)
def _parts_of(text: str) -> tuple[tuple[str, str], ...]:
    """The rule's parts. Raises ValueError for one we don't know: it would change what is meant."""
    pairs = [part.partition("=") for part in text.strip().upper().strip(";").split(";")]
    parts = {name: value for name, _, value in pairs}
    known = _PARTS.get(parts.get("FREQ", ""), frozenset())
    if len(parts) < len(pairs) or not known.issuperset(parts) or not all(parts.values()):
        raise ValueError(text)
    for name, (least, most) in _NUMBERS.items():
        if not all(least <= abs(number) <= most for number in _numbers(parts, name)):
            raise ValueError(text)
    if "UNTIL" in parts:  # its day is enough: hours are the schedule's
        datetime.strptime(parts["UNTIL"][:8], "%Y%m%d")
        parts["UNTIL"] = parts["UNTIL"][:8]
    return tuple(parts.items())


def _numbers(parts: Mapping[str, str], name: str) -> list[int]:
    return [int(number) for number in parts[name].split(",")] if name in parts else []


def _said(parts: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _is_never(parts: Mapping[str, str]) -> bool:
    """31 February. dateutil looks for it until the year 9999, and forgets UNTIL meanwhile."""
    months, days = _numbers(parts, "BYMONTH"), _numbers(parts, "BYMONTHDAY")
    longest = max((monthrange(2000, month)[1] for month in months), default=31)
    return bool(days) and min(map(abs, days)) > longest


def _bounded(parts: dict[str, str], first: date) -> dict[str, str]:
    until = f"{first + HORIZON:%Y%m%d}"
    return {**parts, "UNTIL": min(until, parts.get("UNTIL", until))}


def _made_plain(parts: dict[str, str], starts_on: date) -> dict[str, str]:
    """Says which day of the month or year is meant where only the first date said so."""
    if parts["FREQ"] in ("DAILY", "WEEKLY") or _SAYS_DAYS & parts.keys():
        return parts
    month = {"BYMONTH": str(starts_on.month)} if parts["FREQ"] == "YEARLY" else {}
    return {**month, **parts, "BYMONTHDAY": str(starts_on.day)}


def _rolled(parts: dict[str, str], starts_on: date, first: date) -> date:
    """The latest start before `first` from which the rule gives the same dates."""
    every = int(parts.get("INTERVAL", 1))
    match parts["FREQ"]:
        case "DAILY":
            return first - timedelta(days=(first - starts_on).days % every)
        case "WEEKLY":
            return first - timedelta(days=(first - starts_on).days % (7 * every))
        case "MONTHLY":
            month = _month(first) - (_month(first) - _month(starts_on)) % every
            return date(month // 12, month % 12 + 1, 1)
    return date(first.year - (first.year - starts_on.year) % every, 1, 1)


def _month(on: date) -> int:
    return on.year * 12 + on.month - 1
