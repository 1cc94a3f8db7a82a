"""Which place is meant: the postal code or town of a query, with what we know about who asks.

A name alone is no proof: 4,954 town names occur in more than one state. Likeness, size, the asker's
own region and meetings nearby decide; when they don't, there are choices.
"""

from dataclasses import dataclass, replace
from math import log2
from typing import Any, cast

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from service.meetings import places
from service.meetings.geo import cells_within, miles_between
from service.meetings.places import Candidate, Place
from service.models.meeting import Meeting

SAME_REGION, NEAR_HOME, NOT_FAR = 25.0, 30.0, 15.0
NEAR_HOME_MILES, NOT_FAR_MILES = 100, 300
# What meetings nearby are worth: a town nobody meets in is rarely the one meant.
LISTED_MILES, MEETINGS_NEAR = 50, 20.0
TOSS_UP = 8.0  # points apart; then we ask
ONE_PLACE_MILES = 30
MOST_CHOICES = 3

_T = cast(Table, Meeting.__table__)


@dataclass(frozen=True, slots=True)
class Home:
    """Where questions come from when a text doesn't say: the member's last place, the line's region."""

    near: Place | None = None
    region: str | None = None


def locate(session: Session, said: str, home: Home) -> list[Place]:
    """The places `said` may mean, best first; more than one is a toss-up; empty when unknown."""
    if any(letter.isdigit() for letter in said):
        found = _by_code(session, said)
        return [found] if found else []
    town, _, region = said.partition(", ")
    candidates = _candidates(town, region or None, home)
    if not candidates:
        listed = _by_feed(session, func.lower(_T.c.town) == town.lower())
        return [listed] if listed else []
    return _toss_up(_ranked(session, candidates, home))


def _by_code(session: Session, code: str) -> Place | None:
    """From the file; a code it doesn't know from the feeds' own points, outcodes too."""
    found = places.by_code(code)
    if found and not found.guessed and code.isdigit():
        return found
    listed = _by_feed(session, _T.c.postal_code == code) or (
        None if code.isdigit() else _by_feed(session, _T.c.postal_code.like(f"{code} %"))
    )
    return replace(listed, code=code) if listed else found


def _by_feed(session: Session, where: Any) -> Place | None:
    """The middle of listed meetings: every feed knows its own country's codes and towns."""
    sql: Select[Any] = (
        select(_T.c.town, _T.c.region, func.avg(_T.c.lat), func.avg(_T.c.lon), _T.c.zone)
        .where(where, _T.c.lat.is_not(None), _T.c.hidden_reason.is_(None))
        .group_by(_T.c.town, _T.c.region, _T.c.zone)
        .order_by(func.count().desc(), _T.c.town)
        .limit(1)
    )
    row: Any = session.connection().execute(sql).first()
    return Place(row[0] or "", row[1] or "", row[2], row[3], row[4]) if row else None


def _candidates(town: str, region: str | None, home: Home) -> list[Candidate]:
    """Exact names, and likely ones where none of the exact lies where the question comes from."""
    exact = places.by_name(town, region)
    known = home.region or (home.near and home.near.region)
    if exact and (not known or any(one.place.region == known for one in exact)):
        return exact
    if exact and region:
        return exact
    like = [one for one in places.like(town, region) if one.likeness < 100]
    return exact + [one for one in like if not exact or one.place.region == known]


def _ranked(session: Session, candidates: list[Candidate], home: Home) -> list[tuple[float, Place]]:
    scored = [(_score(one, home), one.place) for one in candidates]
    best = sorted(scored, key=lambda pair: -pair[0])[: places.RERANKED]
    if len(best) > 1:
        near = _meetings_near(session, [place for _, place in best])
        best = [(score + extra, place) for (score, place), extra in zip(best, near, strict=True)]
    return sorted(best, key=lambda pair: -pair[0])


def _score(one: Candidate, home: Home) -> float:
    score = one.likeness + 4 * log2(1 + one.weight)
    if home.region and one.place.region == home.region:
        score += SAME_REGION
    if home.near:
        miles = _apart(one.place, home.near)
        score += NEAR_HOME if miles < NEAR_HOME_MILES else NOT_FAR if miles < NOT_FAR_MILES else 0
    return score


def _meetings_near(session: Session, towns: list[Place]) -> list[float]:
    """For each town, up to MEETINGS_NEAR points for squares around it in which somebody meets."""
    around = [set(cells_within(town.lat, town.lon, LISTED_MILES)) for town in towns]
    sql = select(_T.c.cell).where(_T.c.cell.in_(set().union(*around))).distinct()
    occupied = set(session.connection().execute(sql).scalars())
    return [MEETINGS_NEAR * min(1.0, len(occupied & cells) / 4) for cells in around]


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
