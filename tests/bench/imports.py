"""A large feed into an empty database: ours against rows added one by one through the ORM.

Both times count everything from the feed's bytes to the commit, reading and cleaning included (the
same code), on a fresh SQLite database with all indexes. The other way is what one writes first:
`session.add` and `session.flush` a row, one transaction.
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
from service.meetings.importer import Copy, Terms, read_copy, take_in
from service.models import Feed, Meeting
from tests.bench.measure import Row
from tests.bench.town import feed

ROWS, ROUNDS, TOWNS = 70_000, 5, 300
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
TERMS = Terms("aa", "America/Denver")


def import_vs_orm(rows: int = ROWS, rounds: int = ROUNDS) -> Iterator[Row]:
    raw = national_feed(rows)
    pairs = [(_timed(_ours, raw), _timed(_one_by_one, raw)) for _ in range(rounds)]
    yield Row(
        bench="import_vs_orm",
        metric="rows imported",
        value=round(rows / statistics.median(ours for ours, _ in pairs)),
        unit="rows/s",
        better="higher",
        versus="the same rows read, added and flushed one by one through the ORM",
        ratio=round(statistics.median(theirs / ours for ours, theirs in pairs), 2),
        runs=rounds,
    )


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


def _timed(work: Callable[[Database, bytes], None], raw: bytes) -> float:
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        attach(database.engine, Keyring.from_json(fresh_keys()))
        Base.metadata.create_all(database.engine)
        began = time.perf_counter()
        work(database, raw)
        took = time.perf_counter() - began
        database.close()
    return took


def _ours(database: Database, raw: bytes) -> None:
    report = take_in(database, read_copy("bench", raw, TERMS), NOW)
    if report.added != report.rows:
        raise RuntimeError(f"only {report.added} of {report.rows} rows were added")


def _one_by_one(database: Database, raw: bytes) -> None:
    copy = read_copy("bench", raw, TERMS)
    with database.transaction() as session:
        feed = _feed(copy)
        session.add(feed)
        session.flush()
        for row in copy.rows:
            session.add(Meeting(**row, feed_id=feed.id, first_seen=NOW, last_seen=NOW))
            session.flush()


def _feed(copy: Copy) -> Feed:
    counts = {"rows": len(copy.rows), "listed": len(copy.rows)}
    return Feed(name="bench", format=copy.format, fellowship="aa", digest="", read_at=NOW, **counts)
