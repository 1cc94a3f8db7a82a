"""Which meetings may be given, each at its next time: a loop of a microsecond a row.

A zone's clock is read once a search and not once a row, miles are measured without a call, and a row
becomes a tuple.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.meetings.attributes import DATED, NOT_WEEKLY
from service.meetings.dated import MovedDate
from service.meetings.geo import MILES_A_DEGREE, Circle
from service.meetings.listed import Row, Wanted, rows_near, rows_remote, series_of
from service.meetings.shelf import shelf_of
from service.meetings.walls import MINUTE, WEEK_MIN, Walls, later
from service.meetings.windows import Try

AN_HOUR_MIN = 60  # a meeting this short has no long grace


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
        return later(self.wall, self.wait_min)


def near(
    session: Session, circle: Circle, zone: str, wanted: Wanted, spans: Try
) -> list[Candidate]:
    """Rooms within the circle that fit, with their miles from its middle."""
    rows, walls = rows_near(session, circle, zone, wanted, spans), Walls(spans)
    found = _held(session, _in_time(within(rows, circle), walls, remote=False))
    for one in _moved(session, wanted):
        if one.cell is not None:
            found += _at_its_hour(within([one.row], circle), one, walls, remote=False)
    return found


def remote(
    session: Session, ways: tuple[int, ...], zone: str, wanted: Wanted, spans: Try, slack_min: int
) -> list[Candidate]:
    """Calls (1) and links (2) that fit, from zones up to `slack_min` minutes away."""
    rows, walls = rows_remote(session, ways, zone, wanted, spans, slack_min), Walls(spans)
    found = _held(session, _in_time([(0.0, row) for row in rows], walls, remote=True))
    for one in _moved(session, wanted):
        if one.remote in ways:
            found += _at_its_hour([(0.0, one.row)], one, walls, remote=True)
    return found


def within(rows: list[Row], circle: Circle) -> list[tuple[float, Row]]:
    """The rows in the circle, each with the square of its way there in degrees, as Circle measures."""
    lat0, lon0, shrink, lean = circle.lat, circle.lon, circle.shrink, circle.lean
    furthest = (circle.miles / MILES_A_DEGREE) ** 2
    return [
        (square, row)
        for row in rows
        if (square := (dy := row[6] - lat0) * dy
            + ((row[7] - lon0 + 540) % 360 - 180) ** 2 * (shrink - lean * dy)) <= furthest
    ]  # fmt: skip


def _in_time(rows: list[tuple[float, Row]], walls: Walls, remote: bool) -> list[Candidate]:
    """The rows that start in a span."""
    found = []
    for square, (id, minute, zone, attrs, series, duration, *_) in rows:
        first, wall, parts = walls[zone]
        wait = (minute - first) % WEEK_MIN
        for begin, end, wanted, short in parts:
            if begin <= wait < end and (wait >= short or duration > AN_HOUR_MIN):
                off = abs(wait - wanted) if wanted is not None else 0
                miles = MILES_A_DEGREE * square**0.5
                found.append(Candidate(id, wait, wall, attrs, series, miles, off, remote))
                break
    return found


def _held(session: Session, found: list[Candidate]) -> list[Candidate]:
    """Without those whose rule leaves this date out, or that are called off or moved on it; asked for
    only where there are such."""
    doubtful = tuple(one.id for one in found if one.attrs & (NOT_WEEKLY | DATED))
    if not doubtful:
        return found
    series, changed = series_of(session, doubtful), shelf_of(session).dates(session).changed

    def is_held(one: Candidate) -> bool:
        on = one.starts.date()
        return series[one.id].is_held(on) and on not in changed.get(one.id, ())

    return [one for one in found if one.id not in series or is_held(one)]


def _moved(session: Session, wanted: Wanted) -> list[MovedDate]:
    """The dates that are at another time or place, of what is wanted: hardly ever any."""
    moved = shelf_of(session).dates(session).moved
    return [one for one in moved if wanted.fits(one.fellowship, one.row[3], one.mode)]


def _at_its_hour(
    rows: list[tuple[float, Row]], one: MovedDate, walls: Walls, remote: bool
) -> list[Candidate]:
    """The same as `_in_time` for what starts at one moment, and not every week."""
    found = []
    for square, (id, _, zone, attrs, series, duration, *_) in rows:
        _, wall, parts = walls[zone]
        there = one.starts.astimezone(wall.tzinfo).replace(tzinfo=None)
        wait = (there - wall.replace(tzinfo=None)) // MINUTE
        for begin, end, wanted, short in parts:
            if begin <= wait < end and (wait >= short or duration > AN_HOUR_MIN):
                off = abs(wait - wanted) if wanted is not None else 0
                miles = MILES_A_DEGREE * square**0.5
                found.append(Candidate(id, wait, wall, attrs, series, miles, off, remote))
                break
    return found
