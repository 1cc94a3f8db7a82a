"""Timers: one a subject, taken once."""

from datetime import timedelta

from service import timers
from service.clock import FixedClock
from service.db import Database

HOUR = timedelta(hours=1)


def put(database: Database, clock: FixedClock, subject: int = 7, after: timedelta = HOUR) -> None:
    with database.transaction() as session:
        timers.put(session, "reminder.due", subject, clock.now() + after)


def due_at(database: Database, clock: FixedClock, after: timedelta = HOUR) -> list[timers.Due]:
    with database.reading() as session:
        return timers.due(session, clock.now() + after, limit=10)


def test_it_is_due_at_its_minute_and_not_before(database, clock):
    put(database, clock)
    assert due_at(database, clock, HOUR - timedelta(microseconds=1)) == []
    assert [timer.subject for timer in due_at(database, clock)] == ["7"]


def test_it_gives_the_longest_overdue_first(database, clock):
    put(database, clock, subject=1, after=2 * HOUR)
    put(database, clock, subject=2, after=HOUR)
    assert [timer.subject for timer in due_at(database, clock, 3 * HOUR)] == ["2", "1"]


def test_putting_it_again_moves_it(database, clock):
    put(database, clock)
    put(database, clock, after=2 * HOUR)
    assert due_at(database, clock) == []
    assert len(due_at(database, clock, 2 * HOUR)) == 1


def test_it_is_taken_once(database, clock):
    put(database, clock)
    [timer] = due_at(database, clock)
    with database.transaction() as session:
        assert timers.take(session, timer)
        assert not timers.take(session, timer)


def test_it_is_not_taken_when_it_was_moved_since_we_looked(database, clock):
    put(database, clock)
    [timer] = due_at(database, clock)
    put(database, clock, after=2 * HOUR)
    with database.transaction() as session:
        assert not timers.take(session, timer)


def test_it_is_there_again_when_the_effect_failed(database, clock):
    put(database, clock)
    [timer] = due_at(database, clock)
    try:
        with database.transaction() as session:
            timers.take(session, timer)
            raise RuntimeError("the handler broke")
    except RuntimeError:
        pass
    assert len(due_at(database, clock)) == 1


def test_a_dropped_timer_never_comes(database, clock):
    put(database, clock)
    with database.transaction() as session:
        timers.drop(session, "reminder.due", 7)
        timers.drop(session, "reminder.due", 7)
    assert due_at(database, clock) == []


def test_one_that_failed_waits_and_counts(database, clock):
    put(database, clock)
    [timer] = due_at(database, clock)
    with database.transaction() as session:
        timers.push_ahead(session, timer, timedelta(minutes=1), clock.now() + HOUR)
    assert due_at(database, clock) == []
    assert [timer.failures for timer in due_at(database, clock, 2 * HOUR)] == [1]


def test_it_knows_what_comes_next(database, clock):
    with database.reading() as session:
        assert timers.next_due(session) is None
    put(database, clock)
    with database.reading() as session:
        assert timers.next_due(session) == clock.now() + HOUR
