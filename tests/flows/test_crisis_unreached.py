"""A crisis that our answer does not reach: people are told, and the phone is called, where it may be."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.house import House
from service.models import Case, CaseEvent, CaseStep, State
from tests.duty import KIM, LEE, put_on_duty
from tests.line import ANA, Caller, Line, settings_for
from tests.world import world_of

DYING, LOW, BEATEN = "i want to kill myself", "i dont want to be here anymore", "he is hitting me"


@pytest.fixture
def world(clock, keyring, sqlite, tmp_path):
    """The carrier owns STOP, and blocks what we send after it."""
    house = House(settings_for(tmp_path, opt_out_by="carrier"), clock, keyring, sqlite)
    return world_of(Line(house), opt_out_by="carrier")


def calls(world) -> list[str]:
    return [" ".join(world.simulator.calls.said(one.sid)) for one in world.simulator.calls_of(ANA)]


def the_case(world) -> Case:
    with world.line.house.database.reading() as session:
        return session.scalars(select(Case)).one()


def is_left_to_a_person(world) -> bool:
    """Nobody has rung, people are paged, and it is written down that ringing is for them to decide."""
    world.pass_time(minutes=1)
    with world.line.house.database.reading() as session:
        noted = session.scalars(select(CaseEvent.what)).all()
    return not calls(world) and bool(the_case(world).paged_since) and CaseStep.NO_CALLS in noted


def test_where_the_carrier_blocks_texts_the_answer_is_said(world):
    world.text("STOP")
    assert world.text(DYING) == []
    world.pass_time(minutes=1)
    (said,) = calls(world)
    assert said.startswith("To talk with a person now, call nine eight eight")
    assert the_case(world).paged_since is not None


def test_it_is_called_once(world):
    world.text("STOP")
    world.text(DYING)
    world.text(DYING)
    world.live_through(timedelta(minutes=40))
    assert len(calls(world)) == 1


@pytest.mark.parametrize("words", [BEATEN, LOW])
def test_violence_and_concern_ring_nobody(world, words):
    world.text("STOP")
    world.text(words)
    assert is_left_to_a_person(world)


def test_nor_does_who_wants_no_calls(world):
    world.text("TEXT")
    world.text("STOP")
    world.text(DYING)
    assert is_left_to_a_person(world)


def test_nor_who_ended_our_calls_by_a_key(world):
    caller = Caller(world.line, ANA)
    for key in (None, "8", "1"):
        caller.press(key)
    world.text("STOP")
    world.text(DYING)
    assert is_left_to_a_person(world)


def test_a_stop_that_the_carrier_has_not_heard_blocks_nothing(world):
    world.text("please stop texting me")
    assert "988" in world.text(DYING)[0]
    world.pass_time(minutes=1)
    assert calls(world) == []


def test_where_we_own_stop_the_text_just_goes(line):
    world = world_of(line)
    world.text("STOP")
    assert "988" in world.text(DYING)[0]
    world.pass_time(minutes=1)
    assert calls(world) == []


@pytest.mark.parametrize("code", ["21610", "30006", "30003"])
def test_an_answer_that_ends_undelivered_is_said(world, code):
    world.line.text(DYING)
    (row,) = [one for one in world.outbox() if one.state == State.INLINE]
    form = {"MessageSid": "SM9", "MessageStatus": "undelivered", "ErrorCode": code}
    world.line.post(f"/status/text/{row.id}/1", form)
    world.pass_time(minutes=1)
    assert len(calls(world)) == 1 and the_case(world).paged_since


def test_a_machine_is_left_no_more_than_a_number(world):
    world.behave(ANA, "machine")
    world.text("STOP")
    world.text(DYING)
    world.pass_time(minutes=2)
    (said,) = calls(world)
    assert "the community line" in said and "nine eight eight" not in said


def test_2_rings_a_volunteer_for_the_same_case(world):
    """Kim, because Lee is being paged just then."""
    put_on_duty(world.line.house, LEE, KIM)
    world.behave(LEE, "no-answer")
    for number, keys in ((ANA, "2"), (KIM, "1")):
        world.behave(number, keys=keys)
    world.text("STOP")
    world.text(DYING)
    world.pass_time(minutes=1)
    assert "I am ringing one of our volunteers" in calls(world)[0]
    assert the_case(world).outcome == "talked"


def test_8_is_no_calls(world):
    world.behave(ANA, keys="8")
    world.text("STOP")
    world.text(DYING)
    world.pass_time(minutes=1)
    assert the_case(world).no_calls and "we do not call you about this any more" in calls(world)[0]
