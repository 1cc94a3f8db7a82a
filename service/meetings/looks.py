"""Looking wider and wider until there are enough groups, and beginning where it was enough last time.

A look is a circle, and without a time asked also a stretch of hours: `(10, 4)` is ten miles and four
hours. Each look holds the ones before it. What a smaller look finds stays in front, so asking for more
never reshuffles what was shown.

The order in which meetings are listed follows from the looks alone, not from the statements: one
statement fetches a look with all before it, and Python sorts them apart. So it may begin with any look.
Beginning where the last search from this square ended makes it one statement in a city (a hundred
rows) as in the prairie (a hundred miles), and not five; a wrong beginning only costs time.
"""

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from service.meetings.asking import ONE_GENDER, Ask, Picked
from service.meetings.candidates import Candidate, near, remote
from service.meetings.geo import cell_of, circle
from service.meetings.listed import Wanted
from service.meetings.ranking import groups, led_by_one_for_all, ranked, varied, within_reach
from service.meetings.windows import Try


class Look(NamedTuple):
    """So many miles, and so many hours of the time asked for; without hours, all of it."""

    miles: int
    hours: int | None = None

    @property
    def minutes(self) -> float:
        """How long one may have to wait."""
        return inf if self.hours is None else self.hours * 60


# Most towns have three within ten miles, the prairie within a hundred: docs/quality-search.md.
TIMED = (Look(5), Look(10), Look(25), Look(50), Look(100))
# No time said: soon and close first, then the day, then the week.
UNTIMED = (Look(10, 4), Look(10, 24), Look(25, 24), Look(25), Look(50), Look(100))
FAR = (Look(200), Look(400))
# A call that is soon is as good as one that is near: so many hours, and how many minutes away the zones
# it may come from. The country's own first; over the ocean only when those are not enough.
AFAR = ((2, 240), (8, 240), (24, 720), (None, 720))
ASKED_MILES = 10  # nobody is told we looked five miles only

_Key = tuple[int, Wanted, tuple[Look, ...], int, int]
_enough_last_time: dict[_Key, int] = {}
REMEMBERED = 5_000  # squares and questions; a megabyte or two


def rooms(ask: Ask, spans: Try, wanted: Wanted, looks: tuple[Look, ...], timed: bool) -> Picked:
    """What the first look with enough groups holds, best first; all there is when none has enough."""
    if ask.place is None:
        return Picked([])
    key = _key(ask, spans, wanted, looks)
    fetched, pool = -1, list[Candidate]()
    found: list[Candidate] = []
    number, inner = 0, Look(-1)
    for number, look in enumerate(looks):
        if number > fetched:
            fetched = min(max(number + (number > 0), _enough_last_time.get(key, 0)), len(looks) - 1)
            pool = _fetched(ask, spans, wanted, looks[fetched])
        found += ranked(_between(pool, inner, look), timed, ask.set_back(wanted), ask.now)
        if _enough(ask, within_reach(found, ask.now), wanted):
            break
        inner = look
    _remember(key, number)
    apart = ask.set_back(wanted) & ONE_GENDER if timed else ask.set_back(wanted)
    found = within_reach(led_by_one_for_all(found, apart), ask.now)
    return Picked(varied(found), max(looks[number].miles, ASKED_MILES))


def afar(ask: Ask, ways: tuple[int, ...], spans: Try, wanted: Wanted, timed: bool) -> Picked:
    """Calls or links, the first hours alone if they have enough groups."""
    found: list[Candidate] = []
    for cut, slack_min in dict.fromkeys(_cuts(spans, wanted)):
        found = remote(ask.session, ways, ask.zone, wanted, cut, slack_min)
        if groups(found) >= ask.limit:
            break
    found = ranked(found, timed, ask.set_back(wanted))
    return Picked(varied(led_by_one_for_all(found, ask.set_back(wanted))))


def _cuts(spans: Try, wanted: Wanted) -> Iterator[tuple[Try, int]]:
    """The time asked for, its first hours first; whole where the very minute was said, and for what no
    index knows: reading all of it once is enough."""
    whole = bool(spans[0].wanted) or wanted.kind == "lgbtq"
    for hours, slack_min in AFAR[-1:] if whole else AFAR:
        yield (spans if hours is None else (spans[0].first(hours),)), slack_min


def _fetched(ask: Ask, spans: Try, wanted: Wanted, look: Look) -> list[Candidate]:
    assert ask.place is not None
    within = circle(ask.place.lat, ask.place.lon, look.miles)
    cut = spans if look.hours is None else (spans[0].first(look.hours),)
    return near(ask.session, within, ask.place.zone, wanted, cut)


def _between(pool: list[Candidate], inner: Look, outer: Look) -> list[Candidate]:
    """What the outer look holds and the inner one does not."""
    miles, minutes = outer.miles, outer.minutes
    before, earlier = inner.miles, inner.minutes
    return [
        one
        for one in pool
        if one.miles <= miles
        and one.wait_min < minutes
        and not (one.miles <= before and one.wait_min < earlier)
    ]


def _enough(ask: Ask, found: list[Candidate], wanted: Wanted) -> bool:
    """So many groups, and somewhere that everybody can go."""
    if groups(found) < ask.limit:
        return False
    set_back = ask.set_back(wanted)
    return any(not one.attrs & set_back for one in found)


def _key(ask: Ask, spans: Try, wanted: Wanted, looks: tuple[Look, ...]) -> _Key:
    """A night has fewer meetings than an evening, so how long the time asked for is belongs to it."""
    assert ask.place is not None
    hours = int((spans[-1].end - spans[0].start).total_seconds()) // 3600
    return cell_of(ask.place.lat, ask.place.lon), wanted, looks, ask.limit, hours


def _remember(key: _Key, number: int) -> None:
    if len(_enough_last_time) > REMEMBERED:
        _enough_last_time.clear()
    _enough_last_time[key] = number
