"""Crisis lines by country. Only numbers that someone has read a source for are ever given out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal

from service.crisis.tables import table
from service.errors import ConfigurationError
from service.text.phone import Phone

Use = Literal["crisis", "violence"]

# Nobody ends a talk with a crisis line for them: as long as the carrier lets any call last.
LONGEST_TALK = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line people can turn to. `call` is as they dial it, inside the country only; `e164` from here.

    `verified_on`: the day its source was read. `confirmed` False: kept, never given out.
    """

    name: str
    use: Use
    call: str
    languages: tuple[str, ...]
    source: str
    verified_on: date
    e164: str | None = None
    text_to: str | None = None
    keyword: str | None = None
    spanish_key: str | None = None
    hours: str | None = None
    free: bool = False
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Country:
    """What a country has: its emergency number, if we know it, and its lines."""

    emergency: str | None
    lines: tuple[Line, ...]


NOWHERE = Country(None, ())


def emergency_number(country: str) -> str | None:
    """Two letters like US; None when we know none, and then none is named."""
    return COUNTRIES.get(country, NOWHERE).emergency


def lines(country: str) -> tuple[Line, ...]:
    """The lines that may be given out there: none for a country we don't know, never another's."""
    return tuple(line for line in COUNTRIES.get(country, NOWHERE).lines if line.confirmed)


def line_for(country: str, use: Use) -> Line | None:
    """The first line of that use; for violence the crisis line where there is no other."""
    fitting: Iterable[Line] = (line for line in lines(country) if line.use == use)
    return next(iter(fitting), None) or (line_for(country, "crisis") if use != "crisis" else None)


def number_to_join(country: str, dialled: Collection[str]) -> Phone | None:
    """What a call from there can be joined to: the crisis line's whole number, if we have it and may
    dial numbers of that country."""
    line = line_for(country, "crisis")
    return Phone(line.e164) if line and line.e164 and country in dialled else None


def _line(country: str, row: dict[str, Any]) -> Line:
    try:
        return Line(**{**row, "languages": tuple(row["languages"])})
    except (TypeError, KeyError) as error:
        raise ConfigurationError(f"crisis/tables/lines.toml, {country}: {error}") from error


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
