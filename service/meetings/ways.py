"""The ways an answer is looked for, in order, so that no question ends with nothing.

As asked; without an attribute nobody offers; on another day near; by phone; online; a longer drive; a
related kind; any kind; and what lies too far for a drive only when nothing else is listed at all. In
rural places the second half is the usual answer: AA tonight lies within 25 miles for 26 % of the ZIPs
of nine rural states.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

from service.meetings.asking import DRIVE_MILES, FAR_MILES, Ask, Fallback, Picked
from service.meetings.attributes import DIAL_IN, LINK_ONLY, to_bits
from service.meetings.candidates import Candidate
from service.meetings.listed import Wanted
from service.meetings.looks import FAR, TIMED, UNTIMED, afar, rooms
from service.meetings.ranking import groups, varied
from service.meetings.windows import Span, Try, is_timed, tries, week_from

NEAR_MILES = 50  # an attribute or a day is given up rather than driven further for
DAY = timedelta(days=1)  # a call belongs beside a longer wait, as beside a drive of FAR_MILES
# A call before a link: who has no data can take a call.
INSTEAD: tuple[tuple[int, Fallback], ...] = ((DIAL_IN, "phone"), (LINK_ONLY, "online"))
BESIDE = 1  # where that call stands: second

# Who has no group of their own kind near may be at home in one of these; the likest first.
RELATED = {
    "aa": ("smart", "dharma", "celebrate", "lifering", "na"),
    "na": ("smart", "dharma", "celebrate", "ca", "cma", "ha", "ma", "aa"),
    "ca": ("na", "cma", "smart", "aa"),
    "cma": ("na", "ca", "smart", "aa"),
    "ha": ("na", "smart", "aa"),
    "ma": ("na", "smart", "aa"),
    "smart": ("lifering", "dharma", "aa", "na"),
    "dharma": ("smart", "lifering", "aa", "na"),
    "lifering": ("smart", "dharma", "aa", "na"),
    "celebrate": ("aa", "na", "smart"),
    "al-anon": ("nar-anon", "aca", "coda"),
    "nar-anon": ("al-anon", "aca", "coda"),
    "gam-anon": ("al-anon", "coda"),
    "aca": ("al-anon", "coda"),
    "coda": ("aca", "al-anon"),
    "grief": ("mental-health",),
    "caregiver": ("mental-health", "grief"),
    "mental-health": ("ea", "smart"),
    "ea": ("mental-health",),
    "lgbtq": ("mental-health",),
    "slaa": ("saa", "coda"),
    "saa": ("slaa", "coda"),
}


def pick(ask: Ask) -> Picked:
    """The first way that finds something; empty only when nothing at all is listed."""
    furthest = None
    for picked in _ways(ask):
        furthest = max(picked.miles or 0, furthest or 0) or None
        if picked.found:
            return _with_a_call(ask, replace(picked, miles=picked.miles or furthest))
    return Picked([], furthest)


def further(ask: Ask) -> Picked:
    """Rooms as far as anybody would drive, else the nearest of all: for those who have heard of the calls."""
    if ask.place is None:
        return Picked([])
    for picked in (_longer_drive(ask), *_too_far(ask)):
        if picked.found:
            return picked
    return Picked([], DRIVE_MILES)


def _ways(ask: Ask) -> Iterator[Picked]:
    """In the order they are tried; each looks only when its turn comes."""
    if ask.query.mode in ("phone", "online"):
        yield from _afar_as_asked(ask)
    if ask.place is not None:
        yield from _rooms_as_asked(ask)
        yield from _other_day(ask)
    yield from _afar_instead(ask)
    if ask.place is not None:
        yield _longer_drive(ask)
    yield from _other_kind(ask)
    if ask.place is not None:
        yield from _too_far(ask)


def _rooms_as_asked(ask: Ask) -> Iterator[Picked]:
    """With all attributes, then without those nobody here has, each said."""
    mode = ("mode",) if ask.query.mode in ("phone", "online") else ()
    for kept in _fewer(ask.query.attrs):
        given_up = (*sorted(ask.query.attrs - kept), *mode)
        yield from _in_each_try(ask, ask.wanted(kept), given_up, not kept)
    if ask.query.mode == "hybrid":
        yield from _in_each_try(
            ask, Wanted(ask.query.kind, to_bits(ask.query.attrs)), ("mode",), True
        )


def _in_each_try(
    ask: Ask, wanted: Wanted, given_up: tuple[str, ...], last: bool
) -> Iterator[Picked]:
    """Near on any of the days meant, then the whole drive, unless an attribute is given up instead."""
    asked = tries(ask.query, ask.now, ask.zone)
    reaches = (NEAR_MILES, DRIVE_MILES) if len(asked) > 1 else (DRIVE_MILES,)
    for furthest in reaches if last else (NEAR_MILES,):
        for spans in asked:
            picked = _rooms(ask, spans, wanted, furthest, is_timed(ask.query))
            yield replace(picked, relaxed=given_up)


def _asked(ask: Ask) -> Try:
    """The first stretch asked for; the next day where that is over."""
    return next(iter(tries(ask.query, ask.now, ask.zone)), (Span(ask.now, ask.now + DAY),))


def _fewer(attrs: frozenset[str]) -> Iterator[frozenset[str]]:
    """All, all but one each, none."""
    yield attrs
    if len(attrs) > 1:
        yield from (attrs - {one} for one in sorted(attrs))
    if attrs:
        yield frozenset()


def _other_day(ask: Ask) -> Iterator[Picked]:
    if not is_timed(ask.query):
        return
    for kept in _fewer(ask.query.attrs):
        picked = _rooms(ask, week_from(ask.now), ask.wanted(kept), NEAR_MILES, False)
        relaxed = (*sorted(ask.query.attrs - kept), "when")
        yield replace(picked, relaxed=relaxed, fallback="other_day")


def _afar_as_asked(ask: Ask) -> Iterator[Picked]:
    ways = (DIAL_IN,) if ask.query.mode == "phone" else (DIAL_IN, LINK_ONLY)
    for kept in _fewer(ask.query.attrs):
        given_up = tuple(sorted(ask.query.attrs - kept))
        for spans in tries(ask.query, ask.now, ask.zone):
            yield Picked(_afar(ask, ways, spans, kept), None, given_up)
    if is_timed(ask.query):
        found = _afar(ask, ways, week_from(ask.now))
        yield Picked(found, None, (*sorted(ask.query.attrs), "when"), "other_day")
    if ask.query.mode == "phone":
        found = _afar(ask, (LINK_ONLY,), week_from(ask.now))
        yield Picked(found, None, (*sorted(ask.query.attrs), "mode"), "online")


def _afar_instead(ask: Ask) -> Iterator[Picked]:
    """A call soon, then a link soon: who has no data can take a call."""
    asked = _asked(ask)
    over = () if tries(ask.query, ask.now, ask.zone) else ("when",)
    mode = ("mode",) if ask.query.mode in ("in-person", "hybrid") else ()
    for way, fallback in INSTEAD:
        for kept in _fewer(ask.query.attrs):
            given_up = (*sorted(ask.query.attrs - kept), *over, *mode)
            found = _and_later(ask, way, _afar(ask, (way,), asked, kept))
            yield Picked(found, None, given_up, fallback)
        if is_timed(ask.query):
            found = _afar(ask, (way,), week_from(ask.now))
            relaxed = (*sorted(ask.query.attrs), "when", *mode)
            yield Picked(found, None, relaxed, fallback)


def _and_later(ask: Ask, way: int, found: list[Candidate]) -> list[Candidate]:
    """With those of the days after, when there are few in the time asked for."""
    if not found or groups(found) >= ask.limit:
        return found
    known = {one.id for one in found}
    later = _afar(ask, (way,), week_from(ask.now))
    return varied([*found, *(one for one in later if one.id not in known)])


def _longer_drive(ask: Ask) -> Picked:
    """Any day, without the attributes, as far as anybody would drive."""
    wanted = Wanted(ask.query.kind)
    picked = _rooms(ask, week_from(ask.now), wanted, DRIVE_MILES, False)
    return replace(picked, relaxed=_all_given_up(ask), fallback="wider")


def _other_kind(ask: Ask) -> Iterator[Picked]:
    """Another kind of group is better than nothing, if it is said: related ones, then any at all."""
    kind, week = ask.query.kind, week_from(ask.now)
    if kind in (None, "any"):
        return
    for others in (RELATED.get(str(kind), ()), ("any",)):
        for other in others:
            near = _rooms(ask, week, Wanted(other), NEAR_MILES, False)
            yield replace(near, relaxed=("kind",), fallback="wider")
        for (way, fallback), other in product(INSTEAD, others):
            another = replace(ask, query=replace(ask.query, kind=other))
            yield Picked(_afar(another, (way,), week), None, ("kind",), fallback)


def _too_far(ask: Ask) -> Iterator[Picked]:
    """Where the nearest one is, when nothing that can be reached is listed at all."""
    for kind in dict.fromkeys((ask.query.kind, "any")):
        nearest = replace(ask, limit=1)
        picked = rooms(nearest, week_from(ask.now), Wanted(kind), FAR, timed=True)
        relaxed = _all_given_up(ask) if kind == ask.query.kind else ("kind",)
        yield replace(picked, relaxed=relaxed, fallback="wider")


def _all_given_up(ask: Ask) -> tuple[str, ...]:
    return (*sorted(ask.query.attrs), *(("when",) if is_timed(ask.query) else ()))


def _rooms(ask: Ask, spans: Try, wanted: Wanted, furthest: int, timed: bool) -> Picked:
    looks = tuple(look for look in (TIMED if timed else UNTIMED) if look.miles <= furthest)
    return rooms(ask, spans, wanted, looks, timed)


def _afar(
    ask: Ask, ways: tuple[int, ...], spans: Try, attrs: frozenset[str] = frozenset()
) -> list[Candidate]:
    wanted = Wanted(ask.query.kind, to_bits(attrs))
    return afar(ask, ways, spans, wanted, is_timed(ask.query)).found


def _with_a_call(ask: Ask, picked: Picked) -> Picked:
    """Beside a drive of more than thirty miles, or a wait of days, a way to take part from home.

    It stands second wherever the list is cut, so that "more" finds everything where it was.
    """
    first = picked.found[0]
    if first.remote or ask.query.mode in ("in-person", "hybrid"):
        return picked
    calls = _sooner_call(ask, picked, first)
    if first.miles > FAR_MILES:
        asked = _asked(ask)
        calls = calls or _afar(ask, (DIAL_IN,), asked) or _afar(ask, (LINK_ONLY,), asked)
    # A hybrid one is a room and a call. Only the first is named as both, and only for want of another.
    beside = sorted(calls, key=lambda one: one.id == first.id)[:1]
    others = [one for one in picked.found[BESIDE:] if one.id not in {call.id for call in beside}]
    return replace(picked, found=[*picked.found[:BESIDE], *beside, *others])


def _sooner_call(ask: Ask, picked: Picked, first: Candidate) -> list[Candidate]:
    """A number to dial in the time asked for or within a day, when the first room is another day's."""
    timed = is_timed(ask.query)
    if timed and picked.fallback != "other_day":
        return []
    if first.starts <= ask.now + DAY and not timed:
        return []
    asked = _asked(ask)
    found = _afar(ask, (DIAL_IN,), asked) if timed else []
    soon = found or _afar(ask, (DIAL_IN,), (Span(ask.now, ask.now + DAY),))
    return [one for one in soon if found or one.starts < first.starts]
