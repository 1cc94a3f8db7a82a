"""Where a row is, from one string or from columns, in the ways of seven countries."""

import pytest

from service.meetings.feeds.address import address_of
from service.meetings.feeds.row import Address
from tests.meetings.feeds.reading import rows


@pytest.mark.parametrize(
    ("whole", "address"),
    [
        (
            "214 W Main St, Bozeman, MT 59715, USA",
            ("214 W Main St", "Bozeman", "MT", "59715", "US"),
        ),
        ("1 Main St, Toronto, ON M5V 1A1, Canada", ("1 Main St", "Toronto", "ON", "M5V 1A1", "CA")),
        (
            "1 High St, Guildford, Surrey, GU1 3AA, UK",
            ("1 High St", "Guildford", "Surrey", "GU1 3AA", "GB"),
        ),
        ("3 High Street, Oxford, OX1 4AA", ("3 High Street", "Oxford", None, "OX1 4AA", "GB")),
        (
            "1 Main St, Mallow, Co. Cork, P51 X000",
            ("1 Main St", "Mallow", "Co. Cork", "P51 X000", "IE"),
        ),
        (
            "12 Smith St, Surry Hills NSW 2010, Australia",
            ("12 Smith St", "Surry Hills", "NSW", "2010", "AU"),
        ),
        ("77 Albany Hwy, Perth WA 6000", ("77 Albany Hwy", "Perth", "WA", "6000", "AU")),
        ("1 Queen St, Auckland 1010, New Zealand", ("1 Queen St", "Auckland", None, "1010", "NZ")),
        ("Calle 60 1, 97000 Mérida, Yuc., México", ("Calle 60 1", "Mérida", "Yuc.", "97000", "MX")),
        (
            "7 Queen St, Dunedin, Otago 9016, New Zealand",
            ("7 Queen St", "Dunedin", "Otago", "9016", "NZ"),
        ),
        (
            "7 High St, Auckland, Auckland 1010, New Zealand",
            ("7 High St", "Auckland", None, "1010", "NZ"),
        ),
        ("St. John's, NL, Canada", (None, "St. John's", "NL", None, "CA")),
        ("London, UK", (None, "London", None, None, "GB")),
        ("Los Angeles, CA", (None, "Los Angeles", "CA", None, "US")),
    ],
)
def test_one_string_is_read_from_its_end(whole, address):
    assert address_of({"formatted_address": whole}) == Address(*address)


def test_columns_win_over_the_string():
    found = address_of({"formatted_address": "1 Main St, Butte, MT 59701", "city": "Walkerville"})
    assert (found.street, found.town) == ("1 Main St", "Walkerville")


def test_an_address_that_holds_everything_is_taken_apart():
    found = address_of(
        {"address": "12 Jasper Ave, Edmonton, AB T5J 1A1, Canada", "city": "Edmonton"}
    )
    assert (found.street, found.postal_code) == ("12 Jasper Ave", "T5J 1A1")


@pytest.mark.parametrize(
    ("more", "zone"),
    [
        ({"state": "WA", "country": "Australia", "city": "Nowhere"}, "Australia/Perth"),
        ({"state": "WA", "postal_code": "98101", "city": "Seattle"}, "America/Los_Angeles"),
        ({"state": "Sonora", "city": "Nowhere"}, "America/Hermosillo"),
        ({"postal_code": "D02 X285"}, "Europe/Dublin"),
        ({"postal_code": "SW1A 1AA"}, "Europe/London"),
        ({"country": "NZ", "city": "Nowhere"}, "Pacific/Auckland"),
        ({"postal_code": "T5J 1A1", "city": "Edmonton"}, "America/Edmonton"),
    ],
)
def test_the_country_or_the_state_gives_the_zone_where_nothing_else_does(more, zone):
    row = {"slug": "a", "name": "Owls", "day": 2, "time": "19:00", "address": "1 Oak St"}
    assert rows(row | more, zone=None)[0]["zone"] == zone


def test_a_zone_may_be_written_as_people_say_it():
    row = {
        "slug": "a",
        "name": "Owls",
        "day": 2,
        "time": "19:00",
        "conference_url": "https://example.org",
    }
    said = ["EST", "Pacific Time", "Europe/Paris", "AEDT", "Mars"]
    zones = [rows(row | {"timezone": one}, zone="America/Denver")[0]["zone"] for one in said]
    kept = ["America/New_York", "America/Los_Angeles", "Europe/Paris", "Australia/Sydney"]
    assert zones == [*kept, "America/Denver"]


def test_a_mexican_code_is_not_looked_up_in_america():
    row = {
        "slug": "a",
        "name": "Owls",
        "day": 2,
        "time": "19:00",
        "address": "Calle 1",
        "city": "Saltillo",
    }
    found = rows(row | {"postal_code": "25000", "state": "Coahuila"})[0]
    assert (found["country"], found["zone"]) == ("MX", "America/Monterrey")


def test_a_row_without_a_point_lies_where_its_neighbour_with_the_same_code_does():
    row = {
        "slug": "a",
        "name": "Owls",
        "day": 2,
        "time": "19:00",
        "address": "1 High St",
        "country": "UK",
    }
    known = row | {"postal_code": "NE46 1AA", "latitude": 54.97, "longitude": -2.1}
    near, far = {"slug": "b", "postal_code": "NE461AA"}, {"slug": "c", "postal_code": "NE46 9ZZ"}
    _, same_code, same_half = rows(known, row | near, row | far)
    assert (same_code["lat"], same_code["precision"]) == (54.97, "zip")
    assert (same_half["lat"], same_half["precision"]) == (54.97, "town")
