"""ABOUT, RULES, WHICH, FIT and CARE: what is known, what holds for all, and no word more."""

from datetime import date

import pytest
from sqlalchemy import select

from service import care
from service.care import Entry
from service.inbound.once import SEARCHES_LIVE
from service.meetings.places import Place
from service.models import Inbound
from service.text.segments import segments
from tests.filled import fill
from tests.line import Caller

ZOE, IRENE, LENA = "+14065550150", "+353861234567", "+4915112345678"
MISSOULA = Place("Missoula", "MT", 46.87, -113.99, "America/Denver")


@pytest.fixture
def clinic(line):
    with line.house.database.transaction() as session:
        note, on = "pay what you can", date(2026, 11, 1)
        care.add(session, Entry("Pine Clinic", "406-555-0177", MISSOULA, note, on))
    return line


def test_care_with_nothing_listed_names_no_clinic(line):
    (said,) = line.text("CARE", ZOE)
    assert "call 800-662-4357" in said and "988" in said and "Near" not in said


def test_care_names_what_is_listed_near(clinic):
    assert clinic.text("CARE", ZOE)[0].startswith("Where are you?")
    (said,) = clinic.text("59801", ZOE)
    assert "Near Missoula MT: Pine Clinic 406-555-0177, pay what you can." in said


@pytest.mark.parametrize("said", ["care 59801", "CUIDADO missoula mt", "clinica 59801"])
def test_care_with_a_place_behind_it_needs_no_question(clinic, said):
    assert "Pine Clinic" in clinic.text(said)[0]


def test_a_kind_behind_care_is_a_search(clinic):
    assert "Pine Clinic" not in clinic.text("care givers group 59801")[0]


def test_care_far_from_any_listing_names_none(clinic):
    clinic.text("CARE", ZOE)
    assert "Pine Clinic" not in clinic.text("jordan mt", ZOE)[0]


def test_another_country_hears_no_american_number(line):
    for sender in (IRENE, LENA):
        (said,) = line.text("CARE", sender)
        assert "662" not in said and "988" not in said


def test_care_by_key_spells_the_number_twice(clinic):
    caller = Caller(clinic, sender=ZOE)
    for key in (None, "3", "5"):
        caller.press(key)
    assert caller.press("59801").count("4 0 6, 5 5 5, 0 1 7 7") == 2


@pytest.mark.parametrize(
    "word",
    ["RULES", "REGLAS", "ABOUT", "QUE ES", "TRY", "PROBAR", "WHICH", "CUAL", "FIT", "ELEGIR"],
)
def test_each_word_is_answered_in_one_text(line, word):
    (said,) = line.text(word, ZOE)
    assert segments(said).count == 1 and "did not get that" not in said


@pytest.mark.parametrize("digit", "1234")
def test_how_groups_differ_leads_on_to_choosing(line, digit):
    line.text("WHICH", ZOE)
    assert segments(line.text(digit, ZOE)[0]).count <= 2
    assert line.text("2", ZOE)[0].startswith("Let's find your fit.")


def test_the_numbers_of_a_menu_count_until_something_else_is_asked(line):
    for said in ("MENU", "3", "1"):
        line.text(said, ZOE)
    assert line.text("2", ZOE)[0].startswith("Usual ground rules:")


def test_a_word_takes_no_number_from_the_list_before(line):
    fill(line.house)
    line.text("aa near billings", ZOE)
    line.text("RULES", ZOE)
    assert line.text("1", ZOE)[0].startswith("AA ")


def fit(line, *digits):
    line.text("FIT", ZOE)
    return [line.text(digit, ZOE)[0] for digit in digits][-1]


def test_fit_asks_three_things_and_where(line):
    fill(line.house)
    assert "where are you?" in fit(line, "1", "3", "5")
    said = line.text("59457", ZOE)[0]
    assert said.startswith("Al-Anon in person near Lewistown MT:") and "Saved." in said


def test_fit_by_phone_needs_no_place(line):
    fill(line.house)
    assert fit(line, "2", "1", "5").startswith("AA by phone (Denver time):")


def test_what_fit_found_can_be_chosen_and_reminded_of(line):
    fill(line.house)
    fit(line, "2", "1", "5")
    line.text("1", ZOE)
    assert line.text("1", ZOE)[0].startswith("Set: ")


def test_fit_in_a_place_nobody_knows_asks_again(line):
    fill(line.house)
    fit(line, "1", "1", "5")
    assert "don't know that place" in line.text("qqqq", ZOE)[0]
    assert "near Lewistown MT" in line.text("59457", ZOE)[0]


def test_what_it_is_like_says_only_what_is_known(line):
    fill(line.house)
    for said in ("grief near lewistown mt", "1"):
        line.text(said, ZOE)
    (like,) = line.text("3", ZOE)
    assert "We were not told who leads it" in like and "Members lead it" not in like


@pytest.mark.parametrize("asked", [("FIT", "1", "1", "5"), ("CARE",)], ids=["fit", "care"])
def test_where_somebody_is_is_kept_no_longer_than_a_search(clinic, clock, asked):
    for said in asked:
        clinic.text(said, ZOE)
    clinic.text("59801", ZOE)
    with clinic.house.database.reading() as session:
        newest = session.scalars(select(Inbound).order_by(Inbound.received_at.desc())).all()
    kept = next(row for row in newest if row.body == "59801")
    assert kept.keep_until == clock.now() + SEARCHES_LIVE


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("What happens at a meeting?", "First visit:"),
        ("do i have to talk", "No one has to speak"),
        ("is it free?", "It is free."),
        ("Is it anonymous?", "First names only."),
        ("¿Tengo que hablar?", "Nadie tiene que hablar"),
        ("¿Es gratis?", "Es gratis."),
        ("which one is right for me?", "5 Help me choose"),
    ],
)
def test_what_newcomers_ask_is_answered_as_they_ask_it(line, asked, told):
    assert told in line.text(asked, ZOE)[0]


def test_the_menu_stays_in_the_language_one_was_spoken_to_in(line):
    line.text("grupo de duelo en glendive montana", ZOE)
    assert line.text("MENU", ZOE)[0].startswith("1 Buscar reunion")
