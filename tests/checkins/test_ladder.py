"""Who is asked when, and by which way, while nobody answers."""

from datetime import timedelta

from service.checkins import answers
from service.models import DayState
from tests.checkins.morning import ANA, AT_NINE, CLEO, FRANK, WALT

MINUTES = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def test_each_is_asked_three_times_by_their_ways(either_morning):
    either_morning.settle(ANA, WALT, CLEO, FRANK)
    either_morning.wait(HOUR)
    assert either_morning.asks(ANA) == [(0, "text"), (10, "text"), (20, "call")]
    assert either_morning.asks(WALT) == [(0, "call"), (10, "call"), (20, "call")]
    assert either_morning.asks(CLEO) == []
    assert either_morning.asks(FRANK) == [(0, "text"), (10, "text"), (20, "call 2nd")]


def test_an_answer_ends_the_day(either_morning):
    either_morning.settle(ANA)
    either_morning.wait(5 * MINUTES)
    either_morning.do(answers.answered, either_morning.day(), "2")
    either_morning.wait(3 * HOUR)
    day = either_morning.day()
    assert (day.state, day.answer, day.ended_at) == ("answered", "2", AT_NINE + 5 * MINUTES)
    assert either_morning.asks() == [(0, "text")]


def test_stop_ends_the_day_and_alarms_nobody(morning):
    morning.settle(ANA)
    morning.wait(5 * MINUTES)
    morning.do(answers.stopped_on, ANA)
    morning.wait(3 * HOUR)
    assert morning.day().state == DayState.STOPPED
    assert morning.asks() == [(0, "text")]


def test_more_time_begins_the_ladder_anew(morning):
    morning.settle(ANA)
    morning.wait(15 * MINUTES)
    assert morning.do(answers.later, morning.day()) == AT_NINE + timedelta(hours=2, minutes=15)
    morning.wait(3 * HOUR)
    texts = [0, 10, 135, 145]
    assert morning.asks() == [*((at, "text") for at in texts), (155, "call")]
