"""Calls that meet what calls meet: the simulator, the real SDK, the doors and the ticker in one process."""

import pytest
from sqlalchemy import update

from service.models import LineType, PhoneRow
from tests.line import ANA, LINE

VOICEMAIL = "Hello. This is the community line. This is the reminder you asked for. To hear it,"
GATE = "Hello. This is the community line, with the reminder you asked for."


@pytest.fixture
def asked(world):
    """Ana's landline has a reminder for tonight at seven; it goes at six."""
    for words in ("aa near jordan mt", "1", "1"):
        world.text(words)
    with world.line.house.database.transaction() as session:
        session.execute(update(PhoneRow).values(line_type=LineType.LANDLINE))
    return world


def states(world):
    return [row.state for row in world.outbox() if row.message == "reminder.due"]


def calls(world):
    return [world.simulator.calls.said(call.sid) for call in world.simulator.calls_of(ANA)]


def test_busy_then_answered(asked):
    asked.behave(ANA, "busy")
    asked.pass_time(minutes=31)
    asked.behave(ANA, keys="1w1")
    asked.pass_time(minutes=5)
    asked.pass_time(minutes=10)
    assert states(asked) == ["busy", "completed"]
    assert calls(asked)[1][-1].startswith("Going: tonight at 7 P M.")


def test_a_machine_is_left_one_message_and_then_silence(asked):
    asked.behave(ANA, "machine")
    asked.pass_time(minutes=31)
    asked.pass_time(minutes=30)
    asked.pass_time(minutes=20)
    assert states(asked) == ["machine", "machine"]
    (left,), silent = calls(asked)
    assert left.startswith(VOICEMAIL) and silent == []


def test_a_phone_whose_owner_can_t_be_told_hears_the_gate(asked):
    asked.behave(ANA, "silent")
    asked.pass_time(minutes=31)
    assert calls(asked)[0][0].startswith(GATE)


def test_a_text_that_met_a_landline_is_called_within_the_minute(world):
    for words in ("aa near jordan mt", "1", "1"):
        world.text(words)
    world.behave(ANA, "landline", keys="1w2")
    world.pass_time(minutes=31)
    world.pass_time(seconds=30)
    assert states(world) == ["undelivered", "completed"]
    assert calls(world)[0][-1].startswith("Not this time: tonight at 7 P M.")


def test_who_calls_back_is_told_and_not_called_again(asked):
    asked.behave(ANA, "no-answer")
    asked.pass_time(minutes=31)
    back = asked.simulator.calls.dial_in(ANA, LINE)
    for keys in ("1", "1"):
        asked.simulator.calls.press(back.sid, keys)
    asked.pass_time(minutes=10)
    asked.pass_time(minutes=30)
    assert sorted(states(asked)) == ["completed", "no_answer", "suppressed"]
    assert len(asked.simulator.calls_of(ANA)) == 1
