"""Which place is meant, from what is typed and from where it is asked."""

import pytest

from service.meetings import places
from service.meetings.locate import MOST_CHOICES, Home, locate

# Typed on a line of this state, and the town meant: slips of the hand, of the ear and of spelling.
MISSPELLED = [
    ("bozman", "MT", "Bozeman"), ("misoula", "MT", "Missoula"), ("bilings", "MT", "Billings"),
    ("kalispel", "MT", "Kalispell"), ("helna", "MT", "Helena"), ("lewstown", "MT", "Lewistown"),
    ("livingstone", "MT", "Livingston"), ("deer loge", "MT", "Deer Lodge"),
    ("whitefsh", "MT", "Whitefish"), ("polsen", "MT", "Polson"), ("ozeman", "MT", "Bozeman"),
    ("gret falls", "MT", "Great Falls"), ("phillipsburg", "MT", "Philipsburg"),
    ("sheriden", "WY", "Sheridan"), ("gilette", "WY", "Gillette"), ("cheyanne", "WY", "Cheyenne"),
    ("laramee", "WY", "Laramie"), ("rivertin", "WY", "Riverton"), ("caspar", "WY", "Casper"),
    ("morgentown", "WV", "Morgantown"), ("huntingtun", "WV", "Huntington"),
    ("beckly", "WV", "Beckley"), ("hazzard", "KY", "Hazard"), ("pikevile", "KY", "Pikeville"),
    ("albequerque", "NM", "Albuquerque"), ("farmingtin", "NM", "Farmington"),
    ("galup", "NM", "Gallup"), ("rapid cty", "SD", "Rapid City"), ("aberdean", "SD", "Aberdeen"),
    ("bismark", "ND", "Bismarck"), ("minott", "ND", "Minot"), ("fairbnks", "AK", "Fairbanks"),
    ("wasila", "AK", "Wasilla"), ("pocatelo", "ID", "Pocatello"),
    ("cour d alene", "ID", "Coeur d'Alene"), ("knoxvile", "TN", "Knoxville"),
    ("pittsburg", "PA", "Pittsburgh"), ("tuscon", "AZ", "Tucson"), ("durrango", "CO", "Durango"),
    ("springfeild", "MO", "Springfield"),
]  # fmt: skip


@pytest.fixture
def meant(sqlite):
    """The places meant, as they are offered; nothing is listed anywhere."""

    def located(said, **home):
        with sqlite.reading() as session:
            return [str(place.told_apart) for place in locate(session, said, Home(**home))]

    return located


def test_it_forgives_at_least_28_of_30_misspellings(meant):
    right = [
        meant(typed, region=state) == [f"{town}, {state}"] for typed, state, town in MISSPELLED
    ]
    assert sum(right) / len(right) >= 28 / 30


def test_the_askers_state_tells_a_slip_from_a_hamlet_of_that_name(meant):
    assert meant("bozman", region="MT") == ["Bozeman, MT"]
    assert meant("bozman", region="MD") == ["Bozman, MD"]


def test_a_town_spelled_right_is_never_taken_for_a_hamlet_nearly_called_so(meant):
    assert not {"Condon, MT", "Polaris, MT"} & {
        *meant("london", region="MT"),
        *meant("paris", region="MT"),
    }


def test_a_toss_up_gives_three_at_most(meant):
    springfields = meant("springfield", region="MT")
    assert len(springfields) == MOST_CHOICES
    assert "Springfield, MO" in springfields


def test_the_callers_area_code_decides_where_the_line_has_no_state(meant):
    assert meant("springfield", caller="OR") == ["Springfield, OR"]


def test_the_members_own_place_decides(meant):
    assert meant("springfield", near=places.by_code("62701")) == ["Springfield, IL"]


def test_two_of_one_name_in_one_state_are_told_apart_and_can_be_chosen(meant):
    both = meant("woodbridge, CA")
    assert both == ["Woodbridge (Orange County), CA", "Woodbridge (San Joaquin County), CA"]
    assert [meant(one) for one in both] == [[one] for one in both]


@pytest.mark.parametrize("code", ["00000", "09012", "3000", "PL1", "Z9Z 9Z9", "xqzzy"])
def test_unknown_means_unknown(meant, code):
    assert meant(code, region="MT") == []


@pytest.mark.parametrize(
    ("said", "country", "place"),
    [
        ("plymouth", "GB", "Plymouth, England"),
        ("glasgow", "GB", "Glasgow, Scotland"),
        ("cork", "IE", "Cork, Munster"),
        ("newcastle", "AU", "Newcastle, NSW"),
        ("hamilton", "NZ", "Hamilton, Waikato"),
        ("hamilton", "CA", "Hamilton, ON"),
        ("guadalajara", "MX", "Guadalajara, Jalisco"),
    ],
)
def test_a_name_is_looked_for_in_the_lines_own_country_first(meant, said, country, place):
    assert meant(said, country=country)[0] == place


def test_a_misspelled_town_abroad_is_found_on_a_line_there(meant):
    assert meant("plymoth", country="GB") == ["Plymouth, England"]


def test_a_town_with_a_number_in_its_name_is_a_town(meant):
    assert meant("100 Mile House, BC") == ["100 Mile House, BC"]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("nyc", "New York, NY"),
        ("philly", "Philadelphia, PA"),
        ("vegas", "Las Vegas, NV"),
        ("Nueva York", "New York, NY"),
        ("the bronx", "Bronx, NY"),
        ("gallatin county", "Gallatin County, MT"),
        ("Orleans Parish", "Orleans Parish, LA"),
        ("blackfeet rez", "Blackfeet Reservation, MT"),
        ("saint louis", "St. Louis, MO"),
    ],
)
def test_other_names_lead_there_too(meant, said, place):
    assert meant(said, region="MT") == [place]


def test_a_zip_and_a_town_far_ahead_cost_no_statement():
    assert [str(one) for one in locate(None, "59718", Home())] == ["Bozeman, MT"]
    assert [str(one) for one in locate(None, "missoula", Home(region="MT"))] == ["Missoula, MT"]
