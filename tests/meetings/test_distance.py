"""Against brute force: over a scattered feed the first room that fits is the nearest."""

import random

import pytest
from sqlalchemy import select

from service.meetings import places
from service.meetings.geo import cell_of, cells_within, direction, miles_between
from service.meetings.importer import import_feed
from service.meetings.query import Query
from service.meetings.search import find
from service.models import Meeting
from tests.meetings.community import TUESDAY, feed, row
from tests.meetings.conftest import MONTANA, TUESDAY_EVENING

ZIPS = ("59715", "59337", "82442", "58621", "57717", "83467", "69201", "99737", "25976", "79843")


def scattered(count, seed=7):
    """Meetings strewn as thinly as in rural states: about one for every 700 square miles."""
    random.seed(seed)
    middles = [places.by_code(random.choice(ZIPS)) for _ in range(count)]
    points = [(one.lat + random.gauss(0, 0.6), one.lon + random.gauss(0, 0.9)) for one in middles]
    rows = (row(f"g{n}", TUESDAY, f"{19 + n % 3}:00", point) for n, point in enumerate(points))
    return feed(*(one | {"timezone": "America/Denver"} for one in rows))


@pytest.mark.parametrize("zip_code", ZIPS)
def test_the_first_room_is_the_nearest_within_a_mile_or_a_twentieth(sqlite, zip_code):
    with sqlite.transaction() as session:
        import_feed(session, "scattered", scattered(300), "aa", "America/Denver", TUESDAY_EVENING)
        place = places.by_code(zip_code)
        found = find(session, Query("aa", zip_code, "tuesday"), TUESDAY_EVENING, line=MONTANA)
        everywhere = session.execute(select(Meeting.lat, Meeting.lon)).all()
    nearest = min(miles_between(place.lat, place.lon, *point) for point in everywhere)
    assert found.results[0].miles <= max(nearest + 1, nearest * 1.05)


def test_the_squares_around_a_point_hold_everything_within_the_miles():
    random.seed(3)
    for lat, lon in ((45.7, -111.0), (64.8, -147.7), (0.1, 179.99), (-33.9, 151.2)):
        cells = set(cells_within(lat, lon, 50))
        for _ in range(200):
            point = lat + random.uniform(-1, 1), (lon + random.uniform(-2, 2) + 180) % 360 - 180
            assert cell_of(*point) in cells or miles_between(lat, lon, *point) > 50


@pytest.mark.parametrize(
    ("to", "wind"), [((46, -111), "N"), ((45, -110), "E"), ((44.3, -112), "SW")]
)
def test_directions(to, wind):
    assert direction(45, -111, *to) == wind
