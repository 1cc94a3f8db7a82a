"""Where a ZIP, a postal code or a town lies. Offline: one small file, no network.

`places.sqlite` is built by `python -m service.meetings.build_places`; docs/places.md credits its data.
A look-up costs some 15 microseconds and next to no memory. Only a misspelled town loads the names.
"""

import os
import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from rapidfuzz import fuzz, process

from service.meetings.regions import PROVINCES

FILE = Path(__file__).with_name("places.sqlite")
# What is written short in one place and long in another, brought to one form.
SHORT_FORMS = {
    "saint": "st", "sainte": "ste", "santa": "sta", "fort": "ft", "mount": "mt",
    "n": "north", "s": "south", "e": "east", "w": "west", "mtn": "mountain", "pt": "point",
    "hts": "heights", "spgs": "springs", "spg": "spring", "jct": "junction", "bch": "beach",
    "vlg": "village", "twp": "township", "rez": "reservation", "ctr": "center", "cty": "city", "co": "county",
}  # fmt: skip
LIKE_ENOUGH = 78  # of 100; below it a name is another name
# Whose towns are taken for towns wherever the line is; abroad is any other country.
HERE = ("US", "CA")
KNOWN_ABROAD = 20_000  # people; a village elsewhere is known only after `near`, and on a line there
# The calling codes of the countries whose towns we have (ITU E.164); +1 needs the area code too.
CALLING_CODES = {"+44": "GB", "+353": "IE", "+61": "AU", "+64": "NZ", "+52": "MX"}
MARKS = 1 << 20  # bytes
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
    country: str = "US"  # two letters
    beside: str = ""  # Orange County, or near Cowes: where the state has another of this name

    def __str__(self) -> str:
        return f"{self.name}, {self.region}" if self.region else self.name

    @property
    def told_apart(self) -> "Place":
        """As it is offered among others: `Woodbridge (Orange County), CA`. `locate` knows that name."""
        return replace(self, name=f"{self.name} ({self.beside})") if self.beside else self


@dataclass(frozen=True, slots=True)
class Candidate:
    """A town that may be meant."""

    place: Place
    weight: int  # people who live there; 250 or 100 for a place too small to have been counted
    likeness: float  # 0 to 100


class _File:
    """One connection a process, for all its threads: a look-up holds it for some microseconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._pid = 0

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
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
_ZIP = re.compile(r"(\d{5})(?:[- ]?\d{4})?")
_POSTCODE = re.compile(r"([A-Z]{1,2})\d[A-Z\d]?(?:\d[A-Z]{2})?")
_CANADIAN = re.compile(r"[A-Z]\d[A-Z](?: ?\d[A-Z]\d)?", re.IGNORECASE)
_TOWN = """SELECT t.name, t.region, t.lat / 10000.0, t.lon / 10000.0, z.name, t.country, t.beside, t.people
    FROM names n JOIN towns t ON t.id = n.town JOIN zones z ON z.id = t.zone WHERE n.key = ?
    ORDER BY t.people DESC, t.region, t.id"""
_CODE = """SELECT t.name, t.region, c.lat / 10000.0, c.lon / 10000.0, z.name, t.country, t.beside
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


@lru_cache(maxsize=4096)
def by_code(code: str) -> Place | None:
    """The place of a ZIP (59718, 59718-1234) or a Canadian code (A1A, or A1A 1A1); None if there is none.

    A ZIP that doesn't exist is placed among those with its first three digits and marked `guessed`.
    """
    zip_code = _ZIP.fullmatch(code)
    rows = _file.query(_CODE + "WHERE c.code = ?", zip_code[1] if zip_code else code[:3].upper())
    if rows and (zip_code or _CANADIAN.fullmatch(code)):
        return replace(_place(rows[0]), code=zip_code[1] if zip_code else code)
    return _guess(zip_code[1]) if zip_code else None


def by_postcode_area(postcode: str) -> Place | None:
    """The town of a British postcode's first letters, marked `guessed`: PL1 9ZZ is somewhere by Plymouth."""
    found = _POSTCODE.fullmatch(postcode.replace(" ", "").upper())
    rows = _file.query(_CODE + "WHERE c.code = ?", found[1]) if found else []
    return replace(_place(rows[0]), code=postcode, guessed=True) if rows else None


def _guess(code: str) -> Place | None:
    rows = _file.query(_CODE + "WHERE c.code BETWEEN ? AND ?", f"{code[:3]}00", f"{code[:3]}99")
    if not rows:
        return None
    places = sorted((_place(row) for row in rows), key=lambda place: (place.lat, place.lon))
    lat = sum(place.lat for place in places) / len(places)
    lon = sum(place.lon for place in places) / len(places)
    nearest = min(places, key=lambda place: (place.lat - lat) ** 2 + (place.lon - lon) ** 2)
    return replace(nearest, code=code, guessed=True)


def may_be_named(words: Iterable[str]) -> bool:
    """Whether some place may be called this; False is certain, and costs no look into the file.

    Words of small letters and digits, as a text has them.
    """
    key = "".join([SHORT_FORMS.get(word, word) for word in words])
    return bool(_named()[hash(key) % MARKS])


def lengths_named(words: Iterable[str]) -> list[int]:
    """How many of these words, from the first on, may together be a place's name: see `may_be_named`."""
    marks, key, lengths = _named(), "", []
    for length, word in enumerate(words, 1):
        key += SHORT_FORMS.get(word, word)
        if marks[hash(key) % MARKS]:
            lengths.append(length)
    return lengths


@lru_cache(maxsize=1)
def _named() -> bytes:
    """A mark for each of the 42,000 names: one in 25 of other words falls on one by chance."""
    marks = bytearray(MARKS)
    for (key,) in _file.query("SELECT DISTINCT key FROM names"):
        marks[hash(key) % MARKS] = 1
    return bytes(marks)


@lru_cache(maxsize=4096)
def is_town(name: str) -> bool:
    """True when some place is spelled like this: here, or a town of some size elsewhere."""
    found = _of_key(key_of(name))
    return any(one.place.country in HERE or one.weight >= KNOWN_ABROAD for one in found)


def by_name(name: str, region: str | None = None) -> list[Candidate]:
    """The places called this, the biggest first."""
    found = _of_key(key_of(name))
    return [one for one in found if region in (None, one.place.region)]


@lru_cache(maxsize=1024)
def like(
    name: str, region: str | None = None, country: str | None = None, any_letter: bool = False
) -> tuple[Candidate, ...]:
    """The places called nearly this, the likest first; for misspellings only (1 ms).

    In `country`; without it in the United States and Canada. Only names with the same first letter,
    which slips hardly ever touch, unless `any_letter` (8 ms).
    """
    key = key_of(name)
    where = country if country and country not in HERE else HERE[0]
    if region:
        names = _spellings(region, "")
    else:
        names = _all_spellings(where) if any_letter else _spellings(where, key[:1])
    nearest = process.extract(
        key, names, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH, limit=RERANKED
    )
    return tuple(
        replace(one, likeness=likeness)
        for found, likeness, _ in nearest
        for one in _of_key(found)
        if (region or where) in (one.place.region, _where(one.place.country))
    )


def region_of_area(e164: str) -> str | None:
    """The state or province most numbers with this area code belong to: a hint, numbers move."""
    return _region_of_area(e164[2:5]) if e164.startswith("+1") else None


@lru_cache(maxsize=1024)
def _region_of_area(code: str) -> str | None:
    rows = _file.query("SELECT region FROM area_codes WHERE code = ?", code)
    return str(rows[0][0]) if rows else None


@lru_cache(maxsize=16)
def country_of_line(number: str, zone: str) -> str | None:
    """The country a line answers for, two letters: that of its number; a toll-free one's zone tells."""
    region = region_of_area(number)
    if region:
        return "CA" if region in PROVINCES else "US"
    called = (country for code, country in CALLING_CODES.items() if number.startswith(code))
    return next(called, None) or country_of_zone(zone)


@lru_cache(maxsize=512)
def country_of_zone(zone: str) -> str | None:
    """The country that keeps this time zone, two letters."""
    rows = _file.query("SELECT country FROM zones WHERE name = ?", zone)
    return str(rows[0][0]) if rows else None


@lru_cache(maxsize=4096)
def _of_key(key: str) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(_place(row), cast(int, row[7]), 100.0) for row in _file.query(_TOWN, key)
    )


def _place(row: tuple[Any, ...]) -> Place:
    name, region, lat, lon, zone, country, beside = row[:7]
    return Place(name, region, lat, lon, zone, country=country, beside=beside)


def _where(country: str) -> str:
    return HERE[0] if country in HERE else country


@lru_cache(maxsize=512)
def _spellings(where: str, letter: str) -> list[str]:
    """The names' keys there that begin so; see place_writer for what `where` and `letter` may be."""
    rows = _file.query("SELECT keys FROM spellings WHERE scope = ? AND letter = ?", where, letter)
    return str(rows[0][0]).split("\n") if rows else []


@lru_cache(maxsize=8)
def _all_spellings(where: str) -> list[str]:
    rows = _file.query("SELECT keys FROM spellings WHERE scope = ? AND letter <> ''", where)
    return [key for (keys,) in rows for key in str(keys).split("\n")]
