"""Postal addresses: one string from a geocoder, or columns of their own."""

import re
from collections.abc import Mapping
from typing import Any

from service.meetings.feeds.clean import tidy, title
from service.meetings.feeds.row import Address
from service.meetings.regions import region_of

COUNTRIES = {
    "usa": "US", "us": "US", "united states": "US", "united states of america": "US",
    "canada": "CA", "ca": "CA", "uk": "GB", "united kingdom": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "northern ireland": "GB", "gb": "GB", "ireland": "IE",
    "ie": "IE", "australia": "AU", "au": "AU", "new zealand": "NZ", "nz": "NZ", "mexico": "MX",
    "méxico": "MX", "mx": "MX",
}  # fmt: skip
_CODE = re.compile(
    r"\b(\d{5})(?:-\d{4})?$"
    r"|\b([A-Z]\d[A-Z] ?\d[A-Z]\d)$"
    r"|\b([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$"
)


def address_of(item: Mapping[str, Any]) -> Address:
    """From formatted_address, or address, city, state and postal_code; columns win over the string."""
    whole = tidy(item.get("formatted_address") or item.get("full_address"), 255)
    street = tidy(item.get("address"), 160)
    if not whole and street and street.count(",") >= 2:
        whole, street = street, None
    read = _from_string(whole) if whole else Address()
    region = tidy(item.get("state"), 40)
    return Address(
        street or read.street,
        title(tidy(item.get("city"), 80) or read.town),
        (_short(region) if region else None) or read.region,
        tidy(item.get("postal_code"), 12) or read.postal_code,
        COUNTRIES.get((tidy(item.get("country"), 40) or "").lower(), read.country),
    )


def _short(region: str) -> str:
    return region_of(tuple(region.lower().replace(".", "").split())) or region


def _from_string(whole: str) -> Address:
    """Read from its end: country, region and code, town; what is left is the street.

    >>> _from_string("214 W Main St, Bozeman, MT 59715, USA").town
    'Bozeman'
    """
    parts = [part.strip() for part in whole.split(",") if part.strip()]
    country = COUNTRIES.get(parts[-1].lower()) if parts else None
    if country:
        parts.pop()
    code, region = None, None
    if parts:
        code, rest = _take_code(parts[-1])
        known = region_of(tuple(rest.lower().split())) if rest else None
        if known or not rest:
            region = known
            parts.pop()
        elif code:
            parts[-1] = rest
    town = parts.pop() if parts and not parts[-1][0].isdigit() else None
    return Address(", ".join(parts) or None, town, region, code, country)


def _take_code(part: str) -> tuple[str | None, str]:
    found = _CODE.search(part)
    if not found:
        return None, part
    code = next(group for group in found.groups() if group)
    return code, part[: found.start()].strip()
