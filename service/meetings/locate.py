"""Which place is meant: the postal code or town of a query, with what we know about who asks.

A name alone is no proof: 4,954 town names occur in more than one state. Likeness, size, the asker's
own region and meetings nearby decide; when they don't, there are choices. A ZIP costs no statement,
nor does a town when its namesakes are far behind.
"""

from dataclasses import dataclass
from itertools import chain
from math import log2

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings import gazetteer, places
from service.meetings.geo import cells_within, miles_between
from service.meetings.places import Candidate, Place
from service.models.meeting import Meeting
from service.statements import Prepared, one_of, one_value

# Points. Likeness gives up to 100; one wrong letter costs five to ten.
A_DOUBLING = 2.5  # of the people who live there
SAME_REGION, CALLERS_REGION = 30.0, 25.0
NEAR_HOME, NOT_FAR = 35.0, 15.0
NEAR_HOME_MILES, NOT_FAR_MILES = 100, 300
ABROAD, NEXT_DOOR = -40.0, -15.0
# What meetings nearby are worth: a town nobody meets in is rarely the one meant.
LISTED_MILES, MEETINGS_NEAR, ENOUGH_SQUARES = 50, 20.0, 4
TOSS_UP = 8.0  # points apart; then we ask
ONE_PLACE_MILES = 30
MOST_CHOICES = 3
COMPARED = 6
# What is spelled exactly gives way to what is a letter away only in the asker's own region, and a
# hamlet to a city: Bozman MD to Bozeman MT, but Paris never to Polaris MT.
TINY, BIG = 2_000, 20_000
NEARLY, SLIP = 90.0, 80.0

_T = table_of(Meeting)
_OCCUPIED = Prepared(lambda dialect: select(_T.c.cell).where(one_of(_T.c.cell, dialect)).distinct())


@dataclass(frozen=True, slots=True)
class Home:
    """Where questions come from when a text doesn't say."""

    near: Place | None = None  # the member's own place
    region: str | None = None  # the line's
    country: str | None = None  # the line's; None: the place's or the United States
    caller: str | None = None  # the region of the asker's area code

    @property
    def at(self) -> str:
        """The country in which a name or a code is looked for first."""
        return self.country or (self.near.country if self.near else "US")


def locate(session: Session, said: str, home: Home) -> list[Place]:
    """The places `said` may mean, best first; more than one is a toss-up; empty when unknown."""
    if any(letter.isdigit() for letter in said) and (found := _by_code(session, said, home)):
        return found  # else a town like 100 Mile House, BC
    town, _, region = said.partition(", ")
    candidates = _candidates(session, town, region or None, home)
    return _toss_up(_ranked(session, candidates, home)) if candidates else []


def _by_code(session: Session, code: str, home: Home) -> list[Place]:
    """A country's own code first: 22000 is in Tijuana on a Mexican line, 3000 in Melbourne on one there.

    Unknown means unknown: 00000 is nowhere, and not the middle of the map.
    """
    found = places.by_code(code)
    sure = [found] if found and not found.guessed else []
    if sure and home.at in places.HERE:
        return sure
    taught = gazetteer.by_code(session, code)
    own = [place for place in taught if place.country == home.at]
    if own or sure or taught:
        return own[:1] or (sure + taught)[:MOST_CHOICES]
    area = places.by_postcode_area(code) if home.at == "GB" else None
    return [place for place in (found, area) if place][:1]


def _candidates(session: Session, town: str, region: str | None, home: Home) -> list[Candidate]:
    """Exact names, and likely ones where none of the exact lies where the question comes from."""
    exact = places.by_name(town, region)
    if not any(_is_own(one.place, home) for one in exact):
        exact += gazetteer.by_name(session, town, region)
    if exact and (region or any(_lies_here(one.place, home) for one in exact)):
        return exact
    return exact + _likely(session, town, region, home, exact)


def _is_own(place: Place, home: Home) -> bool:
    return place.country == home.at or (home.at in places.HERE and place.country in places.HERE)


def _lies_here(place: Place, home: Home) -> bool:
    """In the region we know the question to come from; where we know none, a town of any size will do."""
    return place.region in _regions(home) if _regions(home) else _is_own(place, home)


def _regions(home: Home) -> set[str]:
    return {one for one in (home.region, home.caller, home.near and home.near.region) if one}


def _likely(
    session: Session, town: str, region: str | None, home: Home, exact: list[Candidate]
) -> list[Candidate]:
    """Names nearly so; beside exact ones few, see NEARLY."""
    regions = [region] if region else sorted(_regions(home))
    looked = [places.like(town, region, home.at), *(places.like(town, one) for one in regions)]
    found = {(one.place, one.likeness): one for one in chain.from_iterable(looked)}
    if not exact:
        found |= {(one.place, one.likeness): one for one in gazetteer.like(session, town, region)}
        return list(found.values() or places.like(town, region, home.at, any_letter=True))
    known = {one.place for one in exact}
    hamlet = all(one.weight < TINY for one in exact)
    return [
        one
        for one in found.values()
        if one.place not in known
        and one.likeness >= (SLIP if hamlet and one.place.region in regions else NEARLY)
        and (one.place.region in regions or (hamlet and one.weight >= BIG))
    ]


def _ranked(session: Session, candidates: list[Candidate], home: Home) -> list[tuple[float, Place]]:
    """Best first. Where meetings nearby couldn't change that, the database isn't asked for them."""
    scored = [(_score(one, home), one.place) for one in candidates]
    best = sorted(scored, key=lambda pair: -pair[0])[:COMPARED]
    close = [pair for pair in best if best[0][0] - pair[0] < TOSS_UP + MEETINGS_NEAR]
    if len(close) == 1:
        return close
    near = _meetings_near(session, [place for _, place in close])
    both = [(score + extra, place) for (score, place), extra in zip(close, near, strict=True)]
    return sorted(both, key=lambda pair: -pair[0])


def _score(one: Candidate, home: Home) -> float:
    place = one.place
    score = one.likeness + A_DOUBLING * log2(1 + one.weight / 100)
    if place.country != home.at:
        score += NEXT_DOOR if _is_own(place, home) else ABROAD
    if place.region:
        score += SAME_REGION if place.region == home.region else 0
        score += CALLERS_REGION if place.region == home.caller else 0
    if home.near:
        miles = _apart(place, home.near)
        score += NEAR_HOME if miles < NEAR_HOME_MILES else NOT_FAR if miles < NOT_FAR_MILES else 0
    return score


def _meetings_near(session: Session, towns: list[Place]) -> list[float]:
    """For each town, up to MEETINGS_NEAR points for squares around it in which somebody meets."""
    around = [set(cells_within(town.lat, town.lon, LISTED_MILES)) for town in towns]
    cells = one_value(tuple(sorted(set().union(*around))), session.get_bind().dialect.name)
    occupied = {cell for (cell,) in _OCCUPIED.rows(session, keys=cells)}
    return [MEETINGS_NEAR * min(1.0, len(occupied & cells) / ENOUGH_SQUARES) for cells in around]


def _toss_up(ranked: list[tuple[float, Place]]) -> list[Place]:
    """The best, and those too close behind it to be sure that lie somewhere else."""
    top, best = ranked[0]
    chosen = [best]
    for score, place in ranked[1:]:
        elsewhere = all(_apart(place, other) > ONE_PLACE_MILES for other in chosen)
        if top - score < TOSS_UP and elsewhere and len(chosen) < MOST_CHOICES:
            chosen.append(place)
    return chosen


def _apart(one: Place, other: Place) -> float:
    return miles_between(one.lat, one.lon, other.lat, other.lon)
