"""Many reminders due at once: one for once, one weekly, one too late, one undone, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service import reminders, timers
from service.due_reminders import fall_due
from service.meetings.importer import import_feed
from service.models import Meeting, Outbox, Person, PhoneRow, Reminder, Timer
from tests.line import settings_for
from tests.meetings.community import TUESDAY, feed, row

SETTINGS = settings_for(".")
ONCE, WEEKLY, LATE, UNDONE = 1, 2, 3, 4


@pytest.fixture
def four(database, clock):
    """Four people with a reminder of one meeting each; the late one's has begun by now."""
    now = clock.now()
    with database.transaction() as session:
        import_feed(session, "aa", feed(row("lamp", TUESDAY, "19:00")), "aa", "America/Denver", now)
        meeting_id = session.scalars(select(Meeting.id)).one()
        for id in (ONCE, WEEKLY, LATE, UNDONE):
            session.add(Person(id=id, created_at=now))
            session.add(
                PhoneRow(id=id, number_hash=f"1:{id}", number="+14065550100", created_at=now)
            )
            session.flush()
            reminders.ask(session, SETTINGS, reminders.Wish(id, id, meeting_id), now)
        session.execute(update(Reminder).where(Reminder.id == WEEKLY).values(repeats=True))
        late = update(Reminder).where(Reminder.id == LATE)
        session.execute(late.values(occurs_at=clock.now()))
        reminders.drop(session, UNDONE)
    clock.advance(timedelta(hours=24))
    with database.transaction() as session:
        found = timers.due(session, clock.now(), 10)
        taken = timers.take_all(session, found)
        return fall_due(session, SETTINGS, [int(timer.subject) for timer in taken], clock.now())


def test_each_goes_its_way(four, database, clock):
    with database.reading() as session:
        assert sorted(session.scalars(select(Outbox.subject_id))) == [ONCE, WEEKLY]
        on = {one.id: (one.on, one.missed_because) for one in session.scalars(select(Reminder))}
    assert on == {
        ONCE: (False, None), WEEKLY: (True, None),
        LATE: (False, "it fell due after the meeting had begun"),
    }  # fmt: skip


def test_the_weekly_one_waits_for_its_next_date(four, database, clock):
    with database.reading() as session:
        (timer,) = session.scalars(select(Timer))
        weekly = session.get_one(Reminder, WEEKLY)
    assert timer.subject == str(WEEKLY)
    assert timer.due_at == weekly.occurs_at - timedelta(hours=1) == clock.now() + timedelta(days=7)


def test_taken_once_they_are_nobody_else_s(four, database, clock):
    with database.transaction() as session:
        assert timers.take_all(session, timers.due(session, clock.now(), 10)) == []
        assert fall_due(session, SETTINGS, [ONCE, UNDONE], clock.now()) == []
