"""Key 7: there for whoever runs a group and for nobody else, behind who calls and a code, always."""

import pytest
from sqlalchemy import delete, select

from service import codes
from service.codes import LOCKED_FOR
from service.models import Coordinator
from tests.line import ANA, BEN, Caller

CODE = "4081"


def call(line, sender=BEN, number=1, **more):
    """A call from there, as far as the main menu."""
    caller = Caller(line, sender=sender, sid=f"CA{number:032x}", **more)
    caller.press()
    return caller


def ben(session) -> int:
    """Who runs all groups of the sample community."""
    return session.scalars(select(Coordinator.person_id).distinct()).one()


@pytest.fixture
def coded(community):
    """Ben has a code."""
    with community.house.database.transaction() as session:
        codes.set_code(session, ben(session), CODE)
    return community


def test_for_a_member_7_is_no_key(community):
    assert "There is no 7 here" in call(community, ANA).press("7")


def test_nor_is_it_one_behind_a_hidden_number(coded):
    assert "There is no 7 here" in call(coded, "anonymous", vouched=False).press("7")


def test_the_menu_does_not_tell_of_it(coded):
    assert "press 7" not in call(coded).press("*")


@pytest.mark.parametrize("vouched", [True, False])
def test_it_asks_for_the_code_whoever_vouches_and_once_a_call(coded, vouched):
    with coded.house.database.transaction() as session:
        codes.note_proved(session, ben(session))
    caller = call(coded, vouched=vouched)
    assert "four digit code" in caller.press("7")
    assert "For people who wait, press 5" in caller.press(CODE)
    caller.press("#")
    assert "For people who wait, press 5" in caller.press("7")


def test_a_wrong_code_opens_nothing_and_three_are_the_last_of_a_call(coded):
    caller = call(coded)
    caller.press("7")
    assert "That is not it" in caller.press("7302") and "That is not it" in caller.press("7302")
    assert "stays closed" in caller.press("7302")
    caller.press("#")
    assert "stays closed" in caller.press("7")


def test_who_has_no_code_chooses_one_first(community):
    caller = call(community)
    assert "four digits of your own" in caller.press("7")
    assert "For people who wait, press 5" in caller.press(CODE)
    again = call(community, number=2)
    assert "four digit code" in again.press("7")


def test_without_one_and_vouched_for_by_nobody_the_phone_is_called_back_first(community):
    assert "call this phone right back" in call(community, vouched=False).press("7")


@pytest.mark.parametrize("asked", [["CODE 4081"], ["SHARED", "1", CODE, "7302"]], ids=" ".join)
def test_a_code_set_by_a_text_that_shows_his_number_opens_nothing_to_who_shows_it_on_a_call(
    community, asked
):
    for said in asked:
        community.text(said, BEN)
    caller = call(community, vouched=False)
    caller.press("7")
    assert "call this phone right back" in caller.press(CODE)


def test_given_once_where_the_network_vouches_it_is_enough_where_nobody_does(coded):
    first, second = call(coded), call(coded, number=2, vouched=False)
    for caller in (first, second):
        caller.press("7")
        assert "For people who wait, press 5" in caller.press(CODE)


def test_once_it_was_guessed_at_it_is_not_enough_any_more(coded, clock):
    caller = call(coded)
    caller.press("7")
    caller.press(CODE)
    for number in (2, 3):
        guesses = call(coded, number=number, vouched=False)
        guesses.press("7")
        for _ in range(3):
            guesses.press("7302")
    clock.advance(LOCKED_FOR)
    caller = call(coded, number=4, vouched=False)
    caller.press("7")
    assert "call this phone right back" in caller.press(CODE)


def test_who_runs_no_group_any_more_is_led_to_the_menu(coded):
    caller = call(coded)
    caller.press("7")
    with coded.house.database.transaction() as session:
        session.execute(delete(Coordinator))
    assert "To find a meeting, press 1" in caller.press(CODE)


def test_by_text_there_is_no_such_menu(coded):
    coded.text("ADD TUE", BEN)
    assert coded.text("BACK", BEN)[0].startswith("1 Find a meeting")
