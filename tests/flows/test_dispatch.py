"""The dispatch centre's number is told to the volunteer who has the case, for them to call."""

import pytest
from sqlalchemy import select

from service.crisis import dispatch
from service.flows.turn import Channel, End, Turn, follow, go
from service.models import CaseEvent
from service.text.phone import Phone
from service.text.words import prompt
from tests.duty import KIM
from tests.flows.test_page import LEE, WALT, leave, put_on_duty

PARK, GRANT = Phone("+14065550170"), Phone("+15095550171")


@pytest.fixture
def waits(world):
    """Walt, whose number is from Montana, waits; Lee takes it and asks for the dispatch number."""
    house = world.line.house
    put_on_duty(house, LEE, KIM)
    for number in (LEE, KIM, WALT):
        world.behave(number, "no-answer")
    leave(world, tape=False)
    return world


def know(world, **counties):
    with world.line.house.database.transaction() as session:
        for county, (region, number) in counties.items():
            dispatch.add(session, f"{county} County", region, number, world.clock.now())


def test_key_6_tells_the_number_of_the_state_their_number_is_from(waits):
    know(waits, Park=("MT", PARK), Grant=("WA", GRANT))
    waits.behave(LEE, keys="16")
    waits.pass_time(seconds=1)
    said = " ".join(waits.heard(LEE))
    assert "For the dispatch number of their county, press 6" in said
    assert "Park County, MT, call 4 0 6, 5 5 5, 0 1 7 0" in said
    assert "This line never calls emergency services itself" in said


def test_where_they_last_searched_comes_before_where_their_number_is_from(waits):
    know(waits, Park=("MT", PARK), Grant=("WA", GRANT))
    waits.text("aa near 98801", WALT)
    waits.behave(LEE, keys="16")
    waits.pass_time(seconds=1)
    assert "Grant County, WA, call 5 0 9" in " ".join(waits.heard(LEE))


def test_of_several_in_that_state_one_is_chosen(waits):
    know(waits, Park=("MT", PARK), Gallatin=("MT", Phone("+14065550172")))
    waits.behave(LEE, keys="1621")
    waits.pass_time(seconds=1)
    assert "Park County, MT, call 4 0 6" in " ".join(waits.heard(LEE))


def test_without_one_nothing_is_offered(waits):
    waits.behave(LEE, keys="1")
    waits.pass_time(seconds=1)
    assert "dispatch" not in " ".join(waits.heard(LEE))


def test_it_is_dialled_by_nobody_but_the_helper(waits):
    know(waits, Park=("MT", PARK))
    waits.behave(LEE, keys="16")
    waits.pass_time(seconds=1)
    assert waits.simulator.calls_of(PARK.e164) == []


def test_who_has_not_claimed_the_case_is_told_nothing(waits):
    know(waits, Park=("MT", PARK))
    waits.pass_time(seconds=1)
    house = waits.line.house
    with house.database.transaction() as session:
        paged = session.scalars(select(CaseEvent.id).where(CaseEvent.what == "paged")).one()
        turn = Turn(session, house.settings, Channel.CALL, "en", house.clock.now(), "", {}, None)
        _, reply = follow(turn, go("dispatch.which", paged))
        assert reply == End(prompt("page.over"))
