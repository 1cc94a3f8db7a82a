"""Where a feed's row lies and in which zone: by its own point, else by what is known of its address.

What is known: the other rows of the same feed, then the table of postal codes, then towns. The zone
given at import is the last resort; the server's own is none.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from service.meetings import places
from service.meetings.feeds.countries import country_of_zone, zone_of_country, zone_said
from service.meetings.feeds.row import Row
from service.meetings.zones import zone_at

ASTRAY_DEGREES = 6.0  # a state's width: farther from its own postal code a point is a slip
LOOKED_UP = ("US", "CA")  # whose postal codes we have a table of
EIRCODE_LENGTH = 7
# In the zones' own list and still nobody's: this machine's clock, none at all, the sea, other ways to count.
NO_PLACE = ("localtime", "posixrules", "Factory", "Etc/", "right/", "posix/")


@dataclass(frozen=True, slots=True)
class Spot:
    """A point and how sure it is: exact, zip, town, area or none."""

    lat: float | None
    lon: float | None
    precision: str
    zone: str | None


NOWHERE = Spot(None, None, "none", None)


class Around:
    """What a feed's rows tell about each other: whose postal codes these are, and where they lie."""

    def __init__(self, rows: list[Row], default_zone: str | None) -> None:
        self.default_zone = zone_named(default_zone)
        said = Counter(row.address.country for row in rows if row.address.country).most_common(1)
        self.country = said[0][0] if said else country_of_zone(self.default_zone)
        self.names_houses = 2 * sum(row.names_house for row in rows) > len(rows)
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

    def spot_of(self, row: Row) -> Spot:
        """The feed's own point; without one its postal code's or its town's."""
        if row.lat is not None and row.lon is not None and not _is_astray(row, self.country):
            zone = zone_at(round(row.lat, 3), round(row.lon, 3))
            return Spot(row.lat, row.lon, "town" if row.approximate else "exact", zone)
        code, town, region = row.address.postal_code, row.address.town, row.address.region
        if not (code or town):
            return NOWHERE
        return (
            self._known(code, None, None)
            or _look_up(code, town, region, row.address.country or self.country)
            or self._known(None, town, region)
            or NOWHERE
        )

    def _known(self, code: str | None, town: str | None, region: str | None) -> Spot | None:
        keys = _keys(code, town, region)
        return next((self._spots[key] for key, _ in keys if key in self._spots), None)

    def country_of(self, row: Row, spot: Spot) -> str | None:
        """Two letters: as the row says, as its point lies, or as most of its feed."""
        return row.address.country or country_of_zone(spot.zone) or self.country

    def zone_of(self, row: Row, spot: Spot, country: str | None) -> str | None:
        """The row's own if it is a zone's name; its point's, its own loose word's, its country's.

        "Mountain Time" is a clock, not a place: in Phoenix it stands still in summer.
        """
        named = zone_named(row.zone) if row.zone and "/" in row.zone else None
        if zone := named or spot.zone:
            return zone
        said = zone_named(zone_said(row.zone)) if row.zone else None
        return said or zone_of_country(country, row.address.region) or self.default_zone


@lru_cache(maxsize=512)
def zone_named(name: str | None) -> str | None:
    """The name, if there is such a zone and people live in it."""
    if not name or (name.startswith(NO_PLACE) and name != "Etc/UTC"):
        return None
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return None


def _keys(code: str | None, town: str | None, region: str | None) -> list[tuple[str, str]]:
    """By what rows of one feed know each other, the surest first, and how sure that is."""
    keys = []
    if code:
        keys.append((_close(code), "zip"))
        if half := _half(_close(code)):
            keys.append((half, "town"))
    return [*keys, (f"{town}|{region or ''}".lower(), "town")] if town else keys


def _close(code: str) -> str:
    return code.replace(" ", "")


def _half(code: str) -> str | None:
    """The part of a lettered code that is a district.

    >>> _half("GU13AA"), _half("P51X000"), _half("V6B1A1"), _half("59718")
    ('GU1', 'P51', 'V6B', None)
    """
    if code.isdigit() or len(code) < 5:
        return None
    is_irish = len(code) == EIRCODE_LENGTH and code[1].isdigit()
    return code[:3] if is_irish else code[:-3]


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
    """By the tables: a postal code, a town, a British postcode's area."""
    tabled = country in (None, *LOOKED_UP)
    found = places.by_code(code) if code and tabled else None
    # A code of another state than the row's own is a slip, or an example: 12345 lies in New York.
    if found and not found.guessed and region in (None, found.region):
        return _spot(found, "zip")
    if town and (region or not tabled):
        bare = re.sub(r" \d{1,2}W?$", "", town)  # Dublin 6W
        named = places.by_name(bare, region if tabled else None)
        if one := next((one for one in named if country in (None, one.place.country)), None):
            return _spot(one.place, "town")
    area = places.by_postcode_area(code) if code and country == "GB" else None
    return _spot(area, "area") if area else None


def _spot(place: places.Place, precision: str) -> Spot:
    return Spot(place.lat, place.lon, precision, zone_named(place.zone))
