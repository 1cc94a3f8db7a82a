"""A reminder is for one date, goes out before it or not at all, and repeats only when asked to."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from service import reminders, timers
from service.meetings.importer import import_feed
from service.models import Meeting, Outbox, Person, PhoneRow, Reminder
from tests.golden.test_golden import FOLDER, MONDAY


@pytest.fixture
def ana(database, clock):
    """Ana with a phone, and the meetings of the golden transcripts; it is Monday 17:30 in Jordan."""
    clock.at = MONDAY
    with database.transaction() as session:
        raw = (FOLDER / "meetings.json").read_bytes()
        import_feed(session, "golden", raw, "aa", "America/Denver", clock.now())
        session.add(Person(id=1, created_at=clock.now()))
        phone = PhoneRow(id=1, number_hash="1:x", number="+14065550100", created_at=clock.now())
        session.add(phone)
    return 1


def meeting(session, slug: str) -> int:
    return session.scalar(select(Meeting.id).where(Meeting.slug == slug))


def ask(database, clock, slug="hand-in-hand"):
    with database.transaction() as session:
        return reminders.ask(session, 1, 1, meeting(session, slug), clock.now())


def due(database, reminder_id, at):
    with database.transaction() as session:
        return reminders.fall_due(session, reminder_id, at)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("America/Denver"))


def test_it_is_due_an_hour_before(database, clock, ana):
    asked = ask(database, clock)
    assert (asked.due_at, asked.occurs_at, asked.lead_min) == (at(18), at(19), 60)
    with database.reading() as session:
        assert timers.next_due(session) == at(18)


def test_within_the_hour_it_is_due_a_quarter_before(database, clock, ana):
    clock.at = at(18, 30)
    assert ask(database, clock).due_at == at(18, 45)


def test_when_it_is_too_late_for_today_it_is_for_next_week(database, clock, ana):
    clock.at = at(18, 50)
    assert ask(database, clock).occurs_at == at(19, day=30)


def test_asking_twice_is_one_reminder(database, clock, ana):
    assert ask(database, clock).id == ask(database, clock).id


def test_due_it_goes_into_the_outbox_once(database, clock, ana):
    asked = ask(database, clock)
    assert due(database, asked.id, at(18)) is not None
    assert due(database, asked.id, at(18)) is None


def test_what_is_due_is_useful_until_the_meeting_begins(database, clock, ana):
    asked = ask(database, clock)
    due(database, asked.id, at(18))
    with database.reading() as session:
        row = session.scalar(select(Outbox))
        assert (row.useful_until, row.occurs_at, row.lane) == (at(19), at(19), "reminder")


def test_after_the_meeting_has_begun_it_is_missed_with_a_reason(database, clock, ana):
    asked = ask(database, clock)
    assert due(database, asked.id, at(19, 5)) is None
    with database.reading() as session:
        assert "begun" in session.get(Reminder, asked.id).missed_because


def test_once_means_once(database, clock, ana):
    asked = ask(database, clock)
    due(database, asked.id, at(18))
    with database.reading() as session:
        assert session.get(Reminder, asked.id).on is False


def test_a_weekly_one_moves_on_by_a_week_on_the_wall_clock(database, clock, ana):
    asked = ask(database, clock)
    with database.transaction() as session:
        reminders.repeat_weekly(session, asked.id, clock.now())
        timers.drop(session, reminders.TIMER, str(asked.id))
    due(database, asked.id, at(18))
    with database.reading() as session:
        assert timers.next_due(session) == at(18, day=30)


def test_over_the_clock_change_the_hour_on_the_wall_stays(database, clock, ana):
    clock.at = datetime(2027, 3, 8, 12, 0, tzinfo=ZoneInfo("America/Denver"))
    asked = ask(database, clock)
    with database.transaction() as session:
        reminders.repeat_weekly(session, asked.id, clock.now())
    due(database, asked.id, asked.due_at)
    with database.reading() as session:
        moved = session.get(Reminder, asked.id).occurs_at
    assert moved - asked.occurs_at == timedelta(days=7) - timedelta(hours=1)
    assert moved.astimezone(ZoneInfo("America/Denver")).hour == 19


def test_undone_it_does_nothing(database, clock, ana):
    asked = ask(database, clock)
    with database.transaction() as session:
        reminders.drop(session, asked.id)
    assert due(database, asked.id, at(18)) is None
