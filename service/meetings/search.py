"""What is near and next."""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings.asking import Ask, Fallback, Picked
from service.meetings.attributes import DATED, MOVED, from_bits
from service.meetings.candidates import Candidate
from service.meetings.dated import Change, changes_of, moments
from service.meetings.geo import direction, miles_between
from service.meetings.locate import Home, locate
from service.meetings.places import Place
from service.meetings.query import Query
from service.meetings.recurring import Series, next_from
from service.meetings.shelf import shelf_of
from service.meetings.walls import as_it_comes, minute_of_week
from service.meetings.ways import further, pick
from service.models.meeting import Meeting
from service.statements import Prepared, one_of, one_value

_T = table_of(Meeting)
_SHOWN = tuple(
    _T.c[name]
    for name in (
        *("id", "slug", "name", "fellowship", "minute_of_week", "zone", "duration_min", "mode"),
        *("attrs", "lat", "lon", "precision", "cell", "location", "address", "town", "region"),
        *("dial_in", "dial_code", "url", "notes", "updated", "rrule", "starts_on"),
        *("hidden_reason", "twin_of", "confirmed_at"),
    )
)
_Shown = namedtuple("_Shown", [column.name for column in _SHOWN])  # type: ignore[misc]
_BY_ID = Prepared(lambda dialect: select(*_SHOWN).where(one_of(_T.c.id, dialect)))


@dataclass(frozen=True, slots=True)
class Result:
    """One meeting at its next time."""

    meeting_id: int
    slug: str
    name: str
    fellowship: str
    starts: datetime  # aware, in the meeting's own zone
    duration_min: int
    miles: float | None  # None: no room to go to, or its point is only the town's
    direction: str | None  # N NE E SE S SW W NW, seen from the place
    mode: str  # in-person, hybrid, online, phone
    location: str | None
    address: str | None
    town: str | None
    region: str | None
    dial_in: str | None
    dial_code: str | None
    attrs: frozenset[str]
    notes: str | None = None
    updated: datetime | None = None
    rrule: str | None = None  # None: every week; see meetings/monthly.py
    starts_on: date | None = None  # a date of it, from which its rule is counted
    url: str | None = None  # opens its room on a screen
    off: bool = False  # called off, at the hour it would have been
    moved: bool = False  # at another time than usual, this once
    elsewhere: bool = False  # at another place, this once
    reason: str | None = None  # of either, in a coordinator's words

    @property
    def in_person(self) -> bool:
        """True when there is a room to go to."""
        return self.mode in ("in-person", "hybrid")

    def as_json(self) -> dict[str, Any]:
        """As `porchlight find --json` prints it."""
        return {
            "slug": self.slug,
            "name": self.name,
            "fellowship": self.fellowship,
            "starts": self.starts.isoformat(),
            "miles": None if self.miles is None else round(self.miles, 1),
            "mode": self.mode,
            "town": self.town,
            "dial_in": self.dial_in,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """An answer to a Query. `place` is None when none was said or known: then it has only calls and links."""

    query: Query
    place: Place | None
    asked_miles: int | None  # how far we looked for rooms
    results: tuple[Result, ...]
    relaxed: tuple[str, ...] = ()  # attributes, "when", "mode", "kind": say that it was
    fallback: Fallback | None = None
    choices: tuple[Place, ...] = ()  # a toss-up between towns: ask which; results are for the first


@dataclass(frozen=True, slots=True)
class Line:
    """Where questions come from when nobody says: the line's own zone and state, and how they are put."""

    zone: str = "UTC"
    region: str | None = None
    language: str = (
        "en"  # who writes Spanish may be led to a Spanish meeting without asking for one
    )
    country: str | None = None
    caller: str | None = None  # the state of the asker's area code

    def home(self, near: Place | None = None) -> Home:
        """What tells one town from its namesakes; `near` is the member's own place."""
        return Home(near, self.region, self.country, self.caller)


def find(
    session: Session,
    query: Query,
    now: datetime,
    near: Place | None = None,
    limit: int = 3,
    line: Line = Line(),
) -> Found:
    """The nearest and next meetings that fit. `now` is aware; `near` is the member's own place.

    With something listed at all it is never empty: `relaxed` and `fallback` say what was given up.
    """
    return _found(session, query, now, near, limit, line, pick)


def find_further(
    session: Session, query: Query, now: datetime, near: Place | None, limit: int, line: Line
) -> Found:
    """The same when nothing is near: rooms further away, on any day, before calls and links."""
    return _found(session, query, now, near, limit, line, further)


def _found(
    session: Session,
    query: Query,
    now: datetime,
    near: Place | None,
    limit: int,
    line: Line,
    way: Callable[[Ask], Picked],
) -> Found:
    places = _places(session, query, near, line)
    place = places[0] if places else None
    zone = place.zone if place else line.zone
    minute = now.replace(second=0, microsecond=0)
    picked, rows = _picked(way, Ask(session, query, minute, place, zone, limit, line.language))
    results = _results(session, picked.found[:limit], rows, place)
    choices = tuple(places) if len(places) > 1 else ()
    return Found(query, place, picked.miles, results, picked.relaxed, picked.fallback, choices)


def details(
    session: Session, meeting_id: int, now: datetime, even_off: bool = False
) -> Result | None:
    """One meeting at its next time, or None when it is no longer listed or has no more dates.

    One that is listed from another feed by now is that feed's. With `even_off` a date that is called
    off counts as one, and the result says so.
    """
    row = next(iter(_shown(session, (meeting_id,))), None)
    if row is not None and row.hidden_reason is not None and row.twin_of is not None:
        row = next(iter(_shown(session, (row.twin_of,))), None)
    if row is None or row.hidden_reason is not None or row.minute_of_week is None:
        return None
    changed = changes_of(session, row.id) if row.attrs & DATED else {}
    series = Series(row.minute_of_week, row.zone, row.rrule, row.starts_on)
    coming = next_from(series.schedule(moments(changed)), now, even_off)
    return None if coming is None else _result(row, coming.starts, None, changed.get(coming.on))


def _places(session: Session, query: Query, near: Place | None, line: Line) -> list[Place]:
    if query.place:
        return locate(session, query.place, line.home(near))
    return [near] if near else []


def _picked(way: Callable[[Ask], Picked], ask: Ask) -> tuple[Picked, dict[int, Any]]:
    """What was picked, and its rows; picked once more when a feed was read anew in between: a meeting
    that had moved was named at its old hour."""
    for _ in range(2):
        picked = way(ask)
        found = picked.found[: ask.limit]
        rows = _rows(ask.session, tuple(one.id for one in found))
        if all(_is_still_so(one, rows.get(one.id)) for one in found):
            break
        shelf_of(ask.session).forget()
    return picked, rows


def _rows(session: Session, ids: tuple[int, ...]) -> dict[int, Any]:
    """Everything a reply may say, by id."""
    shown = shelf_of(session).by_id(session, _BY_ID, ids, lambda ids: _shown(session, ids))
    return {row[0]: row for row in shown}


def _is_still_so(one: Candidate, row: Any) -> bool:
    if row is None or row.hidden_reason is not None:
        return False
    return bool(one.attrs & MOVED) or _is_usual(row, one.starts)


def _is_usual(row: Any, starts: datetime) -> bool:
    return bool(row.minute_of_week == minute_of_week(starts))


def _results(
    session: Session, found: list[Candidate], rows: dict[int, Any], place: Place | None
) -> tuple[Result, ...]:
    """In the order found, without what is no longer so."""

    def result(one: Candidate) -> Result:
        change = None
        if one.attrs & MOVED:
            change = shelf_of(session).dates(session).moved_to(one.id, one.starts)
        return _result(rows[one.id], as_it_comes(one.starts), None if one.remote else place, change)

    return tuple(result(one) for one in found if _is_still_so(one, rows.get(one.id)))


def _shown(session: Session, ids: tuple[int, ...]) -> list[Any]:
    if not ids:
        return []
    keys = one_value(ids, session.get_bind().dialect.name)
    return [_Shown._make(row) for row in _BY_ID.rows(session, keys=keys)]


_names = lru_cache(maxsize=4096)(from_bits)


def _result(
    row: Any, starts: datetime, place: Place | None = None, change: Change | None = None
) -> Result:
    """Miles only from a point that is the meeting's own, or its postal code's."""
    miles = wind = None
    elsewhere = change.place if change else None
    if place and elsewhere is None and row.cell is not None and row.precision in ("exact", "zip"):
        miles = miles_between(place.lat, place.lon, row.lat, row.lon)
        wind = direction(place.lat, place.lon, row.lat, row.lon)
    return Result(
        meeting_id=row.id,
        slug=row.slug,
        name=row.name,
        fellowship=row.fellowship,
        starts=starts,
        duration_min=row.duration_min,
        miles=miles,
        direction=wind,
        mode=row.mode,
        location=elsewhere or row.location,
        address=None if elsewhere else row.address,
        town=row.town,
        region=row.region,
        dial_in=row.dial_in,
        url=row.url,
        dial_code=row.dial_code,
        attrs=_names(row.attrs),
        notes=row.notes,
        updated=max(filter(None, (row.updated, row.confirmed_at)), default=None),
        rrule=row.rrule,
        starts_on=row.starts_on,
        off=change is not None and change.starts_at is None,
        moved=bool(change and change.starts_at) and not (elsewhere and _is_usual(row, starts)),
        elsewhere=elsewhere is not None,
        reason=change.reason if change else None,
    )
