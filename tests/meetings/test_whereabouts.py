"""A row lies where it says, else where its neighbours or the tables say."""

from service.meetings.feeds.row import Access, Address, Row
from service.meetings.whereabouts import Around, zone_named
from tests.meetings import community
from tests.meetings.community import TUESDAY
from tests.meetings.feeds.reading import rows

TSML_ROW = community.row("owls", TUESDAY, "19:00")


def row(lat=None, lon=None, zone=None, **address):
    return Row(
        slug="a", name="Owls", day=2, start_min=1140, duration_min=60, zone=zone, option=None, types=(),
        attrs=frozenset(), lat=lat, lon=lon, approximate=False, location=None,
        address=Address(**address), access=Access(), notes=None, updated=None, group="a",
    )  # fmt: skip


def spot(asked, *others, zone=None):
    return Around([asked, *others], zone).spot_of(asked)


def test_its_own_point_is_exact():
    assert spot(row(45.68, -111.04)).precision == "exact"


def test_a_neighbour_with_the_same_code_beats_the_table():
    neighbour = row(45.7, -111.1, postal_code="59715", country="US")
    assert spot(row(postal_code="59715", country="US"), neighbour).lat == 45.7


def test_an_irish_code_shares_its_first_three_signs():
    neighbour = row(52.14, -8.65, postal_code="P51 X000", country="IE")
    found = spot(row(postal_code="P51 A1B2", country="IE"), neighbour)
    assert (found.lat, found.precision) == (52.14, "town")


def test_a_british_code_nobody_shares_is_somewhere_in_its_area():
    found = spot(row(postal_code="PL1 9ZZ", country="GB"))
    assert (found.precision, found.zone) == ("area", "Europe/London")


def test_a_dublin_district_lies_in_dublin():
    assert spot(row(town="Dublin 6W", country="IE")).zone == "Europe/Dublin"


def test_a_neighbour_astray_teaches_nothing():
    astray = row(5.68, -111.04, postal_code="59715", country="US")
    assert spot(row(postal_code="59715", country="US"), astray).lat > 45


def test_most_rows_say_whose_bare_digits_are():
    mexican = row(town="Saltillo", country="MX")
    asked = row(postal_code="25000", town="Saltillo")
    around = Around([asked, mexican, mexican], "America/New_York")
    assert around.country_of(asked, around.spot_of(asked)) == "MX"


def test_a_row_nowhere_has_no_point():
    assert spot(row()).precision == "none"


def test_an_unknown_zone_is_none():
    assert (zone_named("Mars/Base"), zone_named("America/Denver")) == (None, "America/Denver")


def zone_of(asked, given=None):
    around = Around([asked], given)
    return around.zone_of(asked, around.spot_of(asked), asked.address.country)


def test_a_point_knows_its_zone_better_than_a_loose_word():
    phoenix = {"lat": 33.45, "lon": -112.07}
    assert zone_of(row(**phoenix, zone="MST")) == "America/Phoenix"
    assert zone_of(row(**phoenix, zone="Mountain Time (US & Canada)")) == "America/Phoenix"
    assert zone_of(row(**phoenix, zone="America/Denver")) == "America/Denver"


def test_a_loose_word_beats_the_country_and_what_was_given():
    assert zone_of(row(zone="EST"), "America/Denver") == "America/New_York"
    assert zone_of(row(zone="nonsense"), "America/Denver") == "America/Denver"


def test_a_bare_point_is_a_room_only_where_no_row_names_one():
    """In a feed that names houses it is the middle of a town."""
    bare = {"formatted_address": None, "location": None}
    named = [TSML_ROW | {"slug": slug} for slug in "ab"]
    assert rows(TSML_ROW | bare, *named)[0]["hidden_reason"] == "neither room nor link works"
    assert rows(TSML_ROW | bare)[0]["mode"] == "in-person"
