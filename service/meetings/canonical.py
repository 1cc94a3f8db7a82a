"""From a feed's row to a row of ours: where it lies, in which zone, how one takes part, shown or not."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import tzfpy

from service.meetings import attributes, places
from service.meetings.attributes import DIAL_IN, LINK_ONLY
from service.meetings.feeds.row import Row
from service.meetings.geo import cell_of


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row lies and how sure that is: exact, zip, town or none."""

    lat: float | None
    lon: float | None
    precision: str
    zone: str | None


def canonical(row: Row, fellowship: str, default_zone: str | None) -> dict[str, Any]:
    """The columns of one meeting but for its feed, its digest and the moments it was seen."""
    spot = _spot(row)
    mode = _mode(row, spot)
    zone = _zone(row.zone) or _zone(spot.zone) or _zone(default_zone)
    hidden = row.hidden or _reason_to_hide(row, mode, zone)
    return {
        "slug": row.slug,
        "fellowship": fellowship,
        "name": row.name,
        "series": series_of(fellowship, row.group),
        "zone": zone or "UTC",
        "mode": mode,
        "attrs": attributes.to_bits(attributes.attrs_of(row.types)),
        "types": ",".join(row.types)[:255],
        "notes": row.notes,
        "updated": row.updated,
        "hidden_reason": hidden,
        **_when(row),
        **_where(row, spot),
        **_from_afar(row),
        **({"cell": None, "remote": None} if hidden else _shown(row, mode, spot)),
    }


def _when(row: Row) -> dict[str, Any]:
    """Every row is weekly: the formats read so far know no other rule."""
    known = row.day is not None and row.start_min is not None
    return {
        "day": row.day,
        "start_min": row.start_min,
        "duration_min": row.duration_min,
        "minute_of_week": (row.day or 0) * 1440 + (row.start_min or 0) if known else None,
        "rrule": None,
    }


def _where(row: Row, spot: Spot) -> dict[str, Any]:
    return {
        "lat": spot.lat,
        "lon": spot.lon,
        "precision": spot.precision,
        "location": row.location,
        "address": row.address.street,
        "town": row.address.town,
        "region": row.address.region,
        "postal_code": row.address.postal_code,
        "country": row.address.country,
    }


def _from_afar(row: Row) -> dict[str, Any]:
    return {
        "dial_in": row.access.dial_in,
        "dial_code": row.access.dial_code,
        "url": row.access.url,
    }


def digest_of(columns: dict[str, Any]) -> str:
    """The same for the same content: what hasn't changed isn't written again."""
    return hashlib.blake2b(json.dumps(columns, default=str).encode(), digest_size=16).hexdigest()


def series_of(fellowship: str, group: str) -> int:
    """A number all slots of one group share (63 bits: SQLite and PostgreSQL both take it)."""
    found = hashlib.blake2b(f"{fellowship}|{group.lower()}".encode(), digest_size=8).digest()
    return int.from_bytes(found) >> 1


def _spot(row: Row) -> Spot:
    """The feed's own point; without one its postal code's or its town's."""
    if row.lat is not None and row.lon is not None:
        zone = tzfpy.get_tz(row.lon, row.lat)
        return Spot(row.lat, row.lon, "town" if row.approximate else "exact", zone)
    place, precision = _look_up(row.address.postal_code, row.address.town, row.address.region)
    if place is None:
        return Spot(None, None, "none", None)
    return Spot(place.lat, place.lon, precision, place.zone)


@lru_cache(maxsize=4096)
def _look_up(
    code: str | None, town: str | None, region: str | None
) -> tuple[places.Place | None, str]:
    found = places.by_code(code[:5] if code[:5].isdigit() else code) if code else None
    # A code of another state than the row's own is a slip, or an example: 12345 lies in New York.
    if found and not found.guessed and region in (None, found.region):
        return found, "zip"
    named = places.by_name(town, region) if town and region else []
    return (named[0].place, "town") if named else (None, "none")


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
    if row.closed_place or spot.lat is None:
        return False
    if row.option in ("in_person", "hybrid"):
        return True
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
