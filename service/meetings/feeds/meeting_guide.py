"""Meeting Guide JSON, and what the 12 Step Meeting List plugin (TSML) makes of it.

Fields: https://github.com/code4recovery/spec. Contact fields are never read.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from service.meetings.attributes import CLOSED_PLACE
from service.meetings.feeds import times
from service.meetings.feeds.address import address_of
from service.meetings.feeds.clean import dial_in, group_name, public_notes, tidy, title
from service.meetings.feeds.row import Access, Address, Row

Item = Mapping[str, Any]
OPTIONS = frozenset({"in_person", "online", "hybrid", "inactive"})
COMMAS_OF_A_STREET = 3  # a geocoder's whole address has street, town, state and country


def rows_of(items: list[Any]) -> list[Row]:
    """Every item as rows, one a day; an item that is no object is left out of the count."""
    return [row for item in items if isinstance(item, dict) for row in _rows(item)]


def _rows(item: Item) -> Iterator[Row]:
    days = times.days(item.get("day"))
    slug = _slug(item)
    for day in days or (None,):
        yield _row(item, slug if len(days) < 2 else f"{slug}:{day}", day)


def _row(item: Item, slug: str, day: int | None) -> Row:
    start = times.minutes(item.get("time"))
    if start == times.DAY_MIN:
        start, day = 0, None if day is None else (day + 1) % 7
    address, access = address_of(item), _access(item)
    lat, lon = _point(item)
    types = _types(item.get("types"))
    return Row(
        slug=slug,
        name=group_name(item.get("name")),
        day=day,
        start_min=start,
        duration_min=times.duration(start or 0, times.minutes(item.get("end_time"))),
        zone=tidy(item.get("timezone"), 64),
        option=_option(item),
        types=types,
        lat=lat,
        lon=lon,
        approximate=_approximate(item, address),
        location=title(tidy(item.get("location"), 160)),
        address=address,
        access=access,
        notes=public_notes(item.get("notes"), item.get("location_notes")),
        updated=times.moment(item.get("updated")),
        group=_group(item, address, access),
        closed_place=CLOSED_PLACE in types,
        hidden=None if day is not None and start is not None else "no day or time",
    )


def _slug(item: Item) -> str:
    given = tidy(item.get("slug") or item.get("id"), 150)
    if given:
        return given
    parts = [str(item.get(key)) for key in ("name", "day", "time", "formatted_address", "address")]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


def _types(value: Any) -> tuple[str, ...]:
    """Codes from a list, a comma string of labels, or null; doubled ones once, order kept."""
    values = value if isinstance(value, list) else str(value or "").split(",")
    codes = (str(one).strip(" []") for one in values if one is not None)
    return tuple(dict.fromkeys(code for code in codes if code))


def _option(item: Item) -> str | None:
    value = str(item.get("attendance_option") or "").lower()
    return value if value in OPTIONS else None


def _point(item: Item) -> tuple[float | None, float | None]:
    pair = str(item.get("coordinates") or "").split(",")
    lat, lon = item.get("latitude"), item.get("longitude")
    if lat in (None, "") and len(pair) == 2:
        lat, lon = pair
    try:
        point = float(str(lat)), float(str(lon))
    except ValueError:
        return None, None
    inside = abs(point[0]) <= 90 and abs(point[1]) <= 180 and point != (0.0, 0.0)
    return point if inside else (None, None)


def _approximate(item: Item, address: Address) -> bool:
    """As the feed says; else true when the address stops at its town."""
    said = item.get("approximate")
    if isinstance(said, bool):
        return said
    if str(said).lower() in ("yes", "no", "true", "false"):
        return str(said).lower() in ("yes", "true")
    whole = str(item.get("formatted_address") or "")
    return not address.street or (bool(whole) and whole.count(",") < COMMAS_OF_A_STREET)


def _access(item: Item) -> Access:
    url = tidy(item.get("conference_url"), 500)
    if url and not url.startswith(("http://", "https://")):
        url = None
    number, code = dial_in(item.get("conference_phone"), item.get("conference_phone_notes"), url)
    return Access(url, number, code)


def _group(item: Item, address: Address, access: Access) -> str:
    given = item.get("group_id") or item.get("group")
    if given:
        return str(given)
    where = address.street or access.url or access.dial_in or address.town
    return f"{str(item.get('name')).lower()}|{where}"
