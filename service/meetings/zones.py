"""The time zone of a point. Loads tzfpy (some 30 MB): for imports and builds, not for answering texts."""

from functools import lru_cache
from itertools import product

import tzfpy

# A pier, or a point rounded into the bay, is at sea to a map: Etc/GMT+5, which knows no summer time.
AT_SEA = "Etc/"
STEPS_TO_LAND = (0.02, 0.05, 0.1, 0.2, 0.4)  # degrees


@lru_cache(maxsize=8192)
def zone_at(lat: float, lon: float) -> str:
    """The IANA zone people keep at this point, or on the nearest land within some 30 miles.

    >>> zone_at(45.68, -111.04), zone_at(24.46, -81.88)  # Bozeman, and the sea off Key West
    ('America/Denver', 'America/New_York')
    """
    zone: str = tzfpy.get_tz(lon, lat)
    if not zone.startswith(AT_SEA):
        return zone
    for step in STEPS_TO_LAND:
        for north, east in product((0, step, -step), repeat=2):
            near: str = tzfpy.get_tz(lon + east, lat + north)
            if not near.startswith(AT_SEA):
                return near
    return zone
