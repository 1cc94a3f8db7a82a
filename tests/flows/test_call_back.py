"""Who calls back hears first what we called about, behind a key, and only once."""

import pytest
from sqlalchemy import update

from service import codes
from service.models import LineType, Person
from tests.flows.conftest import listed
from tests.flows.test_remind import ring
from tests.line import Caller
from tests.test_redial import MINUTE, due, ends, rows, send

__all__ = ["due", "listed"]
OFFER = "To hear it, press 1. For the menu, press 2."


def call_in(line, number=2):
    caller = Caller(line, sid=f"CA{number:032}")
    caller.heard = caller.press()
    return caller


@pytest.fixture
def missed(due):
    """A call about a reminder met a machine; the next is to go in half an hour."""
    line = due(way="call", line_type=LineType.LANDLINE)
    ends(line, "completed", AnsweredBy="machine_end_beep")
    return line


def test_what_we_called_about_comes_before_the_menu(missed):
    caller = call_in(missed)
    assert caller.heard.startswith("Hello. This is RidgePeers.") and caller.heard.endswith(OFFER)
    assert "reminder" not in caller.heard
    assert caller.press("1").startswith("Your reminder: tonight at 7 P M.")


def test_after_the_answer_the_menu_goes_on(missed):
    caller = call_in(missed)
    caller.press("1")
    heard = caller.press("1")
    assert "See you there." in heard and "To find a meeting, press 1." in heard


def test_what_was_heard_is_neither_offered_nor_called_again(missed, clock):
    call_in(missed).press("1")
    assert OFFER not in call_in(missed, 3).heard
    clock.advance(30 * MINUTE)
    assert send(missed) == 0
    assert [row.state for row in rows(missed)] == ["machine", "suppressed", "completed"]


def test_what_was_passed_over_is_offered_the_next_time(missed):
    caller = call_in(missed)
    assert "To find a meeting, press 1." in caller.press("2")
    assert call_in(missed, 3).heard.endswith(OFFER)


def test_a_wrong_code_hears_nothing_and_the_call_still_comes(missed, clock):
    with missed.house.database.transaction() as session:
        codes.set_code(session, rows(missed)[0].person_id, "4081")
    caller = call_in(missed)
    caller.press("1")
    assert caller.press("9999").startswith("That is not it.")
    clock.advance(30 * MINUTE)
    assert send(missed) == 1


def test_nine_goes_on_in_the_other_language(missed):
    assert call_in(missed).press("9").endswith("Para el menú, oprima 2.")


def test_where_somebody_wants_privacy_it_waits_under_my(missed):
    """A word of it to whoever holds the receiver would be one too many."""
    with missed.house.database.transaction() as session:
        session.execute(update(Person).values(private=True))
    caller = call_in(missed)
    assert OFFER not in caller.heard and "To find a meeting, press 1." in caller.heard
    assert caller.press("2").endswith(OFFER)
    assert caller.press("1").startswith("Your reminder: tonight at 7 P M.")


def test_who_only_shows_the_number_is_told_that_we_called_and_no_more(missed):
    caller = Caller(missed, sid="CA" + "5" * 32, vouched=False)
    assert caller.press().endswith(OFFER)
    assert caller.press("1").startswith("To keep what is yours safe")
    assert call_in(missed, 3).heard.endswith(OFFER)


def test_once_it_has_begun_it_is_not_offered(missed, clock):
    clock.advance(60 * MINUTE)
    assert OFFER not in call_in(missed).heard


def test_another_phone_is_offered_nothing(missed):
    assert OFFER not in Caller(missed, sender="+14065550141").press()


@pytest.mark.parametrize(("keys", "offered"), [([], True), (["", ""], True), (["2"], False)])
def test_picked_up_and_hung_up_is_not_heard(due, keys, offered):
    line = due(way="call", line_type=LineType.LANDLINE)
    assert send(line) == 1
    row = rows(line)[0]
    caller = ring(line, row.id)
    for key in keys:
        caller.press(key)
    line.post(f"/status/call/{row.id}/1", {"CallSid": caller.sid, "CallStatus": "completed"})
    assert call_in(line).heard.endswith(OFFER) is offered
