"""The zone people keep at a point, on the shore too."""

import pytest

from service.meetings.zones import zone_at


@pytest.mark.parametrize(
    ("point", "zone"),
    [
        ((36.9147, -111.4558), "America/Phoenix"),  # Page AZ, a few miles from Utah
        ((36.0544, -112.1401), "America/Phoenix"),
        ((35.6781, -109.0526), "America/Denver"),  # Window Rock, which has summer time
        ((36.9541, -86.4436), "America/Chicago"),
        ((54.5973, -5.9301), "Europe/London"),
        ((43.6150, -116.2023), "America/Boise"),
    ],
)
def test_a_point_has_the_zone_of_its_clocks(point, zone):
    assert zone_at(*point) == zone


@pytest.mark.parametrize(
    ("pier", "zone"),
    [((32.86, -117.28), "America/Los_Angeles"), ((50.60, -2.44), "Europe/London")],
)
def test_a_point_at_sea_has_that_of_the_shore(pier, zone):
    assert zone_at(*pier) == zone


def test_the_middle_of_an_ocean_stays_at_sea():
    assert zone_at(0.0, -30.0).startswith("Etc/")
