"""A day and hours, as a volunteer writes them behind ONCALL and OFFCALL: `fri 18-22`, `until 10pm`. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.text.hours import DAY_MIN, HALF_DAY_MIN, Hours, hours_in
from service.text.language import bare
from service.text.times import evening_date

DAY = timedelta(days=1)
WEEKDAYS = (
    "mondays? mon lunes lun", "tuesdays? tues tue martes mar", "wednesdays? wed miercoles mie",
    "thursdays? thurs thu jueves jue", "fridays? fri viernes vie", "saturdays? sat sabado sab",
    "sundays? sun domingo dom",
)  # fmt: skip
_DAYS = {
    "tonight": "tonight tonite esta\\snoche",
    "today": "today hoy",
    "tomorrow": "tomorrow manana",
    **{str(number): names for number, names in enumerate(WEEKDAYS)},
}
_DAY = re.compile(
    r"\b(?:on|this|for|next|para|el|este)?\s*\b(?:"
    + "|".join(f"(?P<d{name}>{'|'.join(names.split())})" for name, names in _DAYS.items())
    + r")\b"
)
_UNTIL = re.compile(r"(?:until|till|til|hasta)\b")


@dataclass(frozen=True, slots=True)
class ShiftSaid:
    """What was named: a date, hours of it, both. `tonight` is an evening that lasts until three."""

    day: date | None
    hours: Hours | None
    tonight: bool = False


def shift_in(said: str, wall: datetime) -> ShiftSaid | None:
    """The day and hours in it, at `wall` on the clock of whoever says so; None when there are none.

    A weekday is the next one, today as well.

    >>> monday = datetime(2026, 11, 23, 18, 5)
    >>> shift_in("fri 18-22", monday)
    ShiftSaid(day=datetime.date(2026, 11, 27), hours=Hours(from_min=1080, until_min=1320), tonight=False)
    >>> shift_in("until 10", monday).hours, shift_in("tonight 8-11", monday).hours
    (Hours(from_min=1085, until_min=1320), Hours(from_min=1200, until_min=1380))
    >>> shift_in("me up", monday)
    """
    words = " ".join(bare(said).split())
    found = _DAY.search(words)
    rest = words if found is None else f"{words[: found.start()]} {words[found.end() :]}".strip()
    name = found.lastgroup if found else None
    hours = _hours(rest, wall)
    if (rest and hours is None) or (name is None and hours is None):
        return None
    tonight = name == "dtonight"
    day = _day(name[1:], wall) if name else None
    return ShiftSaid(day, _by_night(hours) if hours and tonight else hours, tonight)


def _hours(said: str, wall: datetime) -> Hours | None:
    """`until 10` is from now on."""
    return hours_in(f"{wall:%I:%M%p} {said}" if _UNTIL.match(said) else said) if said else None


def _by_night(hours: Hours) -> Hours:
    """Of an evening 8 is eight o'clock at night."""
    if hours.from_min >= HALF_DAY_MIN:
        return hours
    later = (hours.until_min + HALF_DAY_MIN) % DAY_MIN or DAY_MIN
    return Hours(hours.from_min + HALF_DAY_MIN, later)


def _day(name: str, wall: datetime) -> date:
    if name == "tonight":
        return evening_date(wall)
    if name in ("today", "tomorrow"):
        return wall.date() + (DAY if name == "tomorrow" else timedelta())
    return wall.date() + DAY * ((int(name) - wall.weekday()) % 7)
