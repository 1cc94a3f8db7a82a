"""The few columns of each meeting that may fit, straight from an index: the hot path of a text.

Core statements, rows and no entities; the same SQL on SQLite and PostgreSQL.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.orm import Session

from service.meetings.attributes import BITS
from service.meetings.geo import miles_between
from service.meetings.places import Place
from service.meetings.windows import Span
from service.models.feed import Feed
from service.models.meeting import Meeting

WEEK_MIN = 7 * 24 * 60
MINUTE = timedelta(minutes=1)
# Meetings around a place keep its time or one an hour away; calls come from all over the country.
NEAR_SLACK_MIN, REMOTE_SLACK_MIN = 60, 240

_T = cast(Table, Meeting.__table__)
_FEED_OF = select(Feed.id).where(Feed.fellowship == bindparam("fellowship")).limit(1)
_COLUMNS = (_T.c.id, _T.c.minute_of_week, _T.c.zone, _T.c.attrs, _T.c.series, _T.c.fellowship)


class Candidate(NamedTuple):
    """A meeting at its next time in the span. A tuple: a city has hundreds a question."""

    id: int
    wait_min: int  # from the span's start
    wall: datetime  # the span's start on the meeting's own wall
    attrs: int
    series: int
    miles: float  # 0 for a call or a link
    off_min: int  # from the minute asked for
    remote: bool

    @property
    def starts(self) -> datetime:
        """Aware, in the meeting's own zone: so many minutes on by the wall clock, whatever DST does."""
        return _later(self.wall, self.wait_min)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row must be, whatever its time."""

    kind: str | None
    attrs: int = 0
    hybrid: bool = False

    def fits(self, fellowship: str, attrs: int) -> bool:
        """A kind is a fellowship; lgbtq is also what a meeting of any fellowship can be."""
        if attrs & self.attrs != self.attrs:
            return False
        return self.kind != "lgbtq" or fellowship == "lgbtq" or bool(attrs & BITS["lgbtq"])

    @property
    def fellowship(self) -> str | None:
        """What SQL can sort out by itself."""
        return None if self.kind in (None, "any", "lgbtq") else self.kind


def near(
    session: Session, place: Place, cells: set[int], wanted: Wanted, span: Span
) -> list[Candidate]:
    """Rooms in these squares that fit, with their miles from the place."""
    sql = _statement("cell", wanted.fellowship is not None, wanted.hybrid)
    rows = _rows(session, sql, sorted(cells), wanted, span, place.zone, NEAR_SLACK_MIN)
    return [one for row in rows if wanted.fits(row[5], row[3]) and (one := _at(row, span, place))]


def remote(
    session: Session, ways: list[int], zone: str, wanted: Wanted, span: Span
) -> list[Candidate]:
    """Calls (1) and links (2) that fit, wherever they come from."""
    sql = _statement("remote", wanted.fellowship is not None, False)
    rows = _rows(session, sql, ways, wanted, span, zone, REMOTE_SLACK_MIN)
    return [one for row in rows if wanted.fits(row[5], row[3]) and (one := _at(row, span, None))]


def is_listed(session: Session, fellowship: str) -> bool:
    """True when any feed is this fellowship's: spares a look at a thousand squares for none."""
    found = session.connection().execute(_FEED_OF, {"fellowship": fellowship})
    return found.first() is not None


@lru_cache(maxsize=8)
def _statement(column: str, by_fellowship: bool, hybrid: bool) -> Select[Any]:
    sql = select(*_COLUMNS, _T.c.lat, _T.c.lon).where(
        _T.c[column].in_(bindparam("keys", expanding=True)),
        _T.c.minute_of_week.between(bindparam("first"), bindparam("last")),
    )
    if by_fellowship:
        sql = sql.where(_T.c.fellowship == bindparam("fellowship"))
    return sql.where(_T.c.mode == "hybrid") if hybrid else sql


def _rows(
    session: Session,
    sql: Select[Any],
    keys: list[int],
    wanted: Wanted,
    span: Span,
    zone: str,
    slack_min: int,
) -> list[Any]:
    connection = session.connection()
    rows: list[Any] = []
    for first, last in _minutes(span, zone, slack_min):
        values = {"keys": keys, "first": first, "last": last, "fellowship": wanted.fellowship}
        if wanted.fellowship is None:
            del values["fellowship"]
        rows += connection.execute(sql, values).all()
    return rows


def _minutes(span: Span, zone: str, slack_min: int) -> list[tuple[int, int]]:
    """The span as minutes of the week on that zone's walls, two parts when over Saturday midnight."""
    length = (span.end - span.start) // MINUTE + 2 * slack_min
    if length >= WEEK_MIN:
        return [(0, WEEK_MIN - 1)]
    first = (minute_of_week(span.start, zone) - slack_min) % WEEK_MIN
    if first + length < WEEK_MIN:
        return [(first, first + length)]
    return [(first, WEEK_MIN - 1), (0, first + length - WEEK_MIN)]


def minute_of_week(moment: datetime, zone: str) -> int:
    """Since Sunday 0:00, on the wall of that zone."""
    local = moment.astimezone(_zone(zone))
    return local.isoweekday() % 7 * 1440 + local.hour * 60 + local.minute


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _at(row: Any, span: Span, place: Place | None) -> Candidate | None:
    """The row at its first time in the span; None when that is outside. Without a place it is remote."""
    id, minute, zone, attrs, series, _, lat, lon = row
    first, length, wanted, wall = _in_zone(span, zone)
    wait = (minute - first) % WEEK_MIN
    if wait >= length:
        return None
    miles = miles_between(place.lat, place.lon, lat, lon) if place else 0.0
    off = abs(wait - wanted) if wanted is not None else 0
    return Candidate(id, wait, wall, attrs, series, miles, off, place is None)


@lru_cache(maxsize=256)
def _in_zone(span: Span, zone: str) -> tuple[int, int, int | None, datetime]:
    """A span on that zone's wall, once a zone and not once a row: its first minute of the week, its
    length, the minute wanted, both in minutes from there, and the wall clock at its start."""
    wall = span.start.astimezone(_zone(zone)).replace(second=0, microsecond=0)
    wanted = (span.wanted - span.start) // MINUTE if span.wanted else None
    length = -((span.start - span.end) // MINUTE)
    return minute_of_week(span.start, zone), length, wanted, wall


def next_start(minute: int, zone: str, now: datetime) -> datetime:
    """The next time, from now on, that this minute of the week comes round in that zone."""
    first, _, _, wall = _in_zone(Span(now, now), zone)
    return _later(wall, (minute - first) % WEEK_MIN)


def _later(wall: datetime, minutes: int) -> datetime:
    return (wall.replace(tzinfo=None) + timedelta(minutes=minutes)).replace(tzinfo=wall.tzinfo)
