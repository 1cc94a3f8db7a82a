"""Squares, circles and directions. What is found against brute force: tests/meetings/test_brute_force."""

import random

import pytest

from service.meetings.geo import (
    MILES_A_DEGREE,
    cell_of,
    cells_within,
    circle,
    direction,
    miles_between,
)


def test_the_squares_around_a_point_hold_everything_within_the_miles():
    random.seed(3)
    for lat, lon in ((45.7, -111.0), (64.8, -147.7), (0.1, 179.99), (-33.9, 151.2)):
        cells = set(cells_within(lat, lon, 50))
        for _ in range(200):
            point = lat + random.uniform(-1, 1), (lon + random.uniform(-2, 2) + 180) % 360 - 180
            assert cell_of(*point) in cells or miles_between(lat, lon, *point) > 50


@pytest.mark.parametrize(
    ("lat", "lon"), [(45.7, -111.0), (64.8, -147.7), (0.1, 10), (-33.9, 151.2), (51.9, 179.9)]
)
def test_the_quick_way_to_measure_is_a_tenth_of_a_percent_off_at_most(lat, lon):
    random.seed(5)
    round_it = circle(lat, lon, 100)
    for _ in range(300):
        dy, dx = random.uniform(-1.4, 1.4), random.uniform(-3, 3)
        other = (lon + dx + 180) % 360 - 180
        exact = miles_between(lat, lon, lat + dy, other)
        if 1 < exact <= 100:
            square = dy * dy + dx * dx * (round_it.shrink - round_it.lean * dy)
            assert MILES_A_DEGREE * square**0.5 == pytest.approx(exact, rel=0.001)


def test_a_circle_over_the_date_line_has_no_box_of_longitudes():
    assert (circle(51.9, 179.9, 50).west, circle(51.9, 179.9, 50).east) == (-180, 180)
    assert circle(51.9, 170, 50).west > 168


@pytest.mark.parametrize(
    ("to", "wind"), [((46, -111), "N"), ((45, -110), "E"), ((44.3, -112), "SW")]
)
def test_directions(to, wind):
    assert direction(45, -111, *to) == wind
