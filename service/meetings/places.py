"""Where a ZIP, a postal code or a town lies. Offline: one small file, no network.

`places.sqlite` is built by `python -m service.meetings.build_places`; docs/places.md credits its data.
A look-up costs some 15 microseconds and next to no memory. Only a misspelled town loads the names.
"""

import os
import re
import sqlite3
import threading
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

FILE = Path(__file__).with_name("places.sqlite")
# What is written short in one place and long in another, brought to one form.
SHORT_FORMS = {
    "saint": "st", "sainte": "ste", "santa": "sta", "fort": "ft", "mount": "mt",
    "n": "north", "s": "south", "e": "east", "w": "west", "mtn": "mountain", "pt": "point",
    "hts": "heights", "spgs": "springs", "spg": "spring", "jct": "junction", "bch": "beach",
    "vlg": "village", "ctr": "center", "cty": "city", "co": "county",
}  # fmt: skip
LIKE_ENOUGH = 78  # of 100; below it a name is another name
RERANKED = 8  # the right town is first for 23 of 30 misspellings, among the first five for all


@dataclass(frozen=True, slots=True)
class Place:
    """A point with a name to say back: half of one-digit ZIP slips are another valid ZIP."""

    name: str  # Bozeman
    region: str  # MT; empty where we know none
    lat: float
    lon: float
    zone: str  # IANA name
    code: str | None = None  # the postal code asked for, if it was one
    guessed: bool = False  # an unknown ZIP, placed by its first three digits: say so

    def __str__(self) -> str:
        return f"{self.name}, {self.region}" if self.region else self.name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A town that may be meant."""

    place: Place
    weight: int  # postal codes it has, the nearest thing to its size
    likeness: float  # 0 to 100


class _File:
    """One connection a process, for all its threads: a look-up holds it for some microseconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._pid = 0

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock:
            return self._open().execute(sql, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        """A fork opens its own: SQLite forbids carrying a connection over."""
        if self._connection is None or self._pid != os.getpid():
            uri = f"{FILE.as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._pid = os.getpid()
        return self._connection


_file = _File()
_TOWN = """SELECT t.name, t.region, t.lat / 10000.0, t.lon / 10000.0, z.name, t.weight
    FROM names n JOIN towns t ON t.id = n.town JOIN zones z ON z.id = t.zone WHERE n.key = ?"""
_CODE = """SELECT t.name, t.region, c.lat / 10000.0, c.lon / 10000.0, z.name
    FROM codes c JOIN towns t ON t.id = c.town JOIN zones z ON z.id = c.zone """


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """A name without case, accents, marks and spaces, short forms made one.

    >>> key_of("Saint Mary's"), key_of("St. Marys"), key_of("N Platte")
    ('stmarys', 'stmarys', 'northplatte')
    """
    bare = unicodedata.normalize("NFKD", name.lower().replace("'", "").replace("’", ""))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in bare if not unicodedata.combining(c)))
    return "".join(SHORT_FORMS.get(word, word) for word in words)


def by_code(code: str) -> Place | None:
    """The place of a five-digit ZIP or a Canadian code (A1A, or A1A 1A1); None if we know no such code.

    A ZIP that doesn't exist is placed among those with its first three digits and marked `guessed`.
    """
    rows = _file.query(_CODE + "WHERE c.code = ?", code if code.isdigit() else code[:3].upper())
    if rows:
        return replace(_place(rows[0]), code=code)
    return _guess(code) if len(code) == 5 and code.isdigit() else None


def _guess(code: str) -> Place | None:
    rows = _file.query(_CODE + "WHERE c.code BETWEEN ? AND ?", f"{code[:3]}00", f"{code[:3]}99")
    if not rows:
        return None
    places = sorted((_place(row) for row in rows), key=lambda place: (place.lat, place.lon))
    lat = sum(place.lat for place in places) / len(places)
    lon = sum(place.lon for place in places) / len(places)
    nearest = min(places, key=lambda place: (place.lat - lat) ** 2 + (place.lon - lon) ** 2)
    return replace(nearest, code=code, guessed=True)


def is_town(name: str) -> bool:
    """True when some place is spelled like this."""
    return bool(_file.query("SELECT 1 FROM names WHERE key = ? LIMIT 1", key_of(name)))


def by_name(name: str, region: str | None = None) -> list[Candidate]:
    """The places spelled like this, the biggest first."""
    return _of_key(key_of(name), region, 100.0)


def like(name: str, region: str | None = None) -> list[Candidate]:
    """The places spelled nearly like this, the likest first; for misspellings only (1 ms)."""
    key = key_of(name)
    names = _names_by_letter().get(key[:1], []) if region is None else _names_in(region)
    nearest = process.extract(
        key, names, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH, limit=RERANKED
    )
    return [
        candidate
        for found, likeness, _ in nearest
        for candidate in _of_key(found, region, likeness)
    ]


def region_of_area(e164: str) -> str | None:
    """The state most numbers with this area code belong to: a hint, numbers move with their owners."""
    if not e164.startswith("+1"):
        return None
    rows = _file.query("SELECT region FROM area_codes WHERE code = ?", e164[2:5])
    return str(rows[0][0]) if rows else None


def _of_key(key: str, region: str | None, likeness: float) -> list[Candidate]:
    found = [
        Candidate(_place(row), int(str(row[5])), likeness)
        for row in _file.query(_TOWN, key)
        if region in (None, row[1])
    ]
    return sorted(found, key=lambda candidate: (-candidate.weight, candidate.place.region))


def _place(row: tuple[object, ...]) -> Place:
    name, region, lat, lon, zone = (str(part) for part in row[:5])
    return Place(name, region, float(lat), float(lon), zone)


@lru_cache(maxsize=1)
def _names_by_letter() -> dict[str, list[str]]:
    """Every name's key by its first letter, which typing slips hardly ever touch."""
    by_letter: dict[str, list[str]] = {}
    for (key,) in _file.query("SELECT DISTINCT key FROM names ORDER BY key"):
        by_letter.setdefault(str(key)[0], []).append(str(key))
    return by_letter


@lru_cache(maxsize=64)
def _names_in(region: str) -> list[str]:
    rows = _file.query(
        "SELECT DISTINCT n.key FROM names n JOIN towns t ON t.id = n.town WHERE t.region = ?",
        region,
    )
    return [str(key) for (key,) in rows]
