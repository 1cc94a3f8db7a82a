"""In which order candidates are given. Pure.

`set_back` are the bits of what isn't for everybody who asks: women's or men's meetings and, for those who
write English, Spanish ones. They are listed, but don't lead when one for all is near: within five
miles of a women's or men's meeting; as near as a Spanish one, for the list says what it is.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime

from service.meetings.asking import ONE_GENDER
from service.meetings.candidates import Candidate
from service.meetings.walls import MINUTE, WEEK_MIN

# A drive of fifteen miles is worth about forty minutes' wait; a starting value to tune.
MINUTES_A_MILE = 2.7
BANDS = (5, 15, 30, 60)  # miles; within one the sooner comes first
# As near as the nearest: then the sooner of them leads.
AS_NEAR_MILES, AS_NEAR_SHARE = 1.0, 1.05
OPEN_TO_ALL_MILES = 5
SET_BACK_MIN = 60
# The road is longer than the crow's way and slower than a motorway; one may come a little late.
MINUTES_OF_ROAD = 1.3
LATE_MIN = 15
AT_HAND_MILES = 10
# But nobody is out of the door at once, and a first time is hard enough without coming late.
READY_MIN, COMING_LATE_MIN = 5, 60


def ranked(
    found: list[Candidate], timed: bool, set_back: int = 0, now: datetime | None = None
) -> list[Candidate]:
    """Best first.

    When a time was asked, the nearest leads and the rest follow by distance bands and time; without
    one, soon and near are weighed against each other.
    """
    if not found:
        return []
    if not timed:
        return sorted(found, key=_weighed(set_back, now))
    lead = _nearest(found, set_back, now)
    rest = sorted((one for one in found if one is not lead), key=_by_band(set_back))
    return [lead, *rest]


def led_by_one_for_all(found: list[Candidate], set_back: int) -> list[Candidate]:
    """The same, unless a meeting that is set back leads and one for all is within five miles of it."""
    if not found or not found[0].attrs & set_back:
        return found
    reach = found[0].miles + OPEN_TO_ALL_MILES
    lead = next((one for one in found if not one.attrs & set_back and one.miles <= reach), None)
    return found if lead is None else [lead, *(one for one in found if one is not lead)]


def within_reach(found: list[Candidate], now: datetime) -> list[Candidate]:
    """Without those that nobody gets to in time, but for the first: when a room is eighty miles away
    and starts in half an hour, the list is better without it."""
    return [one for at, one in enumerate(found) if at == 0 or reachable(one, now)]


def reachable(one: Candidate, now: datetime) -> bool:
    """True when one who leaves now comes no later than one may."""
    if one.miles <= AT_HAND_MILES:
        return True
    return one.miles * MINUTES_OF_ROAD <= (one.starts - now) / MINUTE + LATE_MIN


def varied(found: list[Candidate]) -> list[Candidate]:
    """In the same order, but a group's second meeting behind every other group's first."""
    first: dict[int, Candidate] = {}
    again = [one for one in found if first.setdefault(one.series, one) is not one]
    return [*first.values(), *again]


def groups(found: Iterable[Candidate]) -> int:
    """How many different groups they are of."""
    return len({one.series for one in found})


def _weighed(set_back: int, now: datetime | None) -> Callable[[Candidate], float]:
    """Minutes to wait and to drive; what nobody reaches today is as good as next week's."""

    def key(one: Candidate) -> float:
        later = SET_BACK_MIN if one.attrs & set_back else 0
        if now is not None and not reachable(one, now):
            later += WEEK_MIN
        elif now is not None and one.wait_min < READY_MIN + one.miles * MINUTES_OF_ROAD:
            later += COMING_LATE_MIN
        return one.wait_min + MINUTES_A_MILE * one.miles + later

    return key


def _nearest(found: list[Candidate], set_back: int, now: datetime | None) -> Candidate:
    nearest = min(one.miles for one in found)
    for_all = [one for one in found if not one.attrs & set_back & ONE_GENDER]
    if for_all and min(one.miles for one in for_all) <= nearest + OPEN_TO_ALL_MILES:
        found = for_all
        nearest = min(one.miles for one in found)
    reach = max(nearest + AS_NEAR_MILES, nearest * AS_NEAR_SHARE)
    as_near = [one for one in found if one.miles <= reach]
    in_time = [one for one in as_near if now is None or reachable(one, now)]
    return min(in_time or as_near, key=lambda one: (bool(one.attrs & set_back), *_soonest(one)))


def _soonest(one: Candidate) -> tuple[int, int, float]:
    return one.off_min, one.wait_min, one.miles


def _by_band(set_back: int) -> Callable[[Candidate], tuple[int, bool, int, int, float]]:
    def key(one: Candidate) -> tuple[int, bool, int, int, float]:
        band = bisect_right(BANDS, one.miles)
        return band, bool(one.attrs & set_back), one.off_min, one.wait_min, one.miles

    return key
