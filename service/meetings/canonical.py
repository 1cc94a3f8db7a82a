"""From a feed's row to a row of ours: where it lies, in which zone, how one takes part, shown or not."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from service.meetings import attributes, places
from service.meetings.attributes import ASKS_PASSCODE, DIAL_IN, LINK_ONLY, NOT_WEEKLY
from service.meetings.feeds.countries import country_of_zone, zone_of_country, zone_said
from service.meetings.feeds.row import Reading, Row
from service.meetings.geo import cell_of
from service.meetings.zones import zone_at

ANY = "any"  # the importer named no fellowship
ASTRAY_DEGREES = 6.0  # a state's width: farther from its own postal code a point is a slip
LOOKED_UP = ("US", "CA")  # whose postal codes we have a table of


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row lies and how sure that is: exact, zip, town or none."""

    lat: float | None
    lon: float | None
    precision: str
    zone: str | None


NOWHERE = Spot(None, None, "none", None)


class Around:
    """What a feed's rows tell about each other: whose postal codes these are, and where they lie."""

    def __init__(self, rows: list[Row], default_zone: str | None) -> None:
        self.default_zone = _zone(default_zone)
        said = Counter(row.address.country for row in rows if row.address.country).most_common(1)
        self.country = said[0][0] if said else country_of_zone(self.default_zone)
        self._spots: dict[str, Spot] = {}
        for row in rows:
            if row.lat is not None and row.lon is not None and not row.approximate:
                self._learn(row, row.lat, row.lon)
        if not said and self._spots:
            zones = Counter(spot.zone for spot in self._spots.values())
            self.country = country_of_zone(zones.most_common(1)[0][0]) or self.country

    def _learn(self, row: Row, lat: float, lon: float) -> None:
        if _is_astray(row, self.country):
            return
        for key, precision in _keys(row.address.postal_code, row.address.town, row.address.region):
            if key not in self._spots:
                self._spots[key] = Spot(lat, lon, precision, zone_at(round(lat, 2), round(lon, 2)))

    def spot(self, code: str | None, town: str | None, region: str | None) -> Spot | None:
        """Where another row with the same postal code, its first half, or its town lies."""
        keys = _keys(code, town, region)
        return next((self._spots[key] for key, _ in keys if key in self._spots), None)


def _keys(code: str | None, town: str | None, region: str | None) -> list[tuple[str, str]]:
    keys = [(code.replace(" ", ""), "zip")] if code else []
    if code and not code.isdigit() and len(code) > 4:
        half = code.replace(" ", "")
        keys.append(
            (
                half[:3]
                if half[-4:].isalnum() and len(half) == 7 and half[1].isdigit()
                else half[:-3],
                "town",
            )
        )
    return [*keys, (f"{town}|{region or ''}".lower(), "town")] if town else keys


def canonical_rows(
    reading: Reading, fellowship: str, default_zone: str | None
) -> list[dict[str, Any]]:
    """The columns of each row but for its feed, its digest and the moments it was seen.

    A row's own fellowship beats the importer's, which beats what the format implies.
    """
    around = Around(reading.rows, default_zone)
    whose = reading.fellowship if fellowship == ANY and reading.fellowship else fellowship
    return [canonical(row, row.fellowship or whose, around) for row in reading.rows]


def canonical(row: Row, fellowship: str, around: Around) -> dict[str, Any]:
    """The columns of one row, as above."""
    spot = _spot(row, around)
    country = row.address.country or country_of_zone(spot.zone) or around.country
    mode = _mode(row, spot)
    zone = (
        _zone(row.zone and zone_said(row.zone))
        or spot.zone
        or zone_of_country(country, row.address.region)
        or around.default_zone
    )
    hidden = row.hidden or _reason_to_hide(row, mode, zone)
    return {
        "slug": row.slug,
        "fellowship": fellowship,
        "name": row.name,
        "series": series_of(fellowship, row.group),
        "zone": zone or "UTC",
        "mode": mode,
        "attrs": _bits(row, mode),
        "types": _joined(row.types),
        "notes": row.notes,
        "updated": row.updated,
        "hidden_reason": hidden,
        **_when(row),
        **_where(row, spot, country),
        **_from_afar(row),
        **({"cell": None, "remote": None} if hidden else _shown(row, mode, spot)),
    }


@lru_cache(maxsize=2048)
def _joined(types: tuple[str, ...]) -> str:
    return ",".join(types)[:255]


def _bits(row: Row, mode: str) -> int:
    """Into a room one gets without a passcode."""
    bits = _named_bits(row.attrs)
    bits |= NOT_WEEKLY if row.rrule else 0
    return bits | ASKS_PASSCODE if row.asks_passcode and mode in ("online", "phone") else bits


_named_bits = lru_cache(maxsize=2048)(attributes.to_bits)


def _when(row: Row) -> dict[str, Any]:
    known = row.day is not None and row.start_min is not None
    return {
        "day": row.day,
        "start_min": row.start_min,
        "duration_min": row.duration_min,
        "minute_of_week": (row.day or 0) * 1440 + (row.start_min or 0) if known else None,
        "rrule": row.rrule,
    }


def _where(row: Row, spot: Spot, country: str | None) -> dict[str, Any]:
    return {
        "lat": spot.lat,
        "lon": spot.lon,
        "precision": spot.precision,
        "location": row.location,
        "address": row.address.street,
        "town": row.address.town,
        "region": row.address.region,
        "postal_code": row.address.postal_code,
        "country": country,
    }


def _from_afar(row: Row) -> dict[str, Any]:
    return {
        "dial_in": row.access.dial_in,
        "dial_code": row.access.dial_code,
        "url": row.access.url,
    }


def digest_of(columns: dict[str, Any]) -> str:
    """The same for the same content: what hasn't changed isn't written again."""
    return hashlib.blake2b(repr(columns).encode(), digest_size=16).hexdigest()


def series_of(fellowship: str, group: str) -> int:
    """A number all slots of one group share (63 bits: SQLite and PostgreSQL both take it)."""
    found = hashlib.blake2b(f"{fellowship}|{group.lower()}".encode(), digest_size=8).digest()
    return int.from_bytes(found) >> 1


def _spot(row: Row, around: Around) -> Spot:
    """The feed's own point; without one its postal code's or its town's."""
    if row.lat is not None and row.lon is not None and not _is_astray(row, around.country):
        zone = zone_at(round(row.lat, 3), round(row.lon, 3))
        return Spot(row.lat, row.lon, "town" if row.approximate else "exact", zone)
    code, town, region = row.address.postal_code, row.address.town, row.address.region
    if not (code or town):
        return NOWHERE
    known = around.spot(code, None, None) if code else None
    country = row.address.country or around.country
    return (
        known or _look_up(code, town, region, country) or around.spot(None, town, region) or NOWHERE
    )


def _is_astray(row: Row, feeds_country: str | None) -> bool:
    """A digit lost in a point puts it into another country: its postal code knows better."""
    code, country = row.address.postal_code, row.address.country or feeds_country
    found = places.by_code(code) if code and country in LOOKED_UP else None
    if found is None or found.guessed or row.address.region not in (None, found.region):
        return False
    return abs(found.lat - (row.lat or 0)) + abs(found.lon - (row.lon or 0)) > ASTRAY_DEGREES


@lru_cache(maxsize=8192)
def _look_up(
    code: str | None, town: str | None, region: str | None, country: str | None
) -> Spot | None:
    found = places.by_code(code) if code and country in (None, *LOOKED_UP) else None
    # A code of another state than the row's own is a slip, or an example: 12345 lies in New York.
    if found and not found.guessed and region in (None, found.region):
        return Spot(found.lat, found.lon, "zip", _zone(found.zone))
    if not town or (not region and country in (None, *LOOKED_UP)):
        return None
    named = places.by_name(town, region if country in (None, *LOOKED_UP) else None)
    for one in named:
        if country in (None, one.place.country):
            return Spot(one.place.lat, one.place.lon, "town", _zone(one.place.zone))
    return None


@lru_cache(maxsize=512)
def _zone(name: str | None) -> str | None:
    """The name, if there is such a zone."""
    if not name:
        return None
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return None


def _mode(row: Row, spot: Spot) -> str:
    """in-person, hybrid, online, phone or inactive: the feed's word, checked against what it gives."""
    afar = "online" if row.access.url else "phone" if row.access.dial_in else None
    room = _has_room(row, spot)
    if row.option == "inactive" or not (room or afar or row.option == "online"):
        return "inactive"
    if room and row.option != "online":
        return "hybrid" if afar and row.option != "in_person" else "in-person"
    return afar or ("online" if row.option == "online" else "inactive")


def _has_room(row: Row, spot: Spot) -> bool:
    """True when somebody can go there: a street, or a named house in a known town."""
    if row.closed_place or (spot.lat is None and not (row.address.town or row.address.postal_code)):
        return False
    if row.option in ("in_person", "hybrid"):
        return True
    if row.lat is not None and not row.access.any:
        return True  # the feed names no house, but a point, and nothing else to go by
    return bool(row.address.street or row.location) and not (row.approximate and row.access.any)


def _reason_to_hide(row: Row, mode: str, zone: str | None) -> str | None:
    if mode == "inactive":
        return "closed for now" if row.closed_place else "neither room nor link works"
    if zone is None:
        return "no time zone"
    if mode == "online" and not row.access.any:
        return "online without a link or number"
    return None


def _shown(row: Row, mode: str, spot: Spot) -> dict[str, int | None]:
    cell = None
    if mode in ("in-person", "hybrid") and spot.lat is not None and spot.lon is not None:
        cell = cell_of(spot.lat, spot.lon)
    if mode == "in-person":
        return {"cell": cell, "remote": None}
    return {"cell": cell, "remote": DIAL_IN if row.access.dial_in else LINK_ONLY}
