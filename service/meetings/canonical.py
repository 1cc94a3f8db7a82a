"""From a feed's row to a row of ours: where it lies, in which zone, how one takes part, shown or not."""

import hashlib
from functools import lru_cache
from typing import Any

from service.meetings import attributes
from service.meetings.attributes import ASKS_PASSCODE, DIAL_IN, LINK_ONLY, NOT_WEEKLY
from service.meetings.feeds.row import Reading, Row
from service.meetings.geo import cell_of
from service.meetings.whereabouts import Around, Spot

ANY = "any"  # the importer named no fellowship


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
    spot = around.spot_of(row)
    country = around.country_of(row, spot)
    zone = around.zone_of(row, spot, country)
    mode = _mode(row, spot, around.names_houses)
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


def _mode(row: Row, spot: Spot, names_houses: bool) -> str:
    """in-person, hybrid, online, phone or inactive: the feed's word, checked against what it gives."""
    afar = "online" if row.access.url else "phone" if row.access.dial_in else None
    room = _has_room(row, spot, names_houses)
    if row.option == "inactive" or not (room or afar or row.option == "online"):
        return "inactive"
    if room and row.option != "online":
        return "hybrid" if afar and row.option != "in_person" else "in-person"
    return afar or ("online" if row.option == "online" else "inactive")


def _has_room(row: Row, spot: Spot, names_houses: bool) -> bool:
    """True when somebody can go there: a street, or a named house in a known town."""
    if row.closed_place or (spot.lat is None and not (row.address.town or row.address.postal_code)):
        return False
    if row.option in ("in_person", "hybrid"):
        return True
    if row.names_house:
        return not (row.approximate and row.access.any)
    # A feed of points names no house. In one that names them, a bare point is a town's middle.
    return row.lat is not None and not (names_houses or row.approximate or row.access.any)


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
