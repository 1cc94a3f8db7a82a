"""Danger said on a call, with the whole line, its carrier and everybody's phones."""

import pytest

from tests.duty import LEE, put_on_duty
from tests.line import ANA, LINE

AT_ONCE_S = 1
ABROAD, HIDDEN = "+442079460160", "+266696687"  # not dialled; no number at all
LIFELINE = "+18002738255"  # as crisis/tables/lines.toml has it


@pytest.fixture
def said(world):
    """Ana has called, said it, and then nothing more; Lee is on duty."""
    put_on_duty(world.line.house, LEE)
    world.behave(LEE, keys="1")

    def said(words="I want to kill myself", caller=ANA):
        call = world.simulator.calls.dial_in(caller, LINE)
        world.simulator.calls.speak(call.sid, words)
        world.simulator.calls.stay_silent(call.sid)
        world.simulator.settle(AT_ONCE_S)
        return call

    return said


def test_without_a_key_it_is_the_line_that_rings(world, said):
    call = said()
    (line,) = world.simulator.calls_of(LIFELINE)
    assert (line.sender, world.simulator.calls_of(LEE)) == (ANA, [])
    words = " ".join(world.simulator.calls.said(call.sid))
    assert words.index("nine eight eight") < words.index("connecting you now")


def test_where_that_is_busy_a_volunteer_is_joined(world, said):
    world.behave(LIFELINE, "busy")
    call = said()
    world.simulator.settle(30)
    assert [len(world.simulator.calls_of(one)) for one in (LIFELINE, LEE)] == [1, 1]
    assert "I am ringing one of our volunteers" in " ".join(world.simulator.calls.said(call.sid))


@pytest.mark.parametrize(("caller", "is_asked"), [(ANA, True), (ABROAD, False), (HIDDEN, False)])
def test_only_a_phone_that_can_be_called_back_is_to_be_kept_free(world, said, caller, is_asked):
    for number in (LIFELINE, LEE):
        world.behave(number, "busy")
    call = said(caller=caller)
    world.simulator.settle(120)
    heard = " ".join(world.simulator.calls.said(call.sid))
    assert "no volunteer could come" in heard and ("keep this phone free" in heard) is is_asked


def test_where_nobody_is_on_the_roster_nobody_is_waited_for(world):
    world.behave(LIFELINE, "busy")
    call = world.simulator.calls.dial_in(ANA, LINE)
    world.simulator.calls.speak(call.sid, "I want to kill myself")
    world.simulator.calls.stay_silent(call.sid)
    world.simulator.settle(120)
    heard = " ".join(world.simulator.calls.said(call.sid))
    assert "no volunteer could come" in heard and "keep this phone free" not in heard
