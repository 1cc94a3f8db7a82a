"""Made-up meetings in any number: 350 towns whose sizes follow Zipf's law, and an eighth strewn about.

The shares are those of 70,000 real US rows: AA 54 %, NA 30 %, a fifth by phone or link, 15 % of these
with a number to dial.
"""

import random
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, insert, text

from service.db import Base, Database
from service.meetings.attributes import BITS, DIAL_IN, LINK_ONLY
from service.meetings.geo import cell_of
from service.meetings.places import Place
from service.models import Feed, Meeting

SEEN = datetime(2026, 11, 1, tzinfo=UTC)
TOWNS = 350
STREWN = 0.12
ZIPF = list(accumulate(1 / rank for rank in range(1, TOWNS + 1)))
KINDS = ("aa", "na", "al-anon", "aca", "ga", "smart", "dharma", "nar-anon", "da", "oa", "grief")
SHARES = (54, 30, 4, 2, 2, 2, 1, 1, 1, 1, 1)
# Shares of attributes, per cent, as far as the search treats them apart.
ATTRS = {"open": 60, "wheelchair": 30, "women": 8, "men": 6, "spanish": 5, "beginners": 6}
WEST_OF = ((-114, "America/Los_Angeles"), (-102, "America/Denver"), (-87, "America/Chicago"))
SOUTH, NORTH, WEST, EAST = 30.0, 48.0, -122.0, -72.0
TOWN_SIZE = 0.12  # degrees, one standard deviation
CHUNK = 10_000


class Country(NamedTuple):
    """A filled database and where its towns lie, the biggest first."""

    database: Database
    towns: list[tuple[float, float]]

    def people(self, count: int) -> list[Place]:
        """Who asks: as many in each town as it has meetings."""
        dice = random.Random(count)
        asked = dice.choices(self.towns, cum_weights=ZIPF, k=count)
        return [_place(*_near(dice, town)) for town in asked]

    def far_out(self, count: int) -> list[Place]:
        """Who asks from anywhere."""
        dice = random.Random(-count)
        return [_place(*_anywhere(dice)) for _ in range(count)]


def country(url: str, count: int) -> Country:
    """A new database with so many meetings; the same every time."""
    dice = random.Random(20261121)
    towns = [_anywhere(dice) for _ in range(TOWNS)]
    database = Database(url)
    Base.metadata.drop_all(database.engine)
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        feed = Feed(name="strewn", format="made up", fellowship="any", digest="", rows=count)
        feed.listed, feed.read_at = count, SEEN
        session.add(feed)
        session.flush()
        for first in range(0, count, CHUNK):
            numbers = range(first, min(first + CHUNK, count))
            rows = [_meeting(dice, towns, feed.id, number) for number in numbers]
            session.connection().execute(insert(cast(Table, Meeting.__table__)), rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE meetings"))
    return Country(database, towns)


def _meeting(
    dice: random.Random, towns: list[tuple[float, float]], feed_id: int, number: int
) -> dict[str, Any]:
    strewn = dice.random() < STREWN
    lat, lon = _anywhere(dice) if strewn else _near(dice, dice.choices(towns, cum_weights=ZIPF)[0])
    day, start_min = dice.randrange(7), dice.randrange(12, 44) * 30
    remote = dice.random() < 0.2
    dial_in = DIAL_IN if dice.random() < 0.15 else LINK_ONLY
    return {
        "feed_id": feed_id,
        "slug": str(number),
        "digest": "",
        "fellowship": dice.choices(KINDS, SHARES)[0],
        "name": f"Group {number}",
        "series": number // 3,
        "day": day,
        "start_min": start_min,
        "duration_min": 60,
        "minute_of_week": day * 1440 + start_min,
        "zone": _zone(lon),
        "mode": "online" if remote else "in-person",
        "attrs": sum(BITS[name] for name, share in ATTRS.items() if dice.random() * 100 < share),
        "types": "O",
        "lat": lat,
        "lon": lon,
        "precision": "exact",
        "cell": None if remote else cell_of(lat, lon),
        "remote": dial_in if remote else None,
        "town": "Town",
        "region": "CO",
        "first_seen": SEEN,
        "last_seen": SEEN,
        "missed": 0,
    }


def _anywhere(dice: random.Random) -> tuple[float, float]:
    return dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST)


def _near(dice: random.Random, point: tuple[float, float]) -> tuple[float, float]:
    return point[0] + dice.gauss(0, TOWN_SIZE), point[1] + dice.gauss(0, TOWN_SIZE)


def _place(lat: float, lon: float) -> Place:
    return Place("Town", "CO", lat, lon, _zone(lon))


def _zone(lon: float) -> str:
    return next((zone for edge, zone in WEST_OF if lon < edge), "America/New_York")
