"""A large feed into an empty database: ours against the same rows one by one through the ORM.

`import_vs_orm` times the writing: the cleaned rows are at hand on both sides, and the clock stops when
all is committed. Ours has everything in it that is done beside writing rows: comparing with what is
there, looking for twins, learning places, the report. The other side adds and commits row by row, so
that like ours it never keeps SQLite's one write lock for long.

Two more rows say what that leaves out. `import_vs_orm_at_once` lets the ORM have the lock for the
whole time, ten seconds without a webhook answered: add and flush, one commit. `import_with_reading`
counts that and the way from the feed's bytes to cleaned rows, which is the same code for both and
most of our time.

Times are CPU seconds of this process: both sides only reckon, and neighbours don't count.
"""

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from service.crypto import Keyring, attach, fresh_keys
from service.db import Base, Database
from service.meetings.copies import Copy, Terms, read_copy
from service.meetings.importer import take_in
from service.models import Feed, Meeting
from tests.bench.measure import Row
from tests.bench.town import feed

ROWS, ROUNDS, TOWNS = 70_000, 5, 300
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
TERMS = Terms("aa", "America/Denver")
Times = list[tuple[float, float]]  # ours and theirs, a round

BY_ITSELF = "the same cleaned rows, each added and committed by itself through the ORM"
AT_ONCE = "the same cleaned rows, each added and flushed by itself through the ORM, one commit"


def import_vs_orm(rows: int = ROWS, rounds: int = ROUNDS) -> Iterator[Row]:
    raw = national_feed(rows)
    began = time.process_time()
    copy = read_copy("bench", raw, TERMS)
    reading = time.process_time() - began
    ways = (_ours, _one_by_one, _at_once)
    times = [[_timed(way, copy) for way in ways] for _ in range(rounds)]
    yield _row("import_vs_orm", rows, [(ours, each) for ours, each, _ in times], BY_ITSELF)
    at_once = [(ours, flushed) for ours, _, flushed in times]
    yield _row("import_vs_orm_at_once", rows, at_once, AT_ONCE)
    whole = [(reading + ours, reading + flushed) for ours, flushed in at_once]
    yield _row("import_with_reading", rows, whole, f"{AT_ONCE}; reading counted on both sides")


def national_feed(rows: int) -> bytes:
    """Made-up meetings of one county strewn over the country's towns; the same every time."""
    dice = random.Random(70_000)
    towns = [(dice.uniform(31, 48), dice.uniform(-120, -75)) for _ in range(TOWNS)]
    meetings = json.loads(feed(rows))
    for one in meetings:
        lat, lon = dice.choice(towns)
        one["latitude"] = lat + dice.gauss(0, 0.1)
        one["longitude"] = lon + dice.gauss(0, 0.1)
        one["notes"] = dice.choice((None, "Back door.", "Park behind the hall. Coffee at 6."))
        one["updated"] = f"2026-{dice.randint(1, 10):02d}-{dice.randint(1, 28):02d} 10:00:00"
    return json.dumps(meetings).encode()


def _row(bench: str, rows: int, times: Times, versus: str) -> Row:
    return Row(
        bench=bench,
        metric="rows imported",
        value=round(rows / statistics.median(ours for ours, _ in times)),
        unit="rows a CPU second",
        better="higher",
        versus=versus,
        ratio=round(statistics.median(theirs / ours for ours, theirs in times), 2),
        runs=len(times),
    )


def _timed(work: Callable[[Database, Copy], None], copy: Copy) -> float:
    """CPU seconds on a fresh database with all its indexes."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        attach(database.engine, Keyring.from_json(fresh_keys()))
        Base.metadata.create_all(database.engine)
        began = time.process_time()
        work(database, copy)
        took = time.process_time() - began
        database.close()
    return took


def _ours(database: Database, copy: Copy) -> None:
    report = take_in(database, copy, NOW)
    if report.added != report.rows:
        raise RuntimeError(f"only {report.added} of {report.rows} rows were added")


def _one_by_one(database: Database, copy: Copy) -> None:
    feed_id = _feed(database, copy)
    for row in copy.rows:
        with database.transaction() as session:
            session.add(Meeting(**row, feed_id=feed_id, first_seen=NOW, last_seen=NOW))


def _at_once(database: Database, copy: Copy) -> None:
    feed_id = _feed(database, copy)
    with database.transaction() as session:
        for row in copy.rows:
            session.add(Meeting(**row, feed_id=feed_id, first_seen=NOW, last_seen=NOW))
            session.flush()


def _feed(database: Database, copy: Copy) -> int:
    counts = {"rows": len(copy.rows), "listed": len(copy.rows)}
    feed = Feed(name="bench", format=copy.format, fellowship="aa", digest="", read_at=NOW, **counts)
    with database.transaction() as session:
        session.add(feed)
    return feed.id
