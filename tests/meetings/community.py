"""A small fictional feed in rural Montana, for tests of the finder."""

import json
from typing import Any

BOZEMAN = (45.6793, -111.0373)
BELGRADE = (45.7763, -111.1773)  # ten miles north-west
BUTTE = (46.0038, -112.5348)  # 75 miles west
SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(7)


def row(
    slug: str, day: int, time: str, point: tuple[float, float] = BOZEMAN, **more: Any
) -> dict[str, Any]:
    """An in-person row; each slug is a group of its own."""
    return {
        "slug": slug,
        "name": f"{slug.title()} Group",
        "day": day,
        "time": time,
        "location": "Grange Hall",
        "formatted_address": f"{len(slug)} Main St, Bozeman, MT 59715, USA",
        "latitude": point[0],
        "longitude": point[1],
        "types": ["O"],
        **more,
    }


def online(slug: str, day: int, time: str, **more: Any) -> dict[str, Any]:
    return {
        "slug": slug,
        "name": f"{slug.title()} Group",
        "day": day,
        "time": time,
        "timezone": "America/Denver",
        "formatted_address": "Montana, USA",
        "conference_url": f"https://example.org/{slug}",
        "types": ["O"],
        **more,
    }


def phone(slug: str, day: int, time: str, **more: Any) -> dict[str, Any]:
    call = {"conference_url": None, "conference_phone": "+14065550123,,4321987#"}
    return online(slug, day, time, **call, **more)


def feed(*rows: dict[str, Any]) -> bytes:
    return json.dumps(rows).encode()
