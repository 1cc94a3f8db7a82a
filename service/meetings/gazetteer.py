"""Postal codes and towns learnt from feeds and imported lists, for every country.

The file of places has the ZIPs and Canada's codes and the bigger towns of six countries. What it lacks
the feeds know: a meeting in Plymouth says where PL1 is, and where the hamlet is that it meets in.
"""

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process
from sqlalchemy import bindparam, case, delete, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings import places
from service.meetings.geo import miles_between
from service.meetings.places import Candidate, Place, key_of
from service.models.gazetteer import KnownPlace
from service.models.meeting import Meeting
from service.statements import Prepared

CODE, TOWN = "code", "town"
SAME_TOWN_MILES = 30
# A feed's point that is only the town's own counts, but a tenth of a room's.
EXACT, APPROXIMATE = 10, 1
PEOPLE = 50  # for each of those: a town with four meetings a week has some two thousand people
_K, _M = table_of(KnownPlace), table_of(Meeting)
_FOUND = tuple(_K.c[name] for name in ("name", "region", "lat", "lon", "zone", "country", "weight"))
_BY_KEY = Prepared(
    select(*_FOUND)
    .where(_K.c.kind == bindparam("kind"), _K.c.key == bindparam("key"))
    .order_by(_K.c.weight.desc(), _K.c.id)
)
_TOWN_KEYS = Prepared(
    select(_K.c.key).where(_K.c.kind == TOWN, _K.c.key.like(bindparam("start"))).distinct()
)

# Royal Mail's postcodes (BS 7666): what stands before the last three is the outcode, a few streets wide.
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})?")
# Eircode: the routing key, a town wide, and four signs for one letter box.
_EIRCODE = re.compile(r"([A-Z]\d[\dW])([A-Z\d]{4})?")


class Learnt(NamedTuple):
    """A row of the gazetteer, but for its id and its feed."""

    country: str
    kind: str
    key: str
    name: str
    region: str
    lat: float
    lon: float
    zone: str
    weight: int


class _Seen(NamedTuple):
    """Meetings of one town with one postal code."""

    town: str | None
    region: str | None
    code: str | None
    zone: str
    country: str | None
    weight: int
    lat: float
    lon: float


def code_key(country: str, code: str) -> str:
    """A postal code as wide as a search needs it: a British outcode, an Irish routing key, else all of it.

    >>> code_key("GB", "PL1 2AB"), code_key("IE", "D02 X285"), code_key("AU", "3051")
    ('PL1', 'D02', '3051')
    """
    bare = re.sub(r"[^A-Z\d]", "", code.upper())
    pattern = {"GB": _POSTCODE, "IE": _EIRCODE}.get(country)
    found = pattern.fullmatch(bare) if pattern else None
    return found[1] if found else bare


def learn(session: Session, feed_id: int) -> int:
    """Takes in what a feed's meetings say about where things are, in the place of what it said before.

    Only rooms count, not links. Returns how many places; the same feed gives the same.
    """
    rows = taught_by(session, feed_id)
    keep(session, feed_id, rows)
    return len(rows)


def taught_by(session: Session, feed_id: int) -> list[Learnt]:
    """The places a feed's meetings tell of; only reads, which takes a while for a country."""
    gathered = Gathered()
    for seen in _seen(session, feed_id):
        for place in _places_of(seen):
            gathered.put(place)
    return gathered.rows()


def keep(session: Session, feed_id: int, rows: list[Learnt]) -> None:
    """Writes them in the place of what the feed said before."""
    session.execute(delete(_K).where(_K.c.feed_id == feed_id))
    if rows:
        taught = [{"feed_id": feed_id, **row._asdict()} for row in rows]
        session.connection().execute(plain_insert(_K), taught)


def _seen(session: Session, feed_id: int) -> list[_Seen]:
    where = tuple(_M.c[name] for name in ("town", "region", "postal_code", "zone", "country"))
    sure = case((_M.c.precision == "exact", EXACT), else_=APPROXIMATE)
    sql = (
        select(*where, func.sum(sure), func.avg(_M.c.lat), func.avg(_M.c.lon))
        .where(_M.c.feed_id == feed_id, _M.c.cell.is_not(None))
        .group_by(*where)
        .order_by(*where)
    )
    return [_Seen._make(row) for row in session.connection().execute(sql)]


def _places_of(seen: _Seen) -> list[Learnt]:
    """The code and the town, unless the file of places has them already."""
    country = places.country_of_zone(seen.zone) or seen.country
    if country is None:
        return []
    name, region = (seen.town or "")[:80], (seen.region or "")[:40]
    rest = (name, region, seen.lat, seen.lon, seen.zone, seen.weight)
    found = []
    if seen.code and country not in places.HERE:
        found.append(Learnt(country, CODE, code_key(country, seen.code), *rest))
    if name and not is_filed(name, seen.lat, seen.lon):
        found.append(Learnt(country, TOWN, key_of(name), *rest))
    return found


def is_filed(town: str, lat: float, lon: float) -> bool:
    """True when the file of places has a town of this name about there."""
    return _is_filed_about(town, round(lat * 4) / 4, round(lon * 4) / 4)


@lru_cache(maxsize=4096)
def _is_filed_about(town: str, lat: float, lon: float) -> bool:
    """Quarters of a degree are near enough: a town's meetings then ask once."""
    namesakes = (one.place for one in places.by_name(town))
    return any(miles_between(lat, lon, one.lat, one.lon) < SAME_TOWN_MILES for one in namesakes)


class Gathered:
    """Comes to one row a code and one a town and region, each in the middle of all that was put in."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, ...], _Sum] = {}

    def put(self, one: Learnt) -> None:
        key = (one.country, one.kind, one.key, one.region if one.kind == TOWN else "")
        self._sums.setdefault(key, _Sum()).put(one)

    def rows(self) -> list[Learnt]:
        """A code takes the name of the town that has most of it."""
        return [self._row(key, all_of) for key, all_of in sorted(self._sums.items())]

    def _row(self, identity: tuple[str, ...], of: "_Sum") -> Learnt:
        country, kind, key, _ = identity
        (name, region, zone), _ = of.names.most_common(1)[0]
        lat, lon = round(of.lat / of.weight, 5), round(of.lon / of.weight, 5)
        return Learnt(country, kind, key, name, region, lat, lon, zone, of.weight * PEOPLE)


class _Sum:
    def __init__(self) -> None:
        self.lat = self.lon = 0.0
        self.weight = 0
        self.names: Counter[tuple[str, str, str]] = Counter()

    def put(self, one: Learnt) -> None:
        self.lat += one.lat * one.weight
        self.lon += one.lon * one.weight
        self.weight += one.weight
        self.names[one.name, one.region, one.zone] += one.weight


def by_code(session: Session, code: str) -> list[Place]:
    """The places of this code, one a country."""
    keys = {code_key(country, code) for country in ("GB", "IE", "")}
    found = [one.place for key in sorted(keys) for one in _of_key(session, CODE, key)]
    first = {place.country: place for place in reversed(found)}
    return [replace(place, code=code) for place in first.values()]


def by_name(session: Session, name: str, region: str | None = None) -> list[Candidate]:
    """The towns called this, as in `places.by_name`."""
    found = _of_key(session, TOWN, key_of(name))
    return [one for one in found if region in (None, one.place.region)]


def like(session: Session, name: str, region: str | None = None) -> list[Candidate]:
    """The towns called nearly this, as in `places.like`."""
    key = key_of(name)
    if not key:
        return []
    names = [found for (found,) in _TOWN_KEYS.rows(session, start=f"{key[0]}%")]
    nearest = process.extract(
        key, names, scorer=fuzz.ratio, score_cutoff=places.LIKE_ENOUGH, limit=places.RERANKED
    )
    return [
        Candidate(one.place, one.weight, likeness)
        for found, likeness, _ in nearest
        for one in _of_key(session, TOWN, found)
        if region in (None, one.place.region)
    ]


def _of_key(session: Session, kind: str, key: str) -> list[Candidate]:
    return [
        Candidate(Place(name, region, lat, lon, zone, country=country), weight, 100.0)
        for name, region, lat, lon, zone, country, weight in _BY_KEY.rows(
            session, kind=kind, key=key
        )
    ]
