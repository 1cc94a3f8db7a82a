"""A drill goes the whole way with the roster, and reaches nobody who is in trouble."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from service.cli import main
from service.commands import drill as drill_command
from service.crisis import drills
from service.errors import BadInput
from service.models import Case
from tests.duty import KIM, LEE, SAM, put_on_duty

MINUTE = timedelta(minutes=1)
SATURDAYS = ({"weekday": 5, "from_min": 0, "until_min": 60},)


@pytest.fixture
def drilled(world):
    """Lee and Kim are on duty, Sam is on the team and is not; a drill has begun."""
    house = world.line.house
    put_on_duty(house, LEE, KIM)
    put_on_duty(house, SAM, shifts=SATURDAYS)
    for number in (LEE, KIM, SAM):
        world.behave(number, "no-answer")
    with house.database.transaction() as session:
        drills.begin(session, house.clock.now())
    return world


def reached(world):
    with world.line.house.database.reading() as session:
        case = session.scalars(select(Case)).one()
        return case, drills.reached(session, case.id)


def test_every_page_says_that_it_is_a_drill_and_a_key_shows_who_is_there(drilled):
    drilled.behave(LEE, keys="1")
    drilled.live_through(MINUTE)
    assert "This is a drill. Nobody waits." in drilled.heard(LEE)[0]
    assert "It is noted that you were here" in drilled.heard(LEE)[1]
    assert "this is a drill, nobody waits" in drilled.received(LEE)[0]
    _, [lee, *_] = reached(drilled)
    assert lee.pressed_at and not lee.passed and lee.rung == 0


def test_it_reaches_everybody_rung_by_rung_though_the_first_one_has_pressed(drilled):
    drilled.behave(LEE, keys="1")
    drilled.live_through(16 * MINUTE)
    case, told = reached(drilled)
    assert {one.volunteer_id: bool(one.pressed_at) for one in told} == {1: True, 2: False, 3: False}
    assert (case.state, case.outcome) == ("closed", "drill")


def test_it_rings_the_roster_alone_and_ends_with_its_round(drilled):
    drilled.live_through(90 * MINUTE)
    assert {row.message for row in drilled.outbox()} == {"case.page"}
    assert drilled.simulator.calls_of("+18002738255") == []
    assert all(len(drilled.simulator.calls_of(number)) == 1 for number in (LEE, KIM, SAM))


def test_a_digit_by_text_counts_as_a_key(drilled):
    drilled.live_through(MINUTE)
    assert drilled.text("1", KIM if drilled.received(KIM) else LEE)[0].startswith(
        "This was a drill"
    )


def test_there_is_one_drill_at_a_time(drilled):
    with drilled.line.house.database.transaction() as session, pytest.raises(BadInput):
        drills.begin(session, drilled.clock.now())


def test_the_command_shows_whom_it_has_reached(drilled, monkeypatch):
    drilled.behave(LEE, keys="1")
    drilled.live_through(MINUTE)
    monkeypatch.setattr(drill_command, "opened_house", lambda: drilled.line.house)
    rows = CliRunner().invoke(main, ["drill", "show", "--json"]).stdout.splitlines()
    assert json.loads(rows[0])["volunteer"] == 1 and json.loads(rows[0])["pressed_at"]
