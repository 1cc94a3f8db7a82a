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


@pytest.mark.parametrize("code", ["00000", "99 99", "ABC", "Z9Z 9Z9"])
def test_what_is_no_code_is_nowhere(code):
    assert places.by_code(code) is None


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


def test_an_area_code_hints_at_a_state():
    assert places.region_of_area("+14065550100") == "MT"
    assert places.region_of_area("+18005550100") is None
    assert places.region_of_area("+441632960000") is None
