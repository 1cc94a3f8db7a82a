"""Builds `places.sqlite` from the data inside two packages: `python -m service.meetings.build_places`.

Needs the `places` extra (zipcodes, pypostalcode). The same versions give the same file. What the
data is, whose it is and under which licence stands in docs/places.md.
"""

import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pypostalcode
import tzfpy
import zipcodes

from service.meetings.geo import miles_between
from service.meetings.places import FILE, key_of
from service.meetings.regions import region_of

# Towns of one name in one state lie a mile apart in the median, but 120 at p99 (two towns).
SAME_TOWN_MILES = 30
# The state of an area code, where this share of its ZIPs agrees.
AREA_CODE_SHARE = 0.8

SCHEMA = """
CREATE TABLE towns (id INTEGER PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL,
    lat INTEGER NOT NULL, lon INTEGER NOT NULL, zone INTEGER NOT NULL, weight INTEGER NOT NULL);
CREATE TABLE names (key TEXT NOT NULL, town INTEGER NOT NULL, PRIMARY KEY (key, town)) WITHOUT ROWID;
CREATE TABLE codes (code TEXT PRIMARY KEY, town INTEGER NOT NULL, lat INTEGER NOT NULL,
    lon INTEGER NOT NULL, zone INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE zones (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE area_codes (code TEXT PRIMARY KEY, region TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Code:
    """A postal code and the town it belongs to."""

    code: str
    town: str
    region: str
    lat: float
    lon: float
    also: tuple[str, ...] = ()
    county: str = ""
    area_codes: tuple[str, ...] = ()


class Writer:
    """Puts towns and codes into the file, zones once each."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.connection = sqlite3.connect(path)
        self.connection.executescript(SCHEMA)
        self._zones: dict[str, int] = {}

    def town(self, name: str, region: str, point: tuple[float, float], weight: int) -> int:
        """Its id. `weight` is how many postal codes it has: the nearest thing to its size."""
        row = (name, region, *self._place(*point), weight)
        cursor = self.connection.execute(
            "INSERT INTO towns (name, region, lat, lon, zone, weight) VALUES (?,?,?,?,?,?)", row
        )
        town = cursor.lastrowid or 0
        self.connection.execute("INSERT INTO names VALUES (?,?)", (key_of(name), town))
        return town

    def code(self, code: str, town: int, point: tuple[float, float]) -> None:
        row = (code, town, *self._place(*point))
        self.connection.execute("INSERT OR IGNORE INTO codes VALUES (?,?,?,?,?)", row)

    def area_code(self, code: str, region: str) -> None:
        self.connection.execute("INSERT INTO area_codes VALUES (?,?)", (code, region))

    def close(self) -> None:
        self.connection.commit()
        self.connection.execute("VACUUM")
        self.connection.close()

    def _place(self, lat: float, lon: float) -> tuple[int, int, int]:
        return round(lat * 10_000), round(lon * 10_000), self._zone(tzfpy.get_tz(lon, lat))

    def _zone(self, name: str) -> int:
        if name not in self._zones:
            self._zones[name] = len(self._zones) + 1
            self.connection.execute("INSERT INTO zones VALUES (?,?)", (self._zones[name], name))
        return self._zones[name]


def build(path: Path) -> None:
    """Writes the whole file anew."""
    united_states = list(_united_states())
    writer = Writer(path)
    _write_towns(writer, [*united_states, *_canada()])
    _write_other_names(writer, united_states)
    _write_counties(writer, united_states)
    _write_area_codes(writer, united_states)
    writer.close()


def _united_states() -> Iterator[Code]:
    source: Any = zipcodes  # it has stubs for its Rust part only
    for row in source.list_all():
        # Military post offices have no point of their own, foreign ones no meetings we could list.
        if not row["lat"] or row["zip_code_type"] == "MILITARY":
            continue
        yield Code(
            row["zip_code"],
            row["city"],
            row["state"],
            float(row["lat"]),
            float(row["long"]),
            tuple(row["acceptable_cities"]),
            row["county"],
            tuple(row["area_codes"]),
        )


def _canada() -> Iterator[Code]:
    for row in _canadian_rows():
        town = row.city.split(" (")[0]
        region = region_of(tuple(row.province.lower().split()))
        if region:
            yield Code(row.postalcode, _without_quarter(town), region, row.latitude, row.longitude)


def _canadian_rows() -> list[Any]:
    found = pypostalcode.PostalCodeDatabase().find_postalcode("%", "%")
    return sorted(found, key=lambda row: row.postalcode)


def _without_quarter(town: str) -> str:
    """`North Vancouver Northwest` is asked for as `North Vancouver`."""
    words = town.split()
    quarters = {"north", "south", "east", "west", "central", "northeast", "northwest", "southeast"}
    quarters |= {"southwest", "outer", "inner", "downtown"}
    while len(words) > 1 and words[-1].lower() in quarters:
        words.pop()
    return " ".join(words)


def _write_towns(writer: Writer, codes: list[Code]) -> None:
    by_name: dict[tuple[str, str], list[Code]] = defaultdict(list)
    for code in codes:
        by_name[code.town, code.region].append(code)
    for (name, region), same_name in by_name.items():
        for cluster in _clusters(same_name):
            town = writer.town(name, region, _middle(cluster), len(cluster))
            for code in cluster:
                writer.code(code.code, town, (code.lat, code.lon))


def _clusters(codes: list[Code]) -> list[list[Code]]:
    clusters: list[list[Code]] = []
    for code in codes:
        for cluster in clusters:
            if _apart(code, cluster[0]) < SAME_TOWN_MILES:
                cluster.append(code)
                break
        else:
            clusters.append([code])
    return clusters


def _apart(one: Code, other: Code) -> float:
    return miles_between(one.lat, one.lon, other.lat, other.lon)


def _middle(codes: Iterable[Code]) -> tuple[float, float]:
    """The median, because post office boxes lie downtown and one far ZIP must not pull a town away."""
    points = list(codes)
    return median(code.lat for code in points), median(code.lon for code in points)


def _write_other_names(writer: Writer, codes: list[Code]) -> None:
    """Names the post accepts for a ZIP are places of their own: suburbs, hamlets, old names."""
    known = {(key_of(code.town), code.region) for code in codes}
    others: dict[tuple[str, str], list[Code]] = defaultdict(list)
    for code in codes:
        for name in code.also:
            if (key_of(name), code.region) not in known:
                others[name, code.region].append(code)
    for (name, region), same_name in others.items():
        for cluster in _clusters(same_name):
            writer.town(name, region, _middle(cluster), 0)


def _write_counties(writer: Writer, codes: list[Code]) -> None:
    counties: dict[tuple[str, str], list[Code]] = defaultdict(list)
    for code in codes:
        if code.county:
            counties[code.county, code.region].append(code)
    for (name, region), inside in counties.items():
        writer.town(name, region, _middle(inside), 0)


def _write_area_codes(writer: Writer, codes: list[Code]) -> None:
    regions: dict[str, Counter[str]] = defaultdict(Counter)
    for code in codes:
        for area in code.area_codes:
            regions[area][code.region] += 1
    for area, counts in sorted(regions.items()):
        region, most = counts.most_common(1)[0]
        if most >= AREA_CODE_SHARE * counts.total():
            writer.area_code(area, region)


if __name__ == "__main__":
    build(FILE)
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size / 1e6:.1f} MB\n")
