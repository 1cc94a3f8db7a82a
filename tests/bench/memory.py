"""How much a web process grows when it first looks up places and zones: in a fresh process each time."""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row

ROUNDS = 5
MOST_MB = 60

# A web process with all its doors loaded; then a text's look-ups, a misspelling first of all, the names
# of every country, a thousand ZIPs, and the zone of a point. The resident set is Linux's, in pages.
LOOK_UPS = """
import gc, os
import service.app
from service.db import Base, Database
from service.meetings import places
from service.meetings.locate import Home, locate
from service.meetings.query import understand

def resident_mb():
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

database = Database("sqlite://")
Base.metadata.create_all(database.engine)
before = resident_mb()
with database.reading() as session:
    for text in ("aa near bozman", "na mizzoula mt", "aa near lewstown tonight", "59718"):
        locate(session, understand(text).place, Home(region="MT"))
    for country in ("US", "GB", "IE", "AU", "NZ", "MX"):
        locate(session, "xewport", Home(country=country))
    for number in range(1000):
        locate(session, f"{59000 + number}", Home())
from service.meetings.zones import zone_at
zone_at(45.68, -111.04), zone_at(50.37, -4.14)
print(before, resident_mb())
"""


def web_memory() -> Iterator[Row]:
    """Places and zones together may cost a web process 60 MB."""
    before, grown = zip(*(_grown() for _ in range(ROUNDS)), strict=True)
    value = statistics.median(grown)
    versus = f"{MOST_MB} MB, on top of {statistics.median(before):.0f} MB without"
    ratio = round(value / MOST_MB, 3)
    yield Row("web_memory", "growth", round(value, 1), "MB", "lower", versus, ratio, ROUNDS)


def _grown() -> tuple[float, float]:
    if not Path("/proc/self/statm").exists():
        raise RuntimeError("web_memory reads /proc, which only Linux has.")
    told = subprocess.run(
        [sys.executable, "-c", LOOK_UPS], capture_output=True, text=True, check=True
    )
    before, after = map(float, told.stdout.split())
    return before, after - before
