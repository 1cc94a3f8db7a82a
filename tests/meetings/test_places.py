"""Places from the file alone: no network, no packages it was built from."""

import pytest

from service.meetings import places


def test_a_zip_has_a_town_a_point_and_a_zone():
    place = places.by_code("59718")
    assert (str(place), place.zone, place.guessed) == ("Bozeman, MT", "America/Denver", False)


def test_arizona_has_no_summer_time():
    assert places.by_code("86040").zone == "America/Phoenix"


def test_an_unknown_zip_is_placed_by_its_first_three_digits_and_says_so():
    place = places.by_code("59999")
    assert place.region == "MT" and place.guessed


MILITARY = ["09012", "34035", "96201"]


@pytest.mark.parametrize("code", ["00000", "99 99", "ABC", "Z9Z 9Z9", "3000", "PL1", *MILITARY])
def test_what_is_no_code_is_nowhere(code):
    assert places.by_code(code) is None


@pytest.mark.parametrize("code", ["59718-1234", "59718 1234", "597181234"])
def test_the_four_after_a_zip_are_cut(code):
    assert places.by_code(code).code == "59718"


@pytest.mark.parametrize(
    ("code", "town"),
    [("59771", "Bozeman, MT"), ("11805", "Hicksville, NY"), ("82931", "Evanston, WY")],
)
def test_a_post_office_box_lies_in_its_town(code, town):
    place = places.by_code(code)
    assert (str(place), place.guessed) == (town, False)


def test_a_canadian_code_counts_by_its_first_three():
    assert places.by_code("T2P 1J9").region == "AB"


@pytest.mark.parametrize(
    ("spelled", "town"),
    [
        ("st louis", "St. Louis, MO"),
        ("Saint Louis", "St. Louis, MO"),
        ("ft collins", "Fort Collins, CO"),
        ("N Platte", "North Platte, NE"),
        ("coeur d'alene", "Coeur d'Alene, ID"),
    ],
)
def test_short_forms_and_marks_do_not_matter(spelled, town):
    assert str(places.by_name(spelled)[0].place) == town


@pytest.mark.parametrize(
    "town",
    [
        "Ten Sleep, WY",
        "Two Dot, MT",
        "Winifred, MT",
        "Meeteetse, WY",
        "Circle, MT",
        "Wamsutter, WY",
    ],
)
def test_tiny_towns_are_known(town):
    name, region = town.split(", ")
    assert str(places.by_name(name, region)[0].place) == town


def test_a_name_in_many_states_gives_them_all():
    assert len({one.place.region for one in places.by_name("Franklin")}) > 20


def test_a_county_is_a_place():
    assert str(places.by_name("gallatin county", "MT")[0].place) == "Gallatin County, MT"


@pytest.mark.parametrize(
    ("typed", "town"),
    [
        ("misoula", "Missoula"),
        ("bilings", "Billings"),
        ("kalispel", "Kalispell"),
        ("helna", "Helena"),
    ],
)
def test_the_right_town_is_among_the_likely_ones(typed, town):
    assert town in {one.place.name for one in places.like(typed)}


def test_a_town_weighs_what_live_there_and_a_hamlet_little():
    weight = {
        name: places.by_name(name, "MT")[0].weight for name in ("Billings", "Bozeman", "Two Dot")
    }
    assert weight["Billings"] > 100_000 > weight["Bozeman"] > 40_000 > 300 > weight["Two Dot"]


@pytest.mark.parametrize(
    ("town", "region", "zone"),
    [
        ("Page", "AZ", "America/Phoenix"),
        ("Phenix City", "AL", "America/New_York"),
        ("Ontario", "OR", "America/Boise"),
        ("Plymouth", "England", "Europe/London"),
        ("Perth", "Western Australia", "Australia/Perth"),
        ("Tijuana", "Baja California", "America/Tijuana"),
        ("Key West", "FL", "America/New_York"),
    ],
)
def test_a_towns_zone_is_the_one_its_clocks_show(town, region, zone):
    assert places.by_name(town, region)[0].place.zone == zone


def test_a_village_abroad_is_no_town_to_a_text_without_a_place():
    assert places.is_town("Plymouth") and not places.is_town("Kingsbridge Estuary")
    assert places.by_name("Ashburton", "England") and not places.is_town("Combe Martin")


@pytest.mark.parametrize(
    ("number", "zone", "country"),
    [
        ("+14065550199", "America/Denver", "US"),
        ("+14165550199", "America/Toronto", "CA"),
        ("+441632960000", "Europe/London", "GB"),
        ("+353205550199", "Europe/Dublin", "IE"),
        ("+18005550199", "America/Toronto", "CA"),
        ("+4915555501", "Europe/Berlin", "DE"),
        ("+18005550199", "UTC", None),
    ],
)
def test_a_line_answers_for_its_numbers_country(number, zone, country):
    assert places.country_of_line(number, zone) == country


def test_an_area_code_hints_at_a_state():
    assert places.region_of_area("+14065550100") == "MT"
    assert places.region_of_area("+16045550100") == "BC"
    assert places.region_of_area("+18005550100") is None
    assert places.region_of_area("+441632960000") is None
