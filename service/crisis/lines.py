"""Crisis lines by country. Only numbers that someone has read a source for are ever given out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from service.crisis.tables import table
from service.errors import ConfigurationError
from service.text.phone import Phone

Use = Literal[
    "crisis",
    "violence",
    "veterans",
    "lgbtq_youth",
    "trans",
    "youth",
    "indigenous",
    "text",
    "using_alone",
    "dementia",
    "disaster",
    "substance",
    "referral",
]

# Nobody ends a talk with a crisis line for them: as long as the carrier lets any call last.
LONGEST_TALK = timedelta(hours=4)
# Numbers there are numbers of their own "country" and have the lines of the United States. Source for 988:
# wiac740.com and primerahora.com 2022-07 (Puerto Rico's ASSMCA: "en todo Estados Unidos y sus
# territorios"), postguam.com 2021 (Guam), FCC 20-100; 911 is theirs as well.
TERRITORIES = {"PR": "US", "VI": "US", "GU": "US", "AS": "US", "MP": "US"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line people can turn to. `call` is as they dial it, inside the country only; `e164` from anywhere.

    `verified_on`: the day its source was read. `confirmed` False: kept, never given out.
    """

    name: str
    use: Use
    languages: tuple[str, ...]
    source: str
    verified_on: date
    call: str | None = None  # None: it takes texts only
    e164: str | None = None
    text_to: str | None = None
    keyword: str | None = None
    spanish_key: str | None = None
    then_key: str | None = None  # pressed once it answers
    hours: str | None = None
    hours_en: str | None = None  # where it isn't day and night, in words
    hours_es: str | None = None
    free: bool = False
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Country:
    """What a country has: its emergency number, if we know it, and its lines."""

    emergency: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """What one installation gives out: all lines but those of `withheld` countries, and its own.

    `crisis/confirmed` makes it from the settings."""

    own: Line | None = None
    withheld: frozenset[str] = frozenset()


NOWHERE = Country(None, ())
EVERYTHING = Book()


def owner(country: str) -> str:
    """Whose lines are given there: a territory has none of its own.

    >>> owner("PR"), owner("MX")
    ('US', 'MX')
    """
    return TERRITORIES.get(country, country)


def emergency_number(country: str) -> str | None:
    """Two letters like US; None when we know none, and then none is named."""
    return COUNTRIES.get(owner(country), NOWHERE).emergency


def lines(country: str, book: Book = EVERYTHING) -> tuple[Line, ...]:
    """The national lines that may be given out there: none for a country we don't know, never another's."""
    if owner(country) in book.withheld:
        return ()
    return tuple(line for line in COUNTRIES.get(owner(country), NOWHERE).lines if line.confirmed)


def line_for(country: str, use: Use, book: Book = EVERYTHING) -> Line | None:
    """The first line of that use; for violence the crisis line where there is no other.

    Where no national line is known, it is the organisation's own."""
    fitting: Iterable[Line] = (line for line in lines(country, book) if line.use == use)
    found = next(iter(fitting), None)
    if found is None and use != "crisis":
        return line_for(country, "crisis", book)
    return found or own_line(country, book)


def own_line(country: str, book: Book) -> Line | None:
    """The organisation's own, its numbers as they are dialled from that country."""
    return _dialled_from(owner(country), book.own) if book.own else None


def other_lines(country: str, book: Book = EVERYTHING) -> tuple[Line, ...]:
    """All that may be told besides the one that 0 and the answers name."""
    first = line_for(country, "crisis", book)
    return tuple(line for line in lines(country, book) if line != first)


def number_to_join(
    country: str, bridges: Mapping[str, str], book: Book = EVERYTHING
) -> Phone | None:
    """What a call from there can be joined to: only what the settings allow by its whole number.

    Not before that country's lines are given out at all."""
    number = None if owner(country) in book.withheld else bridges.get(owner(country))
    return Phone(number) if number else None


@lru_cache(maxsize=64)
def _dialled_from(country: str, own: Line) -> Line:
    call = Phone(own.e164).dialled_from(country) if own.e164 else own.call
    text_to = Phone(own.text_to).dialled_from(country) if own.text_to else None
    return replace(own, call=call, text_to=text_to)


def _line(country: str, row: dict[str, Any]) -> Line:
    try:
        line = Line(**{**row, "languages": tuple(row["languages"])})
    except (TypeError, KeyError) as error:
        raise ConfigurationError(f"crisis/tables/lines.toml, {country}: {error}") from error
    if line.call is None and line.text_to is None:
        raise ConfigurationError(f"crisis/tables/lines.toml, {country}: {line.name} has no number")
    return line


def _read() -> Mapping[str, Country]:
    return MappingProxyType(
        {
            country: Country(
                row.get("emergency"), tuple(_line(country, line) for line in row["lines"])
            )
            for country, row in table("lines").items()
        }
    )


COUNTRIES = _read()
