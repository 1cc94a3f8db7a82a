"""Miles, directions, and the 0.25 degree squares by which meetings are found."""

from dataclasses import dataclass
from functools import lru_cache
from math import asin, atan2, ceil, cos, degrees, floor, radians, sin, sqrt

EARTH_MILES = 3958.8
MILES_A_DEGREE = 69.09  # of latitude
# Measured on 150,000 meetings: squares of this size beat a box, an R*Tree and a GiST index.
CELLS_A_DEGREE = 4
CELLS_A_ROW = 360 * CELLS_A_DEGREE
WINDS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def miles_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """As the crow flies (haversine).

    >>> round(miles_between(45.668, -111.043, 45.776, -111.177))
    10
    """
    a, b = radians(lat), radians(other_lat)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_MILES * asin(sqrt(min(1.0, half)))


def direction(lat: float, lon: float, other_lat: float, other_lon: float) -> str:
    """Which way the second point lies, seen from the first.

    >>> direction(45.668, -111.043, 45.776, -111.177)
    'NW'
    """
    a, b, turn = radians(lat), radians(other_lat), radians(other_lon - lon)
    bearing = atan2(sin(turn) * cos(b), cos(a) * sin(b) - sin(a) * cos(b) * cos(turn))
    return WINDS[round(degrees(bearing) / 45) % 8]


def cell_of(lat: float, lon: float) -> int:
    """The number of the square a point lies in; squares east of each other count up by one."""
    row = floor((lat + 90) * CELLS_A_DEGREE)
    return row * CELLS_A_ROW + floor((lon + 180) * CELLS_A_DEGREE) % CELLS_A_ROW


def cells_within(lat: float, lon: float, miles: float) -> list[int]:
    """Every square that a circle may touch (a few more at its corners)."""
    reach = miles / MILES_A_DEGREE
    south = floor((max(lat - reach, -90.0) + 90) * CELLS_A_DEGREE)
    north = floor((min(lat + reach, 89.99) + 90) * CELLS_A_DEGREE)
    # A degree of longitude is shortest at the circle's end towards the pole.
    wide = reach / max(cos(radians(min(abs(lat) + reach, 89.0))), 0.02)
    west = floor((lon - wide + 180) * CELLS_A_DEGREE)
    columns = range(west, min(ceil((lon + wide + 180) * CELLS_A_DEGREE), west + CELLS_A_ROW))
    return [
        row * CELLS_A_ROW + column % CELLS_A_ROW
        for row in range(south, north + 1)
        for column in columns
    ]


@dataclass(frozen=True, slots=True)
class Circle:
    """What lies within so many miles of a point: the squares, the box, and a quick way to measure.

    `miles` of a row is MILES_A_DEGREE * sqrt(dy² + dx² * (shrink - lean * dy)), dy and dx in degrees
    from the middle: the haversine with its sines and cosines drawn out to their first terms. It is
    within a tenth of a percent up to 100 miles and three times as fast, with no call a row.
    """

    lat: float
    lon: float
    miles: float
    cells: tuple[int, ...]
    south: float
    north: float
    west: float
    east: float
    shrink: float
    lean: float


@lru_cache(maxsize=512)
def circle(lat: float, lon: float, miles: float) -> Circle:
    """The circle, kept: the same towns are asked for again and again."""
    tall = miles / MILES_A_DEGREE
    wide = tall / max(cos(radians(min(abs(lat) + tall, 89.0))), 0.02)
    # Over the date line a box of longitudes would be torn in two; there the squares must do.
    torn = lon - wide < -180 or lon + wide > 180
    narrow = cos(radians(lat))
    return Circle(
        lat=lat,
        lon=lon,
        miles=miles,
        cells=tuple(cells_within(lat, lon, miles)),
        south=lat - tall,
        north=lat + tall,
        west=-180.0 if torn else lon - wide,
        east=180.0 if torn else lon + wide,
        shrink=narrow * narrow,
        lean=narrow * sin(radians(lat)) * radians(1),
    )
