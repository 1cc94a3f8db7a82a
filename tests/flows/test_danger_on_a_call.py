"""Danger said on a call, with the whole line, its carrier and everybody's phones."""

import pytest

from tests.duty import LEE, put_on_duty
from tests.line import ANA, LINE

AT_ONCE_S = 1
LIFELINE = "+18002738255"  # as crisis/tables/lines.toml has it


@pytest.fixture
def said(world):
    """Ana has called, said it, and then nothing more; Lee is on duty."""
    put_on_duty(world.line.house, LEE)
    world.behave(LEE, keys="1")

    def said(words="I want to kill myself"):
        call = world.simulator.calls.dial_in(ANA, LINE)
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
