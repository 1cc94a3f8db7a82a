"""What a search costs: against a bounding box's index, in the prairie, and as the listing grows."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from heapq import nsmallest
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Float, bindparam, column, select, table, text
from sqlalchemy.orm import Session

from service.meetings.attributes import BITS
from service.meetings.candidates import within
from service.meetings.geo import Circle, circle
from service.meetings.listed import candidates_sql
from service.meetings.places import Place
from service.meetings.query import Query
from service.meetings.search import find
from service.meetings.shelf import Shelf
from service.statements import Prepared, one_value
from tests.bench.measure import ROUNDS, Row
from tests.bench.strewn import Country, country

MEETINGS = 150_000
FEWEST, MOST = 10_000, 250_000
EVENING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
QUESTIONS = 300
WINDOW_MIN = 12 * 60
STEPS_MILES = (25, 50, 100, 200)
WHEELCHAIR = BITS["wheelchair"]
BOXED = "CREATE TABLE boxed AS SELECT * FROM meetings WHERE cell IS NOT NULL"
BOX_INDEX = """CREATE INDEX ix_boxed ON boxed
    (lat, lon, minute_of_week, fellowship, attrs, zone, series, duration_min, id)"""

Ids = list[int]
Look = Callable[[Session, Circle, int], list[tuple[Any, ...]]]


def search_cell_vs_bbox() -> Iterator[Row]:
    """The five nearest accessible ones of a kind in twelve hours: squares against a box."""
    yield _cell_vs_bbox(_sqlite(MEETINGS), "SQLite")
    from tests.bench.postgres import running_postgres  # the wheel is a test's, not everybody's

    with running_postgres() as url:
        yield _cell_vs_bbox(country(url, MEETINGS), "PostgreSQL")


def search_rural_vs_urban() -> Iterator[Row]:
    """A search from the prairie that finds no room, with all it falls back on, over one in a town."""
    made = _sqlite(MEETINGS)
    town, far = Query("aa", when="tonight"), Query("ga", when="tonight")
    urban = made.people(QUESTIONS)
    with made.database.reading() as session:
        nowhere = [
            place
            for place in made.far_out(QUESTIONS)
            if find(session, far, EVENING, place).fallback in ("phone", "online")
        ]
        pairs = [
            (_median_us(session, far, nowhere), _median_us(session, town, urban))
            for _ in range(ROUNDS)
        ]
    yield _slower(
        "search_rural_vs_urban", "rural no-hit", "the median of a search in a town", pairs
    )


def search_growth() -> Iterator[Row]:
    """A search in a town of a listing 25 times as long."""
    small, large = _sqlite(FEWEST), _sqlite(MOST)
    query = Query("aa", when="tonight")
    asked = small.people(QUESTIONS)
    with small.database.reading() as few, large.database.reading() as many:
        pairs = [
            (_median_us(many, query, asked), _median_us(few, query, asked)) for _ in range(ROUNDS)
        ]
    yield _slower("search_growth", f"{MOST} meetings", f"{FEWEST} meetings", pairs)


def _slower(bench: str, metric: str, versus: str, pairs: list[tuple[float, float]]) -> Row:
    value = statistics.median(mine for mine, _ in pairs)
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    return Row(bench, metric, round(value, 1), "us", "lower", versus, round(ratio, 2), len(pairs))


def _sqlite(count: int) -> Country:
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    return country(f"sqlite:///{folder / 'strewn.db'}", count)


def _without_shelf() -> AbstractContextManager[Any]:
    """The database asked each time, whatever a process would keep of its answers."""
    return patch.multiple(
        Shelf,
        rows=lambda self, session, key, read, minutes: read(minutes),
        by_id=lambda self, session, kind, ids, read: read(ids),
    )


def _median_us(session: Session, query: Query, places: list[Place]) -> float:
    """Asked twice: a process has one listing, and remembers how far it had to look in that one."""
    with _without_shelf():
        for place in places:
            find(session, query, EVENING, place)
        return statistics.median(_us(find, session, query, EVENING, place)[0] for place in places)


def _us(work: Callable[..., Any], *given: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work(*given)
    return (time.perf_counter() - began) * 1e6, found


def _cell_vs_bbox(made: Country, name: str) -> Row:
    with made.database.engine.begin() as connection:
        connection.execute(text(BOXED))
        connection.execute(text(BOX_INDEX))
    with made.database.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        connection.execute(text("ANALYZE" if made.database.is_sqlite else "VACUUM ANALYZE boxed"))
    dice = random.Random(7)
    asked = [(place, dice.randrange(0, 6 * 1440)) for place in made.people(QUESTIONS)]
    with made.database.reading() as session:
        pairs = [_one_round(session, asked) for _ in range(ROUNDS + 1)][1:]
    value = statistics.median(1e6 / cell for cell, _ in pairs)
    ratio = statistics.median(box / cell for cell, box in pairs)
    versus = f"an index on (lat, lon, ...) in the same {name}, {MEETINGS} meetings"
    return Row(
        "search_cell_vs_bbox", name, round(value), "1/s", "higher", versus, round(ratio, 2), ROUNDS
    )


def _one_round(session: Session, asked: list[tuple[Place, int]]) -> tuple[float, float]:
    """Medians of both, question by question in turn; both must find the same."""
    cells, boxes = [], []
    for place, first in asked:
        cell_us, by_cell = _us(_five_nearest, session, _in_cells, place, first)
        box_us, by_box = _us(_five_nearest, session, _in_box, place, first)
        if by_cell != by_box:
            raise RuntimeError("the two indexes give different meetings")
        cells.append(cell_us)
        boxes.append(box_us)
    return statistics.median(cells), statistics.median(boxes)


def _five_nearest(session: Session, look: Look, place: Place, first: int) -> Ids:
    found: list[tuple[float, int]] = []
    for miles in STEPS_MILES:
        round_it = circle(place.lat, place.lon, miles)
        rows = within(look(session, round_it, first), round_it)
        found = nsmallest(5, ((square, row[0]) for square, row in rows))
        if len(found) == 5:
            break
    return [id for _, id in found]


def _in_cells(session: Session, round_it: Circle, first: int) -> list[tuple[Any, ...]]:
    keys = one_value(round_it.cells, session.get_bind().dialect.name)
    return candidates_sql("cell", "one", False).rows(session, keys=keys, **_asked(round_it, first))


def _in_box(session: Session, round_it: Circle, first: int) -> list[tuple[Any, ...]]:
    return _BY_BOX.rows(session, **_asked(round_it, first))


def _asked(round_it: Circle, first: int) -> dict[str, Any]:
    box = {side: getattr(round_it, side) for side in ("south", "north", "west", "east")}
    span = {"first": first, "last": first + WINDOW_MIN}
    return {"fellowship": "aa", "attrs": WHEELCHAIR, **span, **box}


def _box_sql() -> Prepared:
    names = ("id", "minute_of_week", "zone", "attrs", "series", "duration_min")
    boxed = table("boxed", *(column(name) for name in (*names, "fellowship")))
    lat, lon = column("lat", Float), column("lon", Float)
    return Prepared(
        select(*(boxed.c[name] for name in names), lat, lon).where(
            lat.between(bindparam("south", type_=Float), bindparam("north", type_=Float)),
            lon.between(bindparam("west", type_=Float), bindparam("east", type_=Float)),
            boxed.c.minute_of_week.between(bindparam("first"), bindparam("last")),
            boxed.c.fellowship == bindparam("fellowship"),
            boxed.c.attrs.op("&")(bindparam("attrs")) == bindparam("attrs"),
        )
    )


_BY_BOX = _box_sql()
