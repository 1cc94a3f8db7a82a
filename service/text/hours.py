"""Contact hours, as people write them or type them on a telephone's keys.

Minutes since midnight on the member's own wall. `until` before `from` is over midnight; a whole day
is 0 to 1440.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from service.text.language import bare

HOUR_MIN, DAY_MIN = 60, 24 * 60
HALF_DAY_MIN = DAY_MIN // 2
# A shorter time would leave no quarter of an hour in which a reminder could go.
LEAST_MIN = 60
NAMED = {"noon": HALF_DAY_MIN, "mediodia": HALF_DAY_MIN, "midnight": DAY_MIN, "medianoche": DAY_MIN}
_TIME = r"(noon|midnight|mediodia|medianoche|\d{1,2}(?:[:.h]?\d{2})?)\s*(am|pm|a|p)?\b"
_HOURS = re.compile(
    rf"(?:from|between|de|desde|entre)?\s*(?:las? )?{_TIME}"
    rf"\s*(?:-|to|till|until|and|a|hasta|y)\s*(?:las? )?{_TIME}"
)


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes since midnight: from 480 until 1200 means 8:00:00 to 19:59:59.

    `until_min` at or before `from_min` is on the day after: 1320 until 360 is ten until six, by night.
    """

    from_min: int
    until_min: int

    @property
    def length(self) -> timedelta:
        """At least a minute, at most a day."""
        return timedelta(minutes=(self.until_min - self.from_min - 1) % DAY_MIN + 1)

    def contain(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether `moment` (aware) is among them in `zone`."""
        wall = moment.astimezone(zone)
        since = (wall.hour * 60 + wall.minute - self.from_min) % DAY_MIN
        return timedelta(minutes=since) < self.length


def hours_in(said: str) -> Hours | None:
    """Two hours of a day as people write them; None when it is none, or less than an hour.

    Without am or pm the second is the next such hour after the first, and a day's: 9-5 ends at 17.

    >>> hours_in("9-17"), hours_in("9 to 5")
    (Hours(from_min=540, until_min=1020), Hours(from_min=540, until_min=1020))
    >>> hours_in("22-6"), hours_in("9-9:30"), hours_in("25-3")
    (Hours(from_min=1320, until_min=360), None, None)
    """
    found = _HOURS.fullmatch(" ".join(bare(said).replace(".m.", "m").replace(".m", "m").split()))
    if found is None:
        return None
    first, first_half, last, last_half = found.groups()
    from_min, until_min = _minutes(first), _minutes(last)
    if from_min is None or until_min is None:
        return None
    return _usable(*_in_halves(from_min, first_half, until_min, last_half))


def typed_hours(keys: str) -> Hours | None:
    """Two digits for each hour, as keys on a call: 0917.

    >>> typed_hours("0917"), typed_hours("917")
    (Hours(from_min=540, until_min=1020), None)
    """
    if len(keys) != 4 or not keys.isdecimal():
        return None
    first, last = int(keys[:2]) * HOUR_MIN, int(keys[2:]) * HOUR_MIN
    return _usable(first, last) if max(first, last) <= DAY_MIN else None


def _minutes(said: str) -> int | None:
    """Minutes since midnight of `9`, `9:30`, `0930` or `noon`."""
    if said in NAMED:
        return NAMED[said]
    digits = re.sub(r"\D", "", said)
    hour, minute = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    moment = hour * HOUR_MIN + minute
    return moment if minute < 60 and moment <= DAY_MIN else None


def _in_halves(
    first: int, first_half: str | None, last: int, last_half: str | None
) -> tuple[int, int]:
    """Both on the clock of 24 hours. A half said once is meant for the other, where that comes later."""
    if first_half or last_half:
        last_is = last_half or _half_after(first, first_half, last)
        first_is = first_half or _half_before(first, last, last_is)
        return _on_24(first, first_is), _on_24(last, last_is)
    if 0 < last <= first <= HALF_DAY_MIN:
        return first, last + HALF_DAY_MIN
    return first, last


def _half_after(first: int, first_half: str | None, last: int) -> str | None:
    if last > HALF_DAY_MIN:
        return None
    other = "p" if (first_half or "").startswith("a") else "a"
    return first_half if last % (HALF_DAY_MIN) > first % (HALF_DAY_MIN) else other


def _half_before(first: int, last: int, last_half: str | None) -> str | None:
    if first > HALF_DAY_MIN or last_half is None:
        return None
    other = "p" if last_half.startswith("a") else "a"
    return last_half if first % (HALF_DAY_MIN) < last % (HALF_DAY_MIN) else other


def _on_24(moment: int, half: str | None) -> int:
    if half is None or moment > HALF_DAY_MIN + HOUR_MIN - 1:
        return moment
    return moment % (HALF_DAY_MIN) + (HALF_DAY_MIN if half.startswith("p") else 0)


def _usable(first: int, last: int) -> Hours | None:
    lasts = (last - first) % DAY_MIN or (DAY_MIN if last - first == DAY_MIN else 0)
    return Hours(first % DAY_MIN, last % DAY_MIN or DAY_MIN) if lasts >= LEAST_MIN else None
