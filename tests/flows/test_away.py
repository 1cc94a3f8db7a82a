"""AWAY and BACK: check-ins wait and come back by themselves, and nobody is alarmed by going away."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.models import CheckIn, CheckInDay
from tests.line import ANA, Caller
from tests.world import World, world_of

MINUTES, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def world(community) -> World:
    world = world_of(community)
    world.text("CHECKIN 6pm daily")  # half an hour from now
    return world


def plan(world) -> CheckIn:
    with world.line.house.database.reading() as session:
        return session.scalars(select(CheckIn)).one()


def days(world) -> list[CheckInDay]:
    with world.line.house.database.reading() as session:
        return list(session.scalars(select(CheckInDay).order_by(CheckInDay.id)))


@pytest.mark.parametrize("said", ["AWAY 2", "FUERA 2", "AWAY until wed", "away 2 days"])
def test_away_ends_by_itself(world, said):
    said = world.text(said)[0]
    assert "Wed Nov 25" in said or "mie 25 nov" in said
    assert plan(world).next_at == datetime.fromisoformat("2026-11-26T01:00+00:00")


def test_back_ends_it_sooner_and_is_one_step_back_otherwise(world):
    world.text("AWAY 7")
    assert world.text("BACK")[0].startswith("Good to have you back.")
    assert plan(world).away_until is None and plan(world).next_at < world.clock.now() + DAY
    assert world.text("WHICH") and not world.text("BACK")[0].startswith("Good to have you back.")


def test_a_ladder_that_is_open_ends_without_alarm(world):
    world.live_through(35 * MINUTES)
    assert days(world)[0].state == "asking"
    world.text("AWAY 7")
    world.live_through(30 * MINUTES)
    assert days(world)[0].state == "stopped" and len(world.received()) == 3


def test_too_long_is_asked_back_and_a_number_is_enough(world):
    assert world.text("AWAY 91")[0].startswith("You can be away for 1 to 60 days.")
    assert "until Mon Nov 30" in world.text("7")[0]
    assert "you are away" in world.text("MY")[0]


def test_by_keys(world):
    caller = Caller(world.line, sender=ANA)
    caller.press()
    heard = [caller.press(key) for key in ("4", "2", "1", "07")]
    assert "From" not in heard[1] and "break from check-ins, press 1" in heard[1]
    assert "No check-ins until Monday, November 30" in heard[3]
    assert plan(world).away_until == datetime.fromisoformat("2026-11-30T07:00+00:00")


@pytest.mark.parametrize("word", ["STOP", "ERASE"])
def test_stop_and_erase_end_an_open_ladder_without_alarm(world, word):
    world.live_through(35 * MINUTES)
    world.text(word)
    if word == "ERASE":
        world.text("1")  # which of the two that wait
        world.text("1")
    world.pass_time(minutes=1)
    before = len(world.received())
    world.live_through(30 * MINUTES)
    assert len(world.received()) == before
    assert word == "ERASE" or (days(world)[0].state, plan(world).on) == ("stopped", False)


def test_start_brings_it_not_back_and_says_how(world):
    world.text("STOP")
    assert "CHECKIN 9am sets one up" in world.text("START")[0]
    assert not plan(world).on
    assert world.text("CHECKIN 9am")[0].startswith("Done: every day 9 am")
