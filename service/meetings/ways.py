"""The ways an answer is looked for, in order, so that no question ends with nothing.

As asked; without an attribute nobody offers; on another day near; by phone; online; further away; any
kind. In rural places the second half is the usual answer: AA tonight lies within 25 miles for 26 % of
the ZIPs of nine rural states.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from service.meetings.attributes import DIAL_IN, LINK_ONLY, to_bits
from service.meetings.candidates import Candidate, Wanted, is_listed, near, remote
from service.meetings.geo import cells_within
from service.meetings.places import Place
from service.meetings.query import Query
from service.meetings.ranking import ranked, varied
from service.meetings.windows import Span, Try, is_timed, tries, week_from

Fallback = Literal["other_day", "phone", "online", "wider"]

STEPS_MILES = (10, 25, 50, 100)
WIDER_MILES = (100, 200, 400)  # only so that nobody is left with nothing
NEAR_MILES = 50  # an attribute or a day is given up rather than driven further for
FAR_MILES = 30  # beyond it, a call belongs beside the drive
SOON_MILES = 25
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with everything needed to answer it. `place` is None when we know none."""

    session: Session
    query: Query
    now: datetime
    place: Place | None
    zone: str
    limit: int

    def wanted(self, attrs: frozenset[str] | None = None) -> Wanted:
        """What rows must be; by default with every attribute asked for."""
        kept = self.query.attrs if attrs is None else attrs
        return Wanted(self.query.kind, to_bits(kept), self.query.mode == "hybrid")


@dataclass(frozen=True, slots=True)
class Picked:
    """What one way found, ranked; `miles` is how far rooms were looked for."""

    found: list[Candidate]
    miles: int | None = None
    relaxed: tuple[str, ...] = ()
    fallback: Fallback | None = None


def pick(ask: Ask) -> Picked:
    """The first way that finds something; empty only when nothing at all is listed."""
    furthest = None
    for picked in _ways(ask):
        furthest = max(picked.miles or 0, furthest or 0) or None
        if picked.found:
            return _with_a_call(ask, replace(picked, miles=picked.miles or furthest))
    return Picked([], furthest)


def _ways(ask: Ask) -> Iterator[Picked]:
    """In the order they are tried; each looks only when its turn comes."""
    if ask.query.mode in ("phone", "online"):
        yield from _afar_as_asked(ask)
    if ask.place is not None:
        yield from _rooms_as_asked(ask)
        yield _other_day(ask)
    yield from _afar_instead(ask)
    if ask.place is not None:
        yield _wider(ask)
        yield _any_kind(ask)


def _rooms_as_asked(ask: Ask) -> Iterator[Picked]:
    """With all attributes, then without those nobody here has, each said."""
    mode = ("mode",) if ask.query.mode in ("phone", "online") else ()
    for kept in _fewer(ask.query.attrs):
        furthest = STEPS_MILES[-1] if not kept else NEAR_MILES
        given_up = tuple(sorted(ask.query.attrs - kept)) + mode
        for spans in tries(ask.query, ask.now, ask.zone):
            picked = _rooms(ask, spans, ask.wanted(kept), furthest)
            yield Picked(picked.found, picked.miles, given_up)
    if ask.query.mode == "hybrid":
        plain = Wanted(ask.query.kind, to_bits(ask.query.attrs))
        for spans in tries(ask.query, ask.now, ask.zone):
            picked = _rooms(ask, spans, plain, STEPS_MILES[-1])
            yield Picked(picked.found, picked.miles, ("mode",))


def _fewer(attrs: frozenset[str]) -> Iterator[frozenset[str]]:
    """All, all but one each, none."""
    yield attrs
    if len(attrs) > 1:
        yield from (attrs - {one} for one in sorted(attrs))
    if attrs:
        yield frozenset()


def _other_day(ask: Ask) -> Picked:
    if not is_timed(ask.query):
        return Picked([])
    for kept in _fewer(ask.query.attrs):
        picked = _rooms(ask, week_from(ask.now), ask.wanted(kept), NEAR_MILES, timed=False)
        if picked.found:
            relaxed = (*sorted(ask.query.attrs - kept), "when")
            return Picked(picked.found, picked.miles, relaxed, "other_day")
    return Picked([])


def _afar_as_asked(ask: Ask) -> Iterator[Picked]:
    ways = [DIAL_IN] if ask.query.mode == "phone" else [DIAL_IN, LINK_ONLY]
    for kept in _fewer(ask.query.attrs):
        given_up = tuple(sorted(ask.query.attrs - kept))
        for spans in tries(ask.query, ask.now, ask.zone):
            yield Picked(_afar(ask, ways, spans, kept), None, given_up)
    if is_timed(ask.query):
        found = _afar(ask, ways, week_from(ask.now), frozenset())
        relaxed = (*sorted(ask.query.attrs), "when")
        yield Picked(found, None, relaxed, "other_day")
    if ask.query.mode == "phone":
        found = _afar(ask, [LINK_ONLY], week_from(ask.now), frozenset())
        yield Picked(found, None, (*sorted(ask.query.attrs), "mode"), "online")


def _afar_instead(ask: Ask) -> Iterator[Picked]:
    """A call soon, then a link soon: who has no data can take a call."""
    asked = tries(ask.query, ask.now, ask.zone)[0]
    mode = ("mode",) if ask.query.mode in ("in-person", "hybrid") else ()
    options: tuple[tuple[int, Fallback], ...] = ((DIAL_IN, "phone"), (LINK_ONLY, "online"))
    for way, fallback in options:
        for kept in _fewer(ask.query.attrs):
            given_up = (*sorted(ask.query.attrs - kept), *mode)
            yield Picked(_afar(ask, [way], asked, kept), None, given_up, fallback)
        if is_timed(ask.query):
            found = _afar(ask, [way], week_from(ask.now), frozenset())
            relaxed = (*sorted(ask.query.attrs), "when", *mode)
            yield Picked(found, None, relaxed, fallback)


def _wider(ask: Ask) -> Picked:
    """Any day, any of the attributes, beyond what anybody would call near."""
    wanted = ask.wanted(frozenset())
    if wanted.fellowship and not is_listed(ask.session, wanted.fellowship):
        return Picked([])
    rings = _rings(ask, week_from(ask.now), wanted, list(WIDER_MILES), enough=1)
    found = [one for ring in rings for one in ranked(ring, False, wanted.attrs)]
    relaxed = (*sorted(ask.query.attrs), *(("when",) if is_timed(ask.query) else ()))
    return Picked(varied(found), WIDER_MILES[max(len(rings) - 1, 0)], relaxed, "wider")


def _any_kind(ask: Ask) -> Picked:
    """Another kind of group is better than nothing, if it is said."""
    if ask.query.kind in (None, "any"):
        return Picked([])
    picked = _rooms(ask, week_from(ask.now), Wanted("any"), NEAR_MILES, timed=False)
    return Picked(picked.found, picked.miles, ("kind",), "wider")


def _rooms(
    ask: Ask, spans: Try, wanted: Wanted, furthest: int, timed: bool | None = None
) -> Picked:
    """Grows the circle until there are enough different groups.

    Who is found in a smaller circle stays in front, so that asking for more never reshuffles.
    """
    timed = is_timed(ask.query) if timed is None else timed
    steps = [miles for miles in STEPS_MILES if miles < furthest] + [furthest]
    if timed:
        rings = _rings(ask, spans, wanted, steps)
        found = [one for ring in rings for one in ranked(ring, True, wanted.attrs)]
        return Picked(varied(found), steps[len(rings) - 1])
    return _soon_or_later(ask, spans, wanted, steps)


def _soon_or_later(ask: Ask, spans: Try, wanted: Wanted, steps: list[int]) -> Picked:
    """Within a day and 25 miles, most often enough in a town; then the days after and the miles beyond."""
    near_steps = [miles for miles in steps if miles <= SOON_MILES]
    rings = _rings(ask, [Span(ask.now, ask.now + DAY)], wanted, near_steps)
    found = [one for ring in rings for one in ranked(ring, False, wanted.attrs)]
    miles = near_steps[len(rings) - 1] if rings else 0
    if _groups(found) < ask.limit:
        rings = _rings(ask, spans, wanted, steps)
        known = {one.id for one in found}
        later = [one for ring in rings for one in ring if one.id not in known]
        found += ranked(later, False, wanted.attrs)
        miles = steps[len(rings) - 1]
    return Picked(varied(found), miles)


def _rings(
    ask: Ask, spans: Try, wanted: Wanted, steps: list[int], enough: int | None = None
) -> list[list[Candidate]]:
    """What lies in each circle and not in the one before, until there are enough groups."""
    rings: list[list[Candidate]] = []
    if (place := ask.place) is None:
        return rings
    pool: list[Candidate] = []
    looked: set[int] = set()
    inner = -1.0
    for miles in steps:
        cells = set(cells_within(place.lat, place.lon, miles)) - looked
        looked |= cells
        for span in spans:
            pool += near(ask.session, place, cells, wanted, span)
        rings.append([one for one in pool if inner < one.miles <= miles])
        inner = miles
        if _groups(one for ring in rings for one in ring) >= (enough or ask.limit):
            break
    return rings


def _groups(found: Iterable[Candidate]) -> int:
    return len({one.series for one in found})


def _afar(ask: Ask, ways: list[int], spans: Try, attrs: frozenset[str]) -> list[Candidate]:
    wanted = Wanted(ask.query.kind, to_bits(attrs))
    if not is_timed(ask.query) or spans == week_from(ask.now):
        day = [Span(ask.now, ask.now + DAY)]
        found = _calls(ask, ways, day, wanted)
        if len(found) >= ask.limit:
            return found
    return _calls(ask, ways, spans, wanted)


def _calls(ask: Ask, ways: list[int], spans: Try, wanted: Wanted) -> list[Candidate]:
    found = [one for span in spans for one in remote(ask.session, ways, ask.zone, wanted, span)]
    return varied(ranked(found, is_timed(ask.query), wanted.attrs))


def _with_a_call(ask: Ask, picked: Picked) -> Picked:
    """Beside a drive of more than thirty miles, one way to take part from home."""
    first = picked.found[0]
    if first.remote or first.miles <= FAR_MILES or ask.query.mode in ("in-person", "hybrid"):
        return picked
    asked = tries(ask.query, ask.now, ask.zone)[0]
    calls = _afar(ask, [DIAL_IN], asked, frozenset())
    if not calls:
        return picked
    found = [*picked.found[: ask.limit - 1], calls[0]]
    return replace(picked, found=found)
