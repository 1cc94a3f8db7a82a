"""A break: nothing piles up, nobody is alarmed, and what is asked for meanwhile comes all the same."""

from datetime import date, timedelta

from sqlalchemy import select

from service import pausing, watches
from service.meetings.places import by_code
from service.models import DayState, Person
from tests.checkins.morning import ANA, AT_NINE, Morning
from tests.filled import fill
from tests.golden.test_golden import MONDAY
from tests.world import world_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
THURSDAY = date(2026, 11, 26)


def begin(morning: Morning, first_day: date) -> None:
    with morning.database.transaction() as session:
        now = morning.clock.now()
        pausing.begin(session, morning.house.settings, ANA, first_day, now)


def test_a_check_in_that_climbs_ends_without_alarm_and_is_asked_again_after_it(house):
    morning = Morning(house)
    morning.settle(ANA)
    morning.wait(timedelta(hours=1, minutes=15))  # asked twice
    begin(morning, THURSDAY)
    morning.wait(3 * DAY)
    days = morning.days()
    assert [one.occurs_at for one in days] == [AT_NINE, AT_NINE + 2 * DAY, AT_NINE + 3 * DAY]
    assert days[0].state == DayState.STOPPED


def test_who_comes_back_is_asked_on_the_next_date(house):
    morning = Morning(house)
    morning.settle(ANA)
    begin(morning, THURSDAY)
    with morning.database.transaction() as session:
        assert pausing.end(session, house.settings, ANA, morning.clock.now())
        assert not pausing.end(session, house.settings, ANA, morning.clock.now())
    assert morning.plan().next_at == AT_NINE


def test_a_landline_that_has_a_break_is_neither_called_nor_called_instead(line, clock):
    """Walt's reminder falls due in it; what redial might put out for a row that ended is wanted no more."""
    clock.at = MONDAY
    fill(line.house)
    world = world_of(line)
    clock.advance(MINUTE)
    with line.house.database.transaction() as session:
        walt = next(one for one in session.scalars(select(Person)) if one.first_name == "Walt")
        pausing.begin(session, line.house.settings, walt.id, date(2026, 12, 4), clock.now())
    world.live_through(8 * DAY)
    assert world.simulator.calls_of("+14065550110") == []
    world.live_through(7 * DAY)
    assert len(world.simulator.calls_of("+14065550110")) > 0


def test_a_group_that_starts_is_looked_for_after_it(house, clock):
    clock.at = MONDAY
    fill(house)
    with house.database.transaction() as session:
        ana = session.scalars(select(Person).limit(1)).one()
        wish = watches.Wish("aa", by_code("59457"), 50)
        watches.ask(session, (1, ana.id), wish, "en", clock.now() - DAY)
        pausing.begin(session, house.settings, ana.id, date(2026, 11, 28), clock.now())
    assert watches.look(house) == 0
    clock.advance(5 * DAY)
    assert watches.look(house) == 1
