"""In which order candidates are given. Pure."""

from collections.abc import Callable

from service.meetings.attributes import BITS
from service.meetings.candidates import Candidate

# A drive of fifteen miles is worth about forty minutes' wait; a starting value to tune.
MINUTES_A_MILE = 2.7
BANDS = (5, 15, 30, 60)  # miles; within one the sooner comes first
# As near as the nearest: then the sooner of them leads.
AS_NEAR_MILES, AS_NEAR_SHARE = 1.0, 1.05
OPEN_TO_ALL_MILES = 5
ONE_GENDER = BITS["women"] | BITS["men"]
ONE_GENDER_MIN = 60


def ranked(found: list[Candidate], timed: bool, attrs: int) -> list[Candidate]:
    """Best first.

    When a time was asked, the nearest leads and the rest follow by distance bands and time; without
    one, soon and near are weighed against each other. A women's or men's meeting leads a plain
    question only if none for everybody is within five miles of it.
    """
    if not found:
        return []
    plain = not attrs & ONE_GENDER
    if not timed:
        return sorted(found, key=lambda one: weighed(one, plain))
    lead = _nearest(found, plain)
    rest = sorted((one for one in found if one is not lead), key=_by_band(plain))
    return [lead, *rest]


def weighed(one: Candidate, plain: bool = True) -> float:
    """Minutes to wait and to drive."""
    restricted = ONE_GENDER_MIN if plain and one.attrs & ONE_GENDER else 0
    return one.wait_min + MINUTES_A_MILE * one.miles + restricted


def _nearest(found: list[Candidate], plain: bool) -> Candidate:
    nearest = min(one.miles for one in found)
    for_all = [one for one in found if not one.attrs & ONE_GENDER] if plain else found
    if for_all and min(one.miles for one in for_all) <= nearest + OPEN_TO_ALL_MILES:
        found = for_all
        nearest = min(one.miles for one in found)
    reach = max(nearest + AS_NEAR_MILES, nearest * AS_NEAR_SHARE)
    return min((one for one in found if one.miles <= reach), key=_soonest)


def _soonest(one: Candidate) -> tuple[int, int, float]:
    return one.off_min, one.wait_min, one.miles


def _by_band(plain: bool) -> Callable[[Candidate], tuple[int, bool, int, int, float]]:
    def key(one: Candidate) -> tuple[int, bool, int, int, float]:
        band = sum(one.miles >= edge for edge in BANDS)
        return band, plain and bool(one.attrs & ONE_GENDER), *_soonest(one)

    return key


def varied(found: list[Candidate]) -> list[Candidate]:
    """In the same order, but a group's second meeting behind every other group's first."""
    first: dict[int, Candidate] = {}
    again = [one for one in found if first.setdefault(one.series, one) is not one]
    return [*first.values(), *again]
