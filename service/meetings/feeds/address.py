"""Postal addresses: one string from a geocoder, or columns of their own."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from service.meetings.feeds import countries
from service.meetings.feeds.clean import tidy, title
from service.meetings.feeds.people import anonymous
from service.meetings.feeds.row import Address
from service.meetings.regions import region_of

COMMAS_OF_A_STREET = 3  # a geocoder's whole address has street, town, state and country
LEADING_ZERO = frozenset("CT MA ME NH NJ PR RI VT VI".split())  # whose ZIPs begin with one
_CODE = re.compile(
    rf"\b(?:({countries.CANADIAN})|({countries.EIRCODE})|({countries.BRITISH})|(\d{{5}})(?:-\d{{4}})?|(\d{{4}}))$"
)
_CODE_FIRST = re.compile(r"^(?:C\.?P\.? ?)?(\d{5}) (?=[A-ZÁÉÍÓÚÑ])")  # as in Mexico and France
_STREET_SIGN = re.compile(
    r"\d|(?<=\w )st\b|\b(?:street|rd|road|ave|avenue|lane|calle|rue|hwy|highway|blvd|drive|way)\b",
    re.I,
)


def address_of(item: Mapping[str, Any]) -> Address:
    """From formatted_address, or address, city, state and postal_code; columns win over the string."""
    parts = (
        item.get("formatted_address") or item.get("full_address"),
        _joined(item.get("address"), item.get("address2")),
        item.get("city"),
        item.get("state") or _as_state(item.get("region"), item.get("country")),
        item.get("postal_code"),
        item.get("country"),
    )
    return _address(*[tidy(part, 255) if part else None for part in parts])


def point_of(item: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Latitude and longitude, from columns of their own or one of both; None twice for no point.

    >>> point_of({"latitude": "53,35", "longitude": "-6,26"}), point_of({"coordinates": "0,0"})
    ((53.35, -6.26), (None, None))
    """
    lat, lon = item.get("latitude"), item.get("longitude")
    if lat in (None, "") and (pair := _pair(str(item.get("coordinates") or ""))):
        lat, lon = pair
    if not isinstance(lat, float) or not isinstance(lon, float):
        try:
            lat, lon = float(str(lat).replace(",", ".")), float(str(lon).replace(",", "."))
        except ValueError:
            return None, None
    # Nobody meets at sea off Ghana, nor within some 60 miles of it.
    inside = abs(lat) <= 90 and abs(lon) <= 180 and (abs(lat) > 1 or abs(lon) > 1)
    return (lat, lon) if inside else (None, None)


def _pair(text: str) -> list[str] | None:
    found = re.findall(r"-?\d{1,3}\.\d+|-?\d{1,3}(?=\s*[, ]|$)", text)
    return found if len(found) == 2 else None


def is_approximate(item: Mapping[str, Any], address: Address) -> bool:
    """As the feed says; else true when the address stops at its town."""
    said = item.get("approximate")
    if isinstance(said, bool):
        return said
    if said is not None and str(said).lower() in ("yes", "no", "true", "false", "1", "0"):
        return str(said).lower() in ("yes", "true", "1")
    whole = str(item.get("formatted_address") or "")
    if not whole:
        afar = item.get("conference_url") or item.get("conference_phone")
        return bool(afar) and not (address.street or (item.get("location") and address.postal_code))
    return not address.street or (whole.count(",") < COMMAS_OF_A_STREET and not address.postal_code)


def _joined(first: Any, second: Any) -> Any:
    both = isinstance(first, str) and isinstance(second, str) and first and second
    return f"{first}, {second}" if both else first or second


def _as_state(region: Any, country: Any) -> str | None:
    """A `region` column is a state only when it spells one."""
    return _state_in(str(region), str(country or "")) if region else None


@lru_cache(maxsize=1024)
def _state_in(region: str, country: str) -> str | None:
    known = len(region) > 1 and _region(region, countries.country_of_name(country))[1]
    return region if known else None


@lru_cache(maxsize=16384)
def _address(
    whole: str | None,
    street: str | None,
    town: str | None,
    region: str | None,
    code: str | None,
    country: str | None,
) -> Address:
    if not whole and street and street.count(",") >= 2 and (town or "").lower() in street.lower():
        whole, street = street, None
    read = _from_string(whole) if whole else Address()
    short, _ = _region(region, None) if region else (None, None)
    region = short or read.region
    code = _as_code(code, region) or read.postal_code
    return Address(
        (title(anonymous(street or read.street)) or "")[:160] or None,
        title((town or read.town or "")[:80] or None),
        (region or "")[:40] or None,
        code,
        countries.country_of_name(country)
        or read.country
        or (countries.country_of_code(code) if code else None)
        or (countries.country_of_region(region) if region else None),
    )


@lru_cache(maxsize=2048)
def _region(said: str, country: str | None) -> tuple[str, bool]:
    """The short form of a state, and whether it is one we know."""
    if countries.is_county(said) and country not in ("US", "CA"):
        return said, True
    code = (
        region_of(tuple(said.lower().replace(".", "").split()))
        if country in (None, "US", "CA")
        else None
    )
    return code or said, bool(code) or countries.is_region(said, country)


def _as_code(said: str | None, region: str | None) -> str | None:
    """As the post writes it: a spreadsheet has made 2138 of 02138, or 1010.0 of 1010."""
    text = (said or "").removesuffix(".0").strip()[:12].upper()
    if text.isdigit() and len(text) < 5 and region in LEADING_ZERO:
        text = text.zfill(5)
    return text or None


def _from_string(whole: str) -> Address:
    """Read from its end: country, region and code, town; what is left is the street.

    >>> _from_string("214 W Main St, Bozeman, MT 59715, USA").town
    'Bozeman'
    """
    parts = [part.strip() for part in whole.split(",") if part.strip()]
    country = (
        countries.country_of_name(parts[-1])
        if parts and parts[-1].lower() not in ("ca", "de", "in")
        else None
    )
    if country:
        parts.pop()
    code, region = None, None
    if parts:
        code, rest = _take_code(parts[-1])
        short, known = _region(rest, country) if rest else ("", False)
        if known or not rest:
            region = short or None
            parts.pop()
        elif code:
            parts[-1] = rest
    if parts and not region and country == "MX" and len(parts) > 2:
        region = parts.pop()
    if parts and (first := _CODE_FIRST.match(parts[-1])) and not code:
        code, parts[-1] = first[1], parts[-1][first.end() :]
    if not region and len(parts) > 1 and countries.is_county(parts[-1]):
        region = None if _STREET_SIGN.search(parts[-2]) else parts.pop()
    town = _take_town(parts)
    if town and region is None:
        town, region = _split_state(town, code)
    if code and len(code) == 4 and not country and countries.is_region(region or "", "AU"):
        country = "AU"
    return Address(", ".join(parts) or None, town, region, code, country)


def _take_town(parts: list[str]) -> str | None:
    """From the end; what is left is the street."""
    if not parts or (len(parts) == 1 and _STREET_SIGN.search(parts[-1])):
        return None
    town = parts.pop()
    if len(parts) > 1 and parts[-1] == town:
        parts.pop()  # `Auckland, Auckland 1010`: the town, and the region of its name
    return town


def _split_state(town: str, code: str | None) -> tuple[str, str | None]:
    """`Surry Hills NSW` as two; `Perth WA` before four digits is Australia's."""
    name, _, last = town.rpartition(" ")
    country = "AU" if code and len(code) == 4 else None
    return (
        (name, last)
        if name and last.isupper() and countries.is_region(last, country)
        else (town, None)
    )


def _take_code(part: str) -> tuple[str | None, str]:
    found = _CODE.search(part.upper())
    if not found:
        return None, part
    code = next(group for group in found.groups() if group)
    rest = part[: found.start()].strip()
    # Four digits are a code only after a state or a town: "Route 2040" is a street.
    if len(code) == 4 and (not rest or any(sign.isdigit() for sign in rest)):
        return None, part
    return code, rest
