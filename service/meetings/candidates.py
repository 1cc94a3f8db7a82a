"""The few columns of each meeting that may fit, straight from an index: the hot path of a text.

One statement a look, the same question on SQLite and PostgreSQL: squares and minutes of the week seek
in the index, the box leaves out the squares' corners, and every column read is in the index too. The
squares go in as one value (JSON there, an array here), so the SQL is one text however many they are:
it is compiled once, and neither database parses it again.

What is left is a loop of a microsecond a row. A zone's clock is read once a search and not once a row,
miles are measured without a call, and a row becomes a tuple.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, Table, any_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from service.meetings.attributes import BITS, NOT_WEEKLY
from service.meetings.geo import MILES_A_DEGREE, Circle
from service.meetings.monthly import falls_on
from service.meetings.windows import Span, Try
from service.models.meeting import Meeting
from service.statements import Prepared

Row = tuple[Any, ...]
WEEK_MIN = 7 * 24 * 60
MINUTE = timedelta(minutes=1)
WEEKS_LOOKED_AHEAD = 53  # a fifth Sunday comes within three months, so this is plenty
AN_HOUR_MIN = 60  # a meeting this short has no long grace
# Meetings around a place keep its time or one an hour away; calls come from all over the country.
NEAR_SLACK_MIN, REMOTE_SLACK_MIN = 60, 240

_T = cast(Table, Meeting.__table__)
_COLUMNS = tuple(
    _T.c[name] for name in ("id", "minute_of_week", "zone", "attrs", "series", "duration_min")
)


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

    @property
    def fellowship(self) -> str | None:
        """The one fellowship meant; None when it may be any. lgbtq is also an attribute of others."""
        return None if self.kind in (None, "any", "lgbtq") else self.kind


def near(
    session: Session, circle: Circle, zone: str, wanted: Wanted, spans: Try
) -> list[Candidate]:
    """Rooms within the circle that fit, with their miles from its middle."""
    box = {side: getattr(circle, side) for side in ("south", "north", "west", "east")}
    rows = _rows(session, "cell", circle.cells, zone, wanted, spans, box)
    found = _in_time(within(rows, circle), _Walls(spans), remote=False)
    return _held(session, found)


def remote(
    session: Session, ways: tuple[int, ...], zone: str, wanted: Wanted, spans: Try
) -> list[Candidate]:
    """Calls (1) and links (2) that fit, wherever they come from."""
    rows = _rows(session, "remote", ways, zone, wanted, spans, {})
    found = _in_time([(0.0, row) for row in rows], _Walls(spans), remote=True)
    return _held(session, found)


def keys_in(column: Any, dialect: str) -> Any:
    """`column` is one of a list of numbers bound as the one value `keys`, see `keys_value`."""
    if dialect == "sqlite":
        keys = func.json_each(bindparam("keys", type_=String)).table_valued("value")
        return column.in_(select(keys.c.value))
    return column == any_(bindparam("keys", type_=ARRAY(column.type)))


@lru_cache(maxsize=512)
def keys_value(keys: tuple[int, ...], dialect: str) -> Any:
    """The numbers as the dialect takes them in one value; JSON's own list is Python's."""
    return str(list(keys)) if dialect == "sqlite" else list(keys)


@lru_cache(maxsize=32)
def candidates_sql(column: str, kind: str, hybrid: bool) -> Prepared:
    """`kind` is "one" fellowship, "lgbtq" or "any"."""

    def build(dialect: str) -> Select[Any]:
        point = (_T.c.lat, _T.c.lon) if column == "cell" else ()
        sql = select(*_COLUMNS, *point).where(
            keys_in(_T.c[column], dialect),
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
    zone: str,
    wanted: Wanted,
    spans: Try,
    box: dict[str, float],
) -> list[Row]:
    kind = "one" if wanted.fellowship else "lgbtq" if wanted.kind == "lgbtq" else "any"
    statement = candidates_sql(column, kind, wanted.hybrid)
    values = {
        "keys": keys_value(keys, session.get_bind().dialect.name),
        "attrs": wanted.attrs,
        "fellowship": wanted.fellowship,
        **box,
    }
    slack_min = NEAR_SLACK_MIN if box else REMOTE_SLACK_MIN
    rows: list[Row] = []
    for first, last in _minutes(spans[0].start, spans[-1].end, zone, slack_min):
        rows += statement.rows(session, first=first, last=last, **values)
    return rows


def _minutes(start: datetime, end: datetime, zone: str, slack_min: int) -> list[tuple[int, int]]:
    """That time as minutes of the week on the zone's wall, two parts when over Saturday midnight."""
    length = (end - start) // MINUTE + 2 * slack_min
    if length >= WEEK_MIN:
        return [(0, WEEK_MIN - 1)]
    first = (minute_of_week(start.astimezone(_zone(zone))) - slack_min) % WEEK_MIN
    if first + length < WEEK_MIN:
        return [(first, first + length)]
    return [(first, WEEK_MIN - 1), (0, first + length - WEEK_MIN)]


def minute_of_week(wall: datetime) -> int:
    """Since Sunday 0:00 on that wall."""
    return wall.isoweekday() % 7 * 1440 + wall.hour * 60 + wall.minute


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


# Minutes on a zone's wall since the first span's start: a span's begin and end, the minute wanted in
# it, and where its meetings of up to an hour must begin.
_Part = tuple[int, int, int | None, int]


class _Walls(dict[str, tuple[int, datetime, list[_Part]]]):
    """The spans as each zone's wall shows them: the week's minute at their start, the clock, the parts."""

    def __init__(self, spans: Try) -> None:
        self._spans = spans

    def __missing__(self, zone: str) -> tuple[int, datetime, list[_Part]]:
        wall = self._spans[0].start.astimezone(_zone(zone)).replace(second=0, microsecond=0)
        parts = [_part(span, wall) for span in self._spans]
        self[zone] = minute_of_week(wall), wall, parts
        return self[zone]


def _part(span: Span, wall: datetime) -> _Part:
    def since(moment: datetime) -> int:
        later = moment.astimezone(wall.tzinfo).replace(tzinfo=None)
        return -((wall.replace(tzinfo=None) - later) // MINUTE)

    wanted = since(span.wanted) if span.wanted else None
    return since(span.start), since(span.end), wanted, since(span.short_start or span.start)


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


def _in_time(rows: list[tuple[float, Row]], walls: _Walls, remote: bool) -> list[Candidate]:
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


_RULES = Prepared(lambda dialect: select(_T.c.id, _T.c.rrule).where(keys_in(_T.c.id, dialect)))


def _held(session: Session, found: list[Candidate]) -> list[Candidate]:
    """Without those whose monthly rule leaves this date out; asked for only where there are such."""
    doubtful = tuple(one.id for one in found if one.attrs & NOT_WEEKLY)
    if not doubtful:
        return found
    keys = keys_value(doubtful, session.get_bind().dialect.name)
    rules: dict[int, str | None] = dict(_RULES.rows(session, keys=keys))
    return [one for one in found if falls_on(rules.get(one.id), one.starts.date())]


def next_start(minute: int, zone: str, now: datetime, rrule: str | None = None) -> datetime:
    """The next time, from now on, that this minute of the week comes round and the rule allows it."""
    wall = now.astimezone(_zone(zone)).replace(second=0, microsecond=0)
    wait = (minute - minute_of_week(wall)) % WEEK_MIN
    weeks = (_later(wall, wait + WEEK_MIN * number) for number in range(WEEKS_LOOKED_AHEAD))
    first = _later(wall, wait)
    return next((starts for starts in weeks if falls_on(rrule, starts.date())), first)


def _later(wall: datetime, minutes: int) -> datetime:
    return (wall.replace(tzinfo=None) + timedelta(minutes=minutes)).replace(tzinfo=wall.tzinfo)
