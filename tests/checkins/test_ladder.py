"""Who is asked when, and by which way, while nobody answers."""

from datetime import timedelta

from sqlalchemy import select

from service.checkins import answers, due, plans
from service.delivery.states import move
from service.models import DayState, Outbox, State
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
    morning.do(plans.end_on_phone, ANA)
    morning.wait(3 * HOUR)
    assert morning.day().state == DayState.STOPPED
    assert morning.asks() == [(0, "text")]


def test_who_moves_it_to_another_hour_is_missed_at_neither(morning):
    morning.settle(ANA)
    morning.wait(45 * MINUTES)
    morning.set_up(ANA, at_min=10 * 60)
    morning.wait(1 * HOUR + 5 * MINUTES)
    assert [day.state for day in morning.days()] == [DayState.STOPPED, DayState.ASKING]


def test_more_time_begins_the_ladder_anew(morning):
    morning.settle(ANA)
    morning.wait(15 * MINUTES)
    assert morning.do(answers.later, morning.day()) == AT_NINE + timedelta(hours=2, minutes=15)
    morning.wait(3 * HOUR)
    texts = [0, 10, 135, 145]
    assert morning.asks() == [*((at, "text") for at in texts), (155, "call")]


def newest_comes_to(morning, person_id, state):
    """The ask that was put out last comes to this."""
    with morning.database.transaction() as session:
        theirs = select(Outbox).where(Outbox.person_id == person_id)
        newest = session.scalars(theirs.order_by(Outbox.created_at.desc()).limit(1)).one()
        move(newest, state, morning.clock.now(), "A test ends it.")


def test_what_reached_no_phone_goes_the_other_way_at_once(morning):
    morning.settle(ANA, FRANK, WALT)
    morning.wait(2 * MINUTES)
    for who in (ANA, FRANK, WALT):
        newest_comes_to(morning, who, State.UNDELIVERED)
    morning.wait(HOUR)
    assert morning.asks(ANA) == [(0, "text"), (2, "call")]
    assert morning.asks(FRANK) == [(0, "text"), (2, "call 2nd")]
    assert morning.asks(WALT) == [(0, "call"), (10, "call"), (20, "call")]  # there is no other


def test_what_is_lost_after_an_answer_asks_nothing(morning):
    morning.settle(ANA)
    morning.wait(2 * MINUTES)
    newest_comes_to(morning, ANA, State.SENT)
    morning.do(answers.answered, morning.day(), "1")
    newest_comes_to(morning, ANA, State.UNDELIVERED)
    morning.wait(HOUR)
    assert morning.asks() == [(0, "text")]


def test_the_same_date_is_asked_once_however_often_it_falls_due(either_morning):
    either_morning.settle(ANA)
    either_morning.wait(MINUTES)
    for _ in range(2):
        either_morning.do(due.fall_due, [either_morning.plan().id])
    assert len(either_morning.days()) == len(either_morning.asks()) == 1
    assert either_morning.plan().next_at == AT_NINE + 24 * HOUR


def test_who_may_have_answered_while_we_were_away_is_asked_once_more(morning):
    morning.settle(ANA)
    morning.wait(HOUR)
    morning.clock.at = AT_NINE + 5 * HOUR
    morning.fire()
    morning.wait(5 * HOUR + MINUTES)
    assert morning.asks() == [(0, "text"), (10, "text"), (20, "call"), (300, "call")]
    assert morning.day().counts_from == AT_NINE + 5 * HOUR - 20 * MINUTES


def test_after_days_away_only_the_newest_date_is_asked(either_morning):
    either_morning.settle(ANA)
    either_morning.wait(5 * MINUTES)
    either_morning.clock.at = AT_NINE + 73 * HOUR
    either_morning.fire()
    either_morning.wait(74 * HOUR)
    first, newest = either_morning.days()
    assert (first.state, first.case_id, newest.state) == ("stopped", None, "asking")
    again = 73 * 60
    asked = [(0, "text"), (again, "text"), (again + 10, "text"), (again + 20, "call")]
    assert either_morning.asks() == asked
