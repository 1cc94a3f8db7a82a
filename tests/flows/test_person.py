"""0 by text, and what a deploy, a repeat or a second 0 in the middle of it changes: nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from service.flows.open_question import Open
from service.flows.person import MESSAGE
from service.flows.questions import meant_by
from service.models import Case, Outbox, Shift, State, Volunteer
from tests.duty import KIM, LEE, put_on_duty
from tests.line import ANA, PUBLIC, Caller, Line
from tests.ringing import WALT, must_hold, timelines
from tests.ringing import Caller as Ringing
from tests.world import world_of

TAKES = '1"Hello."'
# She presses 1 at the gate, and hangs up once somebody has spoken to her.
LET_IN = "1"


@pytest.fixture
def world(line):
    return world_of(line)


@pytest.fixture
def on_duty(line):
    return put_on_duty(line.house, LEE, KIM)


def cases(line) -> list[Case]:
    with line.house.database.reading() as session:
        return [*session.scalars(select(Case).order_by(Case.id))]


def calls(line) -> list[Outbox]:
    with line.house.database.reading() as session:
        return [*session.scalars(select(Outbox).where(Outbox.message == MESSAGE))]


def test_by_text_the_number_comes_first_and_a_call_only_while_somebody_is_there(line, on_duty):
    told = line.text("0")[0]
    assert told.startswith("To talk with a person now: call or text 988")
    assert told.endswith("Or reply 1: we call you and connect you to a trained peer.")


@pytest.mark.parametrize("word", ["0", "TALK", "PEER", "persona"])
def test_with_nobody_there_no_call_is_offered(line, word):
    put_on_duty(line.house, LEE, shifts=())
    assert "988" in (told := line.text(word)[0]) and "1" not in told.replace("911", "")


def test_the_only_one_on_duty_is_promised_no_peer_but_themselves(line):
    put_on_duty(line.house, LEE)
    assert "peer" not in line.text("0", sender=LEE)[0]


def test_while_all_are_talking_no_call_is_offered_by_text(line):
    [lee] = put_on_duty(line.house, LEE)
    with line.house.database.transaction() as session:
        held_until = line.house.clock.now() + timedelta(minutes=30)
        session.get_one(Volunteer, lee).held_until = held_until
    assert "peer" not in line.text("0")[0]


def test_a_texter_is_called_and_joined_to_who_takes_it(world, on_duty):
    world.behave(LEE, keys=TAKES)
    world.behave(ANA, keys=LET_IN)
    world.text("0")
    assert world.text("1")[0].startswith("We call you now, and then we ring a peer.")
    world.pass_time(seconds=5)
    assert world.heard(ANA)[0].startswith("Hello. This is the community line, with the call")
    assert timelines(world) == [("talked", ["opened", "rang", "claimed", "joined", "closed"])]
    assert [row.state for row in calls(world.line)] == [State.COMPLETED]


def test_by_text_and_by_keys_it_is_the_same_case(world, on_duty):
    world.behave(LEE, keys=TAKES)
    world.behave(ANA, keys=LET_IN)
    world.text("0")
    world.text("1")
    world.pass_time(seconds=5)
    by_keys = Ringing(world, ANA)
    by_keys.press("0")
    by_keys.press("2", seconds=5)
    by_keys.hang_up()
    same = [
        (one.phone_id, one.person_id, one.language, one.tier, one.rule, one.state, one.outcome)
        for one in cases(world.line)
    ]
    assert len(same) == 2 and same[0] == same[1]


def test_once_they_have_gone_nobody_is_called_and_no_peer_promised(world, on_duty):
    world.text("0")
    take_off_duty(world.line)
    assert "We call you" not in world.text("1")[0]
    assert calls(world.line) == []


def take_off_duty(line) -> None:
    with line.house.database.transaction() as session:
        session.execute(delete(Shift))


def test_a_texter_whose_peer_hangs_up_is_thanked_and_led_to_no_menu(world, on_duty):
    world.behave(LEE, keys="1")
    world.behave(ANA, keys=LET_IN + '"Hi."')
    world.text("0")
    world.text("1")
    world.pass_time(seconds=5)
    assert world.heard(ANA)[-1].startswith("Thank you for talking with us.")
    assert world.heard(ANA)[-1].endswith(
        "call nine eight eight. It is free, day and night. Good-bye."
    )


def test_a_machine_that_takes_the_call_has_nobody_rung(world, on_duty):
    world.behave(ANA, "machine")
    world.text("0")
    world.text("1")
    world.pass_time(seconds=5)
    assert "nine eight eight" not in world.heard(ANA)[-1]
    assert timelines(world) == []


def test_a_restart_in_the_middle_changes_nothing(world, on_duty):
    world.behave(LEE, "no-answer")
    world.behave(KIM, keys=TAKES)
    caller = Ringing(world, WALT)
    caller.press("0")
    caller.press("2", seconds=10)
    world.line = Line(world.line.house)
    caller.wait(15)
    assert (caller.rung(), caller.talks_with) == ([LEE, KIM], KIM)
    caller.hang_up()
    must_hold(world, caller)


def test_the_end_of_a_ring_told_twice_moves_on_once(line, on_duty):
    caller = Caller(line, WALT)
    for key in (None, "0", "2"):
        caller.press(key)
    action = caller.action
    rung = []
    for _ in range(2):
        caller.action = action
        caller.far_end("no-answer")
        rung.append([number.text for number in caller.document.iter("Number")])
    assert rung == [[KIM], [KIM]]


def test_a_refused_whisper_is_no_talk_whatever_the_carrier_calls_it(line, on_duty):
    """On some carriers it ends as completed, with the seconds that the whisper took."""
    caller = Caller(line, WALT)
    for key in (None, "0", "2"):
        caller.press(key)
    caller._go_on({"DialCallStatus": "completed", "DialBridged": "false", "DialCallDuration": "14"})
    assert [number.text for number in caller.document.iter("Number")] == [KIM]


def test_a_second_0_is_the_same_case_and_one_more_round(world, on_duty):
    for number in (LEE, KIM):
        world.behave(number, "busy")
    caller = Ringing(world, WALT)
    for _ in range(2):
        caller.press("0")
        caller.press("2", seconds=5)
    assert caller.rung() == [LEE, KIM, LEE, KIM]
    assert len(cases(world.line)) == 1


def test_they_talk_no_longer_than_the_line_allows(line, on_duty):
    caller = Caller(line, WALT)
    for key in (None, "0", "2"):
        caller.press(key)
    dial = caller.document.find("Dial")
    assert (dial.get("timeLimit"), dial.get("timeout")) == ("3600", "20")


@pytest.mark.parametrize(
    ("number", "told"),
    [("+16135550123", "nine eight eight"), ("+61491570156", "one three one one one four")],
    ids=["it has no whole number", "we dial nobody there"],
)
def test_a_line_that_cannot_be_joined_is_told_alone(line, number, told):
    caller = Caller(line, number)
    caller.press()
    heard = caller.press("0")
    assert f"call {told}" in heard and "press 1" not in heard


def test_a_volunteer_hears_no_topic_and_no_name(world, on_duty):
    caller = Ringing(world, WALT)
    caller.press("0")
    caller.press("2", seconds=3)
    assert world.heard(LEE)[0] == (
        "This is the community line, with a call for you. To take it, press 1. To pass it on, press 2."
    )


def test_a_hold_ends_though_the_carrier_never_says_how_the_call_went_on(line, clock, on_duty):
    caller = Caller(line, WALT)
    for key in (None, "0", "2"):
        caller.press(key)
    clock.advance(timedelta(minutes=1))
    again = Caller(line, ANA, sid="CA" + "2" * 32)
    for key in (None, "0", "2"):
        again.press(key)
    assert [number.text for number in again.document.iter("Number")] == [LEE]


@pytest.mark.parametrize(("step", "meant"), [("person.ask", [2]), ("find.asked", [2, 1])])
def test_what_0_offers_is_never_asked_back_about(clock, step, meant):
    """A reminder has asked a minute before, and takes a 1, too."""
    accepts = {"choices": {"1": ["menu.main", []]}, "args": [], "label": "label.menu"}
    asked = [
        Open(2, step, accepts, "exchange", clock.now()),
        Open(1, "remind.due", accepts, "scheduled", clock.now() - timedelta(minutes=1)),
    ]
    assert [question.id for question in meant_by("1", asked)] == meant


def test_asked_for_twice_it_is_one_call_until_that_has_ended(world, on_duty):
    world.behave(ANA, "busy")
    for word in ("0", "1", "0", "1"):
        world.text(word)
    assert len(calls(world.line)) == 1
    world.pass_time(seconds=5)
    for word in ("0", "1"):
        world.text(word)
    assert len(calls(world.line)) == 2


def test_who_picks_up_too_late_hears_that_they_have_hung_up(line, on_duty):
    caller = Caller(line, WALT)
    for key in (None, "0", "2"):
        caller.press(key)
    whisper = caller.document.find(".//Number").get("url").removeprefix(PUBLIC)
    gone = {"DialCallStatus": "canceled", "DialBridged": "false", "CallStatus": "completed"}
    caller._go_on(gone)
    lee = Caller(line, LEE, sid="CA" + "3" * 32, action=whisper, direction="outbound-dial")
    assert lee.press() == "They have hung up. Thank you for picking up."
    assert lee.document.find("Hangup") is not None
