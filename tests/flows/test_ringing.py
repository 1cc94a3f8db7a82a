"""0, from the caller's side: each call ends in a person, a message, or the crisis line's number."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.models import Case, PhoneRow
from service.simulator.claims import read_claim
from tests.duty import KIM, LEE, SAM, put_on_duty
from tests.line import ANA, LINE
from tests.ringing import WALT, Caller, must_hold, timelines
from tests.world import world_of

LAST_MOMENT = timedelta(seconds=19)
CRISIS_LINE = "+18002738255"
# Who takes it says hello, and talks for as long as the caller does.
TAKES, PASSES = '1"Hello."', "2"


@pytest.fixture
def world(line):
    return world_of(line)


@pytest.fixture
def on_duty(world):
    """Lee, then Kim, then Sam; whoever of them is not told to behave picks up and presses nothing."""
    return put_on_duty(world.line.house, LEE, KIM, SAM)


def asks(world, number=WALT, **more) -> Caller:
    """Presses 0, and 2 for a peer."""
    caller = Caller(world, number, **more)
    assert "nine eight eight" in caller.press("0")
    caller.press("2")
    return caller


def test_the_first_takes_it(world, on_duty):
    world.behave(LEE, keys=TAKES)
    caller = asks(world)
    caller.wait(10)
    assert (caller.rung(), caller.talks_with) == ([LEE], LEE)
    caller.hang_up()
    outcome, happened = timelines(world)[0]
    assert (outcome, happened) == ("talked", ["opened", "rang", "claimed", "joined", "closed"])
    must_hold(world, caller)


def test_the_first_does_not_answer_and_the_second_takes_it(world, on_duty):
    world.behave(LEE, "no-answer")
    world.behave(KIM, keys=TAKES)
    caller = asks(world)
    caller.wait(30)
    assert (caller.rung(), caller.talks_with) == ([LEE, KIM], KIM)
    assert "Thank you for waiting. I am still trying." in caller.heard
    caller.hang_up()
    must_hold(world, caller)


def test_the_first_passes_it_on(world, on_duty):
    world.behave(LEE, keys=PASSES)
    world.behave(KIM, keys=TAKES)
    caller = asks(world)
    caller.wait(10)
    assert (caller.rung(), caller.talks_with) == ([LEE, KIM], KIM)
    caller.hang_up()
    must_hold(world, caller)


@pytest.mark.parametrize("how", ["busy", "no-answer", "machine", "unreachable", "silent", "fax"])
def test_nobody_takes_it_and_the_number_is_said_again(world, on_duty, how):
    for number in (LEE, KIM, SAM):
        world.behave(number, how)
    caller = asks(world)
    caller.wait(85)
    assert (caller.rung(), caller.talks_with) == ([LEE, KIM, SAM], None)
    last = next(words for words in caller.heard if "no peer could come to the phone" in words)
    assert "nine eight eight" in last and "press 1" in last
    must_hold(world, caller)


def test_a_volunteer_s_voicemail_takes_nothing(world, on_duty):
    world.behave(LEE, "machine")
    world.behave(KIM, keys=TAKES)
    caller = asks(world)
    caller.wait(15)
    assert (caller.rung(), caller.talks_with) == ([LEE, KIM], KIM)
    caller.hang_up()
    must_hold(world, caller)


def test_without_a_key_somebody_is_rung_within_the_time_too(world, on_duty):
    world.behave(LEE, "no-answer")
    world.behave(KIM, "no-answer")
    world.behave(SAM, keys=TAKES)
    caller = Caller(world)
    caller.press("0")
    caller.wait(60)
    assert (caller.rung(), caller.talks_with) == ([LEE, KIM, SAM], SAM)
    caller.hang_up()
    must_hold(world, caller)


def test_all_others_are_rung_at_once_after_two(world, on_duty):
    extra = [f"+140655501{number}" for number in range(33, 37)]
    put_on_duty(world.line.house, *extra)
    for number in (LEE, KIM, SAM, *extra):
        world.behave(number, "no-answer")
    caller = asks(world)
    caller.wait(45)
    assert caller.rung() == [LEE, KIM, SAM, *extra]
    last = caller.rings()[2:]
    assert len({ring.created_at for ring in last}) == 1
    caller.wait(40)
    must_hold(world, caller)


def test_of_two_who_press_1_in_the_same_second_one_has_it(world, on_duty):
    world.behave(LEE, "busy")
    world.behave(KIM, "busy")
    put_on_duty(world.line.house, ANA)
    world.behave(SAM, keys=TAKES)
    world.behave(ANA, keys=TAKES)
    caller = asks(world)
    caller.wait(10)
    assert caller.talks_with in (SAM, ANA)
    other = ANA if caller.talks_with == SAM else SAM
    assert "Somebody else has it already. Thank you for picking up." in world.heard(other)
    caller.hang_up()
    must_hold(world, caller)


def test_who_hangs_up_while_it_rings_has_nobody_else_rung(world, on_duty):
    world.behave(LEE, "no-answer")
    caller = asks(world)
    caller.wait(5)
    caller.hang_up()
    caller.wait(60)
    assert caller.rung() == [LEE]
    assert timelines(world) == [("left", ["opened", "rang", "left", "closed"])]
    must_hold(world, caller)


def test_nobody_is_on_duty(world):
    put_on_duty(world.line.house, LEE, shifts=())
    caller = Caller(world)
    heard = caller.press("0")
    assert "nine eight eight" in heard and "peer" not in heard
    must_hold(world, caller)


def test_a_volunteer_who_calls_alone_is_asked_for_no_message(world):
    put_on_duty(world.line.house, LEE)
    assert "message" not in Caller(world, LEE).press("0", seconds=3)


def test_nobody_is_on_the_roster(world):
    caller = Caller(world)
    assert "nine eight eight" in (heard := caller.press("0", seconds=5))
    assert "To find a meeting, press 1" not in heard, "1 is the crisis line for a while yet"
    caller.wait(5)
    assert "To find a meeting, press 1" in caller.heard[-1]
    must_hold(world, caller)


def test_each_is_spoken_to_in_their_language(world):
    put_on_duty(world.line.house, LEE)
    caller = Caller(world)
    caller.press("9")
    assert "llame al nueve ocho ocho y oprima dos" in caller.press("0")
    assert "Estoy llamando a un compañero." in caller.press("2")
    caller.wait(3)
    assert world.heard(LEE)[0].startswith(
        "This is the community line, with a call for you in Spanish."
    )
    caller.hang_up()
    must_hold(world, caller)


def test_nine_says_it_in_the_other_language(world, on_duty):
    caller = Caller(world)
    caller.press("0")
    assert "llame al nueve ocho ocho y oprima dos" in caller.press("9")
    caller.hang_up()


def test_a_hidden_number_reaches_people(world, on_duty):
    world.behave(LEE, keys=TAKES)
    caller = asks(world, claim=read_claim(True, "none"))
    caller.wait(10)
    assert caller.talks_with == LEE
    assert [ring.sender for ring in caller.rings()] == [LINE]
    caller.hang_up()
    must_hold(world, caller)


def test_two_callers_never_ring_one_volunteer(world):
    put_on_duty(world.line.house, LEE)
    world.behave(LEE, keys=TAKES)
    walt = asks(world)
    walt.wait(3)
    ana = Caller(world, ANA)
    assert "nine eight eight" in (heard := ana.press("0")) and "trained peer" not in heard
    walt.wait(10)
    assert (walt.talks_with, ana.rung()) == (LEE, [])
    walt.hang_up()
    assert "trained peer" in ana.press("0")
    ana.hang_up()
    must_hold(world, walt, ana)


def test_when_the_volunteer_hangs_up_the_caller_is_thanked_and_goes_on(world, on_duty):
    world.behave(LEE, keys=TAKES)
    caller = asks(world)
    caller.wait(20)
    world.simulator.calls.hang_up(caller.rings()[0].sid)
    caller.wait(2)
    assert "Thank you for calling. If you were cut off, press 0." in caller.heard[-1]
    after = caller.press("2")
    assert "nine eight eight" in after and "To find a meeting, press 1" in after
    must_hold(world, caller)


def test_the_crisis_line_sees_the_caller_s_own_number(world):
    caller = Caller(world)
    caller.press("0")
    assert "I am connecting you now." in caller.press("1", seconds=3)
    ring = caller.rings()[0]
    assert (ring.to, ring.sender, caller.talks_with) == (CRISIS_LINE, WALT, CRISIS_LINE)


@pytest.mark.parametrize("how", ["busy", "no-answer", "unreachable"])
def test_a_crisis_line_that_is_not_reached_is_said_again(world, how):
    world.behave(CRISIS_LINE, how)
    caller = Caller(world)
    caller.press("0")
    heard = caller.press("1", seconds=31 if how == "no-answer" else 3)
    assert "Please hang up and call nine eight eight." in heard
    assert "I am connecting you now." in caller.press("1")


def test_who_picks_up_at_the_last_moment_costs_the_caller_no_more(world, on_duty):
    for number in (LEE, KIM, SAM):
        world.behave(number, "no-answer")
    caller = asks(world)
    for _ in range(90):
        caller.wait(1)
        for ring in caller.rings():
            if ring.status == "ringing" and world.clock.now() >= ring.created_at + LAST_MOMENT:
                world.simulator.calls.answer(ring.sid)
    assert caller.rung() == [LEE, KIM, SAM] and caller.answered_after is not None
    must_hold(world, caller)


def test_a_key_back_at_the_gate_passes_it_on_and_names_no_topic(world, on_duty):
    world.behave(LEE, keys="#")
    world.behave(KIM, keys=TAKES)
    caller = asks(world)
    caller.wait(5)
    assert (world.heard(LEE)[-1], caller.talks_with) == ("Thank you. I pass it on.", KIM)
    caller.hang_up()
    must_hold(world, caller)


def test_a_volunteer_who_presses_other_keys_is_asked_once_more(world, on_duty):
    world.behave(LEE, keys="55")
    world.behave(KIM, keys=TAKES)
    caller = asks(world)
    caller.wait(10)
    asked = [words for words in world.heard(LEE) if "To take it, press 1" in words]
    assert (len(asked), caller.talks_with) == (2, KIM)
    caller.hang_up()
    must_hold(world, caller)


def test_eight_ends_no_volunteer_s_calls(world, on_duty):
    world.behave(LEE, keys="8")
    caller = asks(world)
    caller.wait(3)
    assert world.heard(LEE)[-1] == "Thank you. I pass it on."
    with world.line.house.database.reading() as session:
        assert session.scalars(select(PhoneRow.stopped_at)).all() == [None] * 4


@pytest.fixture
def left_a_message(world, on_duty):
    """Nobody took it; Walt's message has been kept, and he was told by when somebody calls."""
    for number in (LEE, KIM, SAM):
        world.behave(number, "busy")
    caller = asks(world)
    caller.wait(5)
    caller.press("2")
    world.simulator.calls.speak(caller.call.sid, "It is Walt. Please call me.")
    caller.wait(10)
    caller.press("1", seconds=2)
    return caller


def test_else_it_ends_with_a_message_and_a_time(world, left_a_message):
    assert any("tonight at 6 35 P M at the latest" in words for words in left_a_message.heard)
    must_hold(world, left_a_message)


def test_who_asks_once_more_and_hangs_up_is_called_back_all_the_same(world, left_a_message):
    world.behave(LEE, "no-answer")
    left_a_message.press("0")
    left_a_message.press("2", seconds=3)
    left_a_message.hang_up()
    assert timelines(world)[0][1][-2:] == ["rang", "left"]
    with world.line.house.database.reading() as session:
        assert session.scalars(select(Case.state)).all() == ["open"]
