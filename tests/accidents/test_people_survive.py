"""A caller who wants a person while the database goes: someone, or the crisis line's number, all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.delivery.pace import pace_of
from service.flows.keeper import Keeper
from service.inbound.spool import Spool
from service.jobs import open_redis
from tests.duty import KIM, LEE, put_on_duty
from tests.flows.test_page import leave
from tests.line import ANA
from tests.real_redis import RealRedis, real_redis, running_redis
from tests.ringing import WALT, Caller, dialled, must_hold, timelines
from tests.world import world_of
from workers.ticker import Ticker

pytestmark = pytest.mark.accident
__all__ = ["real_redis", "running_redis"]

CRISIS_LINE = "+18002738255"
TAKES = '1"Hello."'
NUMBER = "nine eight eight"


@pytest.fixture
def world(line):
    return world_of(line)


@pytest.fixture
def on_duty(world):
    world.behave(LEE, keys=TAKES)
    world.behave(KIM, keys=TAKES)
    return put_on_duty(world.line.house, LEE, KIM)


@pytest.fixture
def with_redis(world, real_redis: RealRedis):
    """Their ticker hints and keeps its pace by a real Redis."""
    house, crew = world.line.house, world.ticker._crew
    redis = open_redis(real_redis.url)
    world.ticker = Ticker(replace(crew, redis=redis, pace=pace_of(house.settings, redis)))
    return world


def keep(world) -> None:
    """The web process's own look after what it had to keep."""
    house = world.line.house
    Keeper(house, Spool(house.settings.data_dir / "spool", house.keyring)).look()


def ringing(world) -> Caller:
    """Has asked for a peer, and it has just begun to ring."""
    caller = Caller(world)
    caller.press("0")
    caller.press("2", seconds=0)
    return caller


def test_it_is_gone_when_they_press_0(world, on_duty, breaks):
    caller = Caller(world)
    breaks(True)
    assert NUMBER in caller.press("0")
    caller.press("1", seconds=10)
    assert caller.talks_with == CRISIS_LINE


def test_it_goes_while_it_rings_and_the_volunteer_takes_it(world, on_duty, breaks):
    caller = ringing(world)
    breaks(True)
    caller.wait(10)
    assert (caller.rung(), caller.talks_with) == ([LEE], LEE)
    breaks(False)
    keep(world)
    caller.hang_up()
    assert timelines(world)[0][0] == "talked"
    must_hold(world, caller)


def test_it_stays_away_until_they_have_talked(world, on_duty, breaks):
    caller = ringing(world)
    breaks(True)
    caller.wait(10)
    caller.hang_up()
    breaks(False)
    keep(world)
    assert timelines(world)[0] == ("talked", ["opened", "rang", "claimed", "joined", "closed"])
    must_hold(world, caller)


def test_it_goes_between_the_volunteer_s_gate_and_their_key(world, on_duty, breaks):
    world.behave(LEE, "silent")
    caller = ringing(world)
    [lee] = world.simulator.calls_of(LEE)
    while not world.simulator.calls.said(lee.sid):
        caller.wait(1)
    breaks(True)
    world.simulator.calls.press(lee.sid, "1")
    caller.wait(1)
    assert caller.talks_with == LEE
    caller.hang_up()


def test_nobody_takes_it_meanwhile_and_it_goes_on_with_the_next(world, on_duty, breaks):
    world.behave(LEE, "busy")
    caller = ringing(world)
    breaks(True)
    caller.wait(3)
    assert NUMBER in caller.heard[-1]
    breaks(False)
    caller.press("2", seconds=10)
    assert (caller.rung(), caller.talks_with) == ([LEE, KIM], KIM)
    caller.hang_up()
    must_hold(world, caller)


def test_it_stays_away_for_minutes_and_who_tries_again_has_somebody_rung(world, on_duty, breaks):
    caller = Caller(world)
    caller.press("0", seconds=0)
    breaks(True)
    caller.press("2", seconds=0)
    world.clock.advance(timedelta(minutes=3))
    breaks(False)
    caller.press("2", seconds=5)
    assert caller.talks_with == LEE
    caller.hang_up()


def test_the_caller_leaves_while_it_rings(world, on_duty, breaks):
    world.behave(LEE, "no-answer")
    caller = ringing(world)
    breaks(True)
    caller.hang_up()
    breaks(False)
    keep(world)
    assert timelines(world)[0][0] == "left"
    must_hold(world, caller)


def test_it_goes_between_the_gate_of_who_is_called_back_and_their_key(world, on_duty, breaks):
    """Whether they have talked is then known by the carrier's word alone."""
    leave(world)
    world.behave(LEE, keys="1w1")
    world.behave(WALT, "no-answer")
    world.clock.advance(timedelta(seconds=1))
    world.ticker.tick()
    walt = rings_at(world, WALT)
    world.simulator.calls.answer(walt.sid)
    world.simulator.settle(2)
    breaks(True)
    world.simulator.calls.press(walt.sid, "1")
    world.simulator.settle(2)
    breaks(False)
    world.simulator.calls.hang_up(walt.sid)
    world.simulator.settle()
    keep(world)
    assert timelines(world)[0][1][-3:] == ["claimed", "joined", "closed"]


def rings_at(world, number):
    """The call that rings there by now, or soon."""
    for _ in range(30):
        if calls := [one for one in world.simulator.calls_of(number) if one.status == "ringing"]:
            return calls[0]
        world.simulator.settle(1)
    raise AssertionError("it never rang")


def test_redis_goes_in_mid_call_and_nobody_notices(with_redis, on_duty, real_redis: RealRedis):
    caller = ringing(with_redis)
    with real_redis.stopped():
        caller.wait(10)
        assert (caller.rung(), caller.talks_with) == ([LEE], LEE)
        caller.hang_up()
    must_hold(with_redis, caller)


def test_redis_goes_before_the_call_that_a_text_asked_for(
    with_redis, on_duty, real_redis: RealRedis
):
    with_redis.behave(ANA, keys="w1")
    with_redis.text("0")
    with real_redis.stopped():
        with_redis.text("1")
        with_redis.pass_time(seconds=10)
    [ours] = with_redis.simulator.calls_of(ANA)
    assert [one.to for one in dialled(with_redis)] == [LEE] and ours.answered_at
