"""All on duty are rung at once, and the carrier may be of either mind about who has won: see dialling."""

from dataclasses import replace

import pytest

from service.house import House
from tests.duty import KIM, LEE, put_on_duty
from tests.line import Line
from tests.ringing import Caller, must_hold
from tests.world import world_of

TAKES = '1"Hello."'


@pytest.fixture(params=["accept", "pick-up"])
def world(house: House, request):
    at_once = house.settings.model_copy(update={"ring_order": "all_at_once"})
    made = world_of(Line(replace(house, settings=at_once)), first_to=request.param)
    put_on_duty(house, LEE, KIM)
    return made


@pytest.fixture
def caller(world):
    caller = Caller(world)
    caller.press("0")
    caller.press("2")
    return caller


def test_who_takes_it_is_joined(world, caller):
    world.behave(LEE, keys=TAKES)
    world.behave(KIM, "no-answer")
    caller.wait(10)
    assert (caller.rung(), caller.talks_with) == ([LEE, KIM], LEE)
    caller.hang_up()
    must_hold(world, caller)


def test_a_machine_that_picks_up_leaves_nobody_in_silence(world, caller):
    world.behave(LEE, "machine")
    world.behave(KIM, "no-answer")
    caller.wait(60)
    assert any("no peer could come" in words for words in caller.heard)
    must_hold(world, caller)
