"""What a look-up of a place costs: `python -m tests.bench.lookups`. Microseconds, median and p99."""

import random
import sqlite3
import statistics
import time

from sqlalchemy.orm import Session

from service.db import Base, Database
from service.meetings import places
from service.meetings.locate import Home, locate

COUNT = 2_000
MONTANA = Home(region="MT")
MISSPELLED = (
    "bozmann",
    "mizzoula",
    "kallispel",
    "greatt falls",
    "bilingss",
    "livingstn",
    "helenna",
)


def main() -> None:
    database = Database("sqlite://")
    Base.metadata.create_all(database.engine)
    zips = _asked("SELECT code, '' FROM codes WHERE length(code) = 5")
    towns = _asked("SELECT name, region FROM towns WHERE country = 'US' AND people > 1000")
    questions = {
        "a ZIP": [(code, MONTANA) for code, _ in zips],
        "Town, ST": [(f"{town}, {region}", MONTANA) for town, region in towns],
        "a town in the line's own state": [(town, Home(region=region)) for town, region in towns],
        "the first misspelled one": [("bozmen", MONTANA)],
        "misspelled ones": [(typed, MONTANA) for typed in MISSPELLED],
        "a town of many states": [("springfield", MONTANA)] * 200,
    }
    with database.reading() as session:
        for when in ("first time", "again"):
            for what, asked in questions.items():
                times = [_us(session, said, home) for said, home in asked]
                worst = sorted(times)[int(len(times) * 0.99)]
                print(f"{statistics.median(times):8.1f} {worst:8.1f}  {what}, {when}")


def _us(session: Session, said: str, home: Home) -> float:
    began = time.perf_counter()
    locate(session, said, home)
    return (time.perf_counter() - began) * 1e6


def _asked(sql: str) -> list[tuple[str, str]]:
    connection = sqlite3.connect(f"{places.FILE.as_uri()}?mode=ro", uri=True)
    found = connection.execute(sql).fetchall()
    connection.close()
    return random.Random(3).sample(found, COUNT)


if __name__ == "__main__":
    main()
