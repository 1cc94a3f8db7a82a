"""A voice message that never reached us is found at the carrier, and its caller is called back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.carrier.twilio import TwilioCarrier
from service.lost_tapes import LOOKS_BACK, SETTLED, take_lost
from service.models import Case, VoiceMessage
from service.simulator.recordings import keep_recording
from tests.duty import LEE, put_on_duty
from tests.line import ACCOUNT, ANA, LINE, TOKEN

MINUTE = timedelta(minutes=1)


@pytest.fixture
def lost(world):
    """Ana has left a message, of which we know nothing; Lee is on duty."""
    put_on_duty(world.line.house, LEE)
    world.behave(LEE, keys="1w1")
    world.behave(ANA, keys="1")
    left(world)
    return world


def left(world, words="Please call me.", sender=ANA) -> str:
    call = world.simulator.calls.dial_in(sender, LINE)
    world.simulator.calls.hang_up(call.sid)
    return keep_recording(world.simulator.exchange, call.sid, words, 2).sid


def rows(world, model):
    with world.line.house.database.reading() as session:
        return session.scalars(select(model)).all()


def test_it_is_found_and_they_are_called_back(lost):
    lost.clock.advance(SETTLED)
    assert take_lost(lost.line.house, lost.carrier) == 1
    lost.pass_time(seconds=1)
    events, _ = lost.simulator.calls.events(lost.simulator.calls_of(LEE)[-1].sid)
    assert "Please call me." in [one["text"] for one in events]
    assert lost.heard(ANA)[0].startswith("Hello. This is the community line, calling you back")


def test_what_was_said_about_a_group_is_a_report_that_no_volunteer_is_called_about(world):
    put_on_duty(world.line.house, LEE)
    call = world.simulator.calls.dial_in(ANA, LINE)
    for key in ("3", "6", "1"):
        world.simulator.settle(1)
        world.simulator.calls.press(call.sid, key)
    keep_recording(world.simulator.exchange, call.sid, "He follows me home.", 2)
    world.clock.advance(SETTLED)
    assert take_lost(world.line.house, world.carrier) == 1
    world.pass_time(minutes=5)
    assert [one.tier for one in rows(world, Case)] == ["report"]
    assert world.simulator.calls_of(LEE) == []


def test_it_is_found_once(lost):
    lost.clock.advance(SETTLED)
    assert [take_lost(lost.line.house, lost.carrier) for _ in range(2)] == [1, 0]


def test_one_whose_turn_may_come_still_is_left_alone(lost):
    lost.clock.advance(SETTLED - MINUTE)
    assert take_lost(lost.line.house, lost.carrier) == 0


def test_one_that_is_days_old_is_not_gone_back_to(lost):
    lost.clock.advance(LOOKS_BACK + MINUTE)
    assert take_lost(lost.line.house, lost.carrier) == 0


def test_a_recording_of_a_call_of_ours_calls_nobody_back_and_goes_in_a_month(lost):
    lost.simulator.exchange.recordings.remove(rows_at(lost)[0])
    keep_recording(lost.simulator.exchange, "CA" + "9" * 32, "Hello?", 2)
    lost.clock.advance(SETTLED)
    assert take_lost(lost.line.house, lost.carrier) == 0
    (kept,) = rows(lost, VoiceMessage)
    assert kept.case_id is None and rows(lost, Case) == []


def rows_at(world) -> list[str]:
    return [one.sid for one in world.simulator.exchange.recordings.newest_first()]


def test_where_nobody_takes_calls_the_carrier_is_not_asked(world):
    left(world)
    world.clock.advance(SETTLED)
    nobody = TwilioCarrier(ACCOUNT, TOKEN, base_url="http://127.0.0.1:9")
    assert take_lost(world.line.house, nobody) == 0


def test_a_list_that_cant_be_had_is_asked_for_again(lost):
    lost.clock.advance(SETTLED)
    nobody = TwilioCarrier(ACCOUNT, TOKEN, base_url="http://127.0.0.1:9")
    assert take_lost(lost.line.house, nobody) == 0
    assert take_lost(lost.line.house, lost.carrier) == 1
