"""Where a storm happens: a folder, a database, a Redis, and what every process is told of them."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service import migrate
from service.crypto import fresh_keys
from service.house import House, open_house
from service.redis_server import find_executable
from service.settings import Settings
from tests.accidents.storm import town
from tests.accidents.storm.databases import DATABASES, StormDatabase
from tests.accidents.storm.processes import free_port
from tests.real_redis import RealRedis

ACCOUNT, TOKEN = "AC" + "7" * 32, "a-token-for-storms"


@dataclass(frozen=True)
class Place:
    folder: Path
    database: StormDatabase
    redis: RealRedis
    environment: Mapping[str, str]
    web_port: int
    carrier_port: int

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def open(self) -> House:
        """As each process does by itself."""
        given = {name.lower(): value for name, value in self.environment.items()}
        return open_house(Settings(_env_file=None, **given))  # type: ignore[arg-type]


@contextmanager
def place_for(kind: str) -> Iterator[Place]:
    """A fresh one. Its database is migrated, its Redis runs; all of it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="storm-"))  # short: a socket lies in it
    (folder / "logs").mkdir()
    database = DATABASES[kind](folder)
    redis = RealRedis(str(find_executable()), folder)
    redis.start()
    try:
        place = _place(folder, database, redis)
        with place.open() as house:
            migrate.upgrade(house.database)
        yield place
    finally:
        redis.stop()
        database.end()
        if not os.environ.get("STORM_KEEP"):  # to look at the logs afterwards
            shutil.rmtree(folder, ignore_errors=True)


def _place(folder: Path, database: StormDatabase, redis: RealRedis) -> Place:
    web_port, carrier_port = free_port(), free_port()
    environment = {
        "LINE_NUMBER": town.LINE,
        "PUBLIC_URL": f"http://127.0.0.1:{web_port}",
        "CARRIER_URL": f"http://127.0.0.1:{carrier_port}",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "DATA_DIR": str(folder),
        "DATABASE_URL": database.url,
        "REDIS_URL": redis.url,
        "KEYS": fresh_keys(),
        "SEGMENTS_A_SECOND": "225",
        "CALLS_A_SECOND": "50",
        # Storms come at any hour.
        "CONTACT_FROM_HOUR": "0",
        "CONTACT_UNTIL_HOUR": "24",
    }
    return Place(folder, database, redis, environment, web_port, carrier_port)
