"""The few columns of each meeting that may fit, straight from an index: the hot path of a text.

One statement a look, the same question on SQLite and PostgreSQL: squares, kind and minutes of the week
seek in the index, the box leaves out the squares' corners, and every column read is in the index too.
The squares go in as one value (JSON there, an array here), so the SQL is one text however many they
are: it is compiled once, and neither database parses it again.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings.attributes import BITS
from service.meetings.geo import Circle
from service.meetings.recurring import Series
from service.meetings.shelf import Minutes, Rows, shelf_of
from service.meetings.walls import minutes_of
from service.meetings.windows import Try
from service.models.meeting import Meeting
from service.statements import Prepared, one_of, one_value

# Id, minute of the week, zone, attributes, series, minutes it lasts; of a room its latitude, longitude.
Row = tuple[Any, ...]
NEAR_SLACK_MIN = 60  # meetings around a place keep its time or one an hour away

_T = table_of(Meeting)
_COLUMNS = tuple(
    _T.c[name] for name in ("id", "minute_of_week", "zone", "attrs", "series", "duration_min")
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row must be, whatever its time."""

    kind: str | None
    attrs: int = 0
    hybrid: bool = False

    @property
    def fellowship(self) -> str | None:
        """The one fellowship meant; None when it may be any. lgbtq is also an attribute of others."""
        return None if self.kind in (None, "any", "lgbtq") else self.kind

    def fits(self, fellowship: str, attrs: int, mode: str) -> bool:
        """The same, asked of a row that is at hand."""
        if self.attrs & ~attrs or (self.hybrid and mode != "hybrid"):
            return False
        if self.kind == "lgbtq":
            return fellowship == "lgbtq" or bool(attrs & BITS["lgbtq"])
        return self.fellowship in (None, fellowship)


def rows_near(session: Session, circle: Circle, zone: str, wanted: Wanted, spans: Try) -> list[Row]:
    """Rooms in the circle's box, in those minutes of the week or an hour beside them."""
    box = {side: getattr(circle, side) for side in ("south", "north", "west", "east")}
    minutes = minutes_of(spans[0].start, spans[-1].end, zone, NEAR_SLACK_MIN)
    return _rows(session, "cell", circle.cells, wanted, minutes, box)


def rows_remote(
    session: Session, ways: tuple[int, ...], zone: str, wanted: Wanted, spans: Try, slack_min: int
) -> list[Row]:
    """Calls (1) and links (2), in those minutes or as far beside them as their zones may lie."""
    minutes = minutes_of(spans[0].start, spans[-1].end, zone, slack_min)
    return _rows(session, "remote", ways, wanted, minutes, {})


def series_of(session: Session, ids: tuple[int, ...]) -> dict[int, Series]:
    """What says on which dates these meetings are."""

    def read(missing: tuple[int, ...]) -> Rows:
        return _SERIES.rows(session, keys=one_value(missing, session.get_bind().dialect.name))

    found = shelf_of(session).by_id(session, _SERIES, ids, read)
    return {id: Series(*columns) for id, *columns in found}


@lru_cache(maxsize=32)
def candidates_sql(column: str, kind: str, hybrid: bool) -> Prepared:
    """`kind` is "one" fellowship, "lgbtq" or "any"."""

    def build(dialect: str) -> Select[Any]:
        point = (_T.c.lat, _T.c.lon) if column == "cell" else ()
        sql = select(*_COLUMNS, *point).where(
            one_of(_T.c[column], dialect),
            _T.c.minute_of_week.between(bindparam("first"), bindparam("last")),
            _T.c.attrs.op("&")(bindparam("attrs")) == bindparam("attrs"),
        )
        if column == "cell":
            sql = sql.where(
                _T.c.lat.between(bindparam("south"), bindparam("north")),
                _T.c.lon.between(bindparam("west"), bindparam("east")),
            )
        return _of_kind(sql, kind).where(*((_T.c.mode == "hybrid",) if hybrid else ()))

    return Prepared(build)


def _of_kind(sql: Select[Any], kind: str) -> Select[Any]:
    if kind == "one":
        return sql.where(_T.c.fellowship == bindparam("fellowship"))
    if kind == "lgbtq":
        welcoming = _T.c.attrs.op("&")(BITS["lgbtq"]) != 0
        return sql.where(or_(_T.c.fellowship == "lgbtq", welcoming))
    return sql


def _rows(
    session: Session,
    column: str,
    keys: tuple[int, ...],
    wanted: Wanted,
    minutes: list[Minutes],
    box: dict[str, float],
) -> Rows:
    """From the shelf where this was asked for before: a box says its squares."""

    def read(some: list[Minutes]) -> Rows:
        kind = "one" if wanted.fellowship else "lgbtq" if wanted.kind == "lgbtq" else "any"
        statement = candidates_sql(column, kind, wanted.hybrid)
        values = {
            "keys": one_value(keys, session.get_bind().dialect.name),
            "attrs": wanted.attrs,
            "fellowship": wanted.fellowship,
            **box,
        }
        found: Rows = []
        for first, last in some:
            found += statement.rows(session, first=first, last=last, **values)
        return found

    asked = (column, wanted, *(box.values() or keys))
    return shelf_of(session).rows(session, asked, read, minutes)


_SERIES_COLUMNS = (_T.c.id, _T.c.minute_of_week, _T.c.zone, _T.c.rrule, _T.c.starts_on)
_SERIES = Prepared(lambda dialect: select(*_SERIES_COLUMNS).where(one_of(_T.c.id, dialect)))
