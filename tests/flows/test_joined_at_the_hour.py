"""The service calls a landline right before its meeting by phone, and joins it in: booked by keys alone."""

from datetime import datetime, timedelta

import pytest

from tests.filled import fill
from tests.golden.test_golden import MONDAY
from tests.line import Caller
from tests.world import world_of

WALT, KIN = "+14065550110", "+14065550195"
# The Sunday Kin Call begins at four.
NOON = datetime(2026, 11, 29, 12, 0, tzinfo=MONDAY.tzinfo)
CALLED = timedelta(hours=3, minutes=56)
# A ZIP, caregivers, by phone, the first that is read, joined in, and called then.
BOOKED = ("1", "59457", "5", "1", "2", "1", "5", "1")
IN, ON_TO_IT = "141", {"en": "Joining you in now.", "es": "Le conecto ahora."}

RINGS_AT = {"en": "I will call you today at 3 55 P M", "es": "Le llamo hoy a las tres y 55"}


@pytest.fixture
def world(line, clock):
    clock.at = NOON
    fill(line.house)
    made = world_of(line)
    made.behave(KIN, "room")
    return made


def booked(world, *first) -> str:
    caller = Caller(world.line, WALT)
    caller.press()
    return [caller.press(key) for key in (*first, *BOOKED)][-1]


def voices(world, number) -> list[str]:
    call = world.simulator.calls_of(number)[-1]
    events, _ = world.simulator.calls.events(call.sid)
    return [event["text"] for event in events if event["event"] == "voice"]


@pytest.mark.parametrize(("language", "first"), [("en", ()), ("es", ("9",))])
def test_it_rings_right_before_and_two_keys_join_it_in(world, language, first):
    assert RINGS_AT[language] in booked(world, *first)
    world.behave(WALT, "answer", IN)
    world.live_through(CALLED)
    assert ON_TO_IT[language] in world.heard(WALT)[-1]
    assert "You are in the meeting." in voices(world, KIN)[-1]


def test_joining_is_said_before_any_answer(world):
    booked(world)
    world.behave(WALT, "answer", "1")
    world.live_through(CALLED)
    body = next(said for said in world.heard(WALT) if "Your reminder" in said)
    assert body.index("press 4") < body.index("press 1")


def test_a_busy_line_is_called_again_before_it_begins(world):
    booked(world)
    world.behave(WALT, "busy")
    world.live_through(CALLED)
    world.behave(WALT, "answer", IN)
    world.live_through(timedelta(minutes=2))
    assert "You are in the meeting." in voices(world, KIN)[-1]


def test_whoever_called_in_meanwhile_is_offered_it_first(world):
    booked(world)
    world.behave(WALT, "busy")
    world.live_through(CALLED)
    caller = Caller(world.line, WALT, "CA" + "2" * 32)
    assert "We tried to call you" in caller.press()
    assert "To be joined in now, press 4." in caller.press("1")
    for key in ("4", "1"):
        heard = caller.press(key)
    assert heard == ON_TO_IT["en"]


def test_a_machine_keeps_no_word_of_it(world):
    booked(world)
    world.behave(WALT, "machine")
    world.live_through(CALLED)
    left = " ".join(world.heard(WALT))
    assert "the reminder you asked for" in left and "Kin" not in left and "4 P M" not in left


def test_a_room_that_takes_no_call_leaves_a_way_on(world):
    booked(world)
    world.behave(KIN, "busy")
    world.behave(WALT, "answer", IN)
    world.live_through(CALLED)
    assert world.heard(WALT)[-1].startswith("I could not get through. To try again, press 1.")
