"""On which dates somebody is asked: their wall, its changes, breaks, and our own delays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from service.checkins import answers, plans
from service.checkins.dates import next_date
from service.clock import zone
from service.errors import BadInput
from service.models import Person
from tests.checkins.morning import ANA, AT_NINE, NINE

DENVER = zone("America/Denver")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
MON_THU = 0b000_1001


def asked_at(morning):
    return [day.occurs_at for day in morning.days()]


def test_it_is_asked_on_its_days_alone(morning):
    morning.settle(ANA, days=MON_THU)
    for _ in range(3):
        morning.wait(morning.plan().next_at)
        morning.do(answers.answered, morning.day(), "1")
    assert [one.astimezone(DENVER).strftime("%a %H:%M") for one in asked_at(morning)] == [
        "Thu 09:00", "Mon 09:00", "Thu 09:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at_min", "after", "then"),
    [
        # The hour that is left out on 14 March, and the one that comes twice on 1 November.
        (150, datetime(2027, 3, 14, 0, tzinfo=UTC), datetime(2027, 3, 14, 9, 30, tzinfo=UTC)),
        (90, datetime(2027, 11, 7, 0, tzinfo=UTC), datetime(2027, 11, 7, 7, 30, tzinfo=UTC)),
        (90, datetime(2027, 11, 7, 7, 30, tzinfo=UTC), datetime(2027, 11, 8, 8, 30, tzinfo=UTC)),
        (NINE, datetime(2027, 11, 6, 15, tzinfo=UTC), datetime(2027, 11, 7, 16, tzinfo=UTC)),
    ],
)
def test_a_change_of_clocks_neither_skips_nor_doubles_a_date(at_min, after, then):
    assert next_date(DENVER, at_min, plans.EVERY_DAY, after) == then


def test_who_is_away_is_asked_again_by_itself(morning):
    morning.settle(ANA)
    morning.wait(HOUR)
    morning.do(plans.away, morning.plan(), AT_NINE + 3 * DAY - HOUR)
    morning.wait(3 * DAY)
    assert asked_at(morning) == [AT_NINE, AT_NINE + 3 * DAY]
    assert morning.days()[0].state == "stopped"


def test_back_brings_the_next_date_back(morning):
    morning.settle(ANA)
    morning.do(plans.away, morning.plan(), AT_NINE + 3 * DAY)
    assert morning.do(plans.back, morning.plan()) is True
    assert morning.plan().next_at == AT_NINE


def test_an_ended_one_asks_nothing_and_can_be_set_up_anew(morning):
    morning.settle(ANA)
    morning.do(plans.end, morning.plan())
    morning.wait(DAY)
    assert asked_at(morning) == []
    morning.set_up(ANA, at_min=NINE + 30)
    assert morning.plan().next_at == AT_NINE + DAY + 30 * MINUTE


def test_what_is_proposed_asks_nothing_before_their_yes(morning):
    morning.settle(2)
    with morning.database.transaction() as session:
        session.add(Person(id=9, created_at=AT_NINE))
        session.flush()
        proposed = plans.propose(
            session, morning.house.settings, plans.Wish(9, 2, NINE), 2, morning.clock.now()
        )
        assert proposed.next_at is None
        plans.agree(session, morning.house.settings, proposed, morning.clock.now())
        assert proposed.next_at == AT_NINE


def test_a_pause_asks_nothing(morning):
    morning.settle(ANA)
    with morning.database.transaction() as session:
        session.execute(update(Person).values(paused_until=AT_NINE + DAY + HOUR))
    morning.wait(2 * DAY)
    assert asked_at(morning) == [AT_NINE + 2 * DAY]


def test_an_early_answer_counts_for_the_date_just_ahead(morning):
    morning.settle(ANA, at=AT_NINE - 4 * HOUR)
    assert morning.do(answers.answered_early, morning.plan(), "1") is None
    morning.wait(-HOUR)
    assert morning.do(answers.answered_early, morning.plan(), "1") == AT_NINE
    morning.wait(DAY)
    assert [day.state for day in morning.days()] == ["answered", "asking"]
    assert morning.asks() == [(24 * 60, "text")]


def test_a_wall_that_is_learned_later_is_waited_for(morning):
    """Planned for nine in Montana; it is an hour earlier where they are."""
    morning.settle(ANA)
    with morning.database.transaction() as session:
        session.execute(update(Person).values(zone="America/Los_Angeles"))
    morning.wait(2 * HOUR)
    assert asked_at(morning) == [AT_NINE + HOUR]


@pytest.mark.parametrize(
    ("late", "counts_from"),
    [
        (MINUTE / 2, AT_NINE),
        (25 * MINUTE, AT_NINE + 25 * MINUTE),
        (3 * HOUR, AT_NINE + 3 * HOUR),
        (13 * HOUR, None),  # ten at night: then it is tomorrow's nine, an hour after contact begins
        (3 * DAY + HOUR, AT_NINE + 3 * DAY + HOUR),  # the newest of four, once
    ],
)
def test_what_comes_late_counts_from_later(morning, late, counts_from):
    morning.settle(ANA)
    morning.clock.at = AT_NINE + late
    morning.fire()
    (day,) = morning.days()
    assert day.counts_from == (counts_from or AT_NINE + 23 * HOUR)
    assert len(morning.asks()) == (0 if counts_from is None else 1)


def test_a_late_rung_never_brings_two_asks_at_once(morning):
    morning.settle(ANA)
    morning.wait(MINUTE)
    morning.clock.at = AT_NINE + 45 * MINUTE
    morning.fire()
    morning.wait(HOUR)
    assert morning.asks() == [(0, "text"), (45, "text"), (55, "call")]


@pytest.mark.parametrize("wrong", [{"at_min": 1440}, {"days": 0}, {"grace_min": 10}])
def test_what_cannot_be_is_refused(morning, wrong):
    with pytest.raises(BadInput):
        morning.settle(ANA, **wrong)
