"""A reminder is for one date, goes out before it or not at all, and repeats only when asked to."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from service import reminders, timers
from service.due_reminders import fall_due
from service.leads import HOUR_BEFORE
from service.meetings.importer import import_feed
from service.models import LineType, Meeting, Outbox, Person, PhoneRow, Reminder
from service.planning import Refusal
from service.text.lead_words import Lead
from tests.golden.test_golden import FOLDER, MONDAY
from tests.line import settings_for

SETTINGS = settings_for(".", home_zone="America/Denver")


@pytest.fixture
def database(sqlite):
    """One kind is enough here; tests/workers has both."""
    return sqlite


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


def ask(database, clock, slug="hand-in-hand", lead=None):
    with database.transaction() as session:
        wish = reminders.Wish(1, 1, meeting(session, slug), lead)
        return reminders.ask(session, SETTINGS, wish, clock.now())


def due(database, reminder_id, at):
    with database.transaction() as session:
        return fall_due(session, SETTINGS, [reminder_id], at)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("America/Denver"))


def test_it_is_due_an_hour_before(database, clock, ana):
    asked = ask(database, clock)
    assert (asked.due_at, asked.occurs_at, asked.lead) == (at(18), at(19), HOUR_BEFORE)
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
    assert len(due(database, asked.id, at(18))) == 1
    assert not due(database, asked.id, at(18))


def test_what_is_due_is_useful_until_the_meeting_begins(database, clock, ana):
    asked = ask(database, clock)
    due(database, asked.id, at(18))
    with database.reading() as session:
        row = session.scalar(select(Outbox))
        assert (row.useful_until, row.occurs_at, row.lane) == (at(19), at(19), "reminder")


def test_after_the_meeting_has_begun_it_is_missed_with_a_reason(database, clock, ana):
    asked = ask(database, clock)
    assert not due(database, asked.id, at(19, 5))
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
        reminders.repeat_weekly(session, SETTINGS, asked.id, clock.now())
        timers.drop(session, reminders.TIMER, str(asked.id))
    due(database, asked.id, at(18))
    with database.reading() as session:
        assert timers.next_due(session) == at(18, day=30)


def test_over_the_clock_change_the_hour_on_the_wall_stays(database, clock, ana):
    clock.at = datetime(2027, 3, 8, 12, 0, tzinfo=ZoneInfo("America/Denver"))
    asked = ask(database, clock)
    with database.transaction() as session:
        reminders.repeat_weekly(session, SETTINGS, asked.id, clock.now())
    due(database, asked.id, asked.due_at)
    with database.reading() as session:
        moved = session.get(Reminder, asked.id).occurs_at
    assert moved - asked.occurs_at == timedelta(days=7) - timedelta(hours=1)
    assert moved.astimezone(ZoneInfo("America/Denver")).hour == 19


def test_undone_it_does_nothing(database, clock, ana):
    asked = ask(database, clock)
    with database.transaction() as session:
        reminders.drop(session, asked.id)
    assert not due(database, asked.id, at(18))


def test_a_lead_longer_than_a_week_is_refused(database, clock, ana):
    assert ask(database, clock, lead=Lead(7 * 1440)) is Refusal.TOO_LONG
    assert ask(database, clock, lead=Lead(6 * 1440)).lead == Lead(6 * 1440)


@pytest.mark.parametrize(
    ("lead", "why"),
    [(Lead(0), Refusal.NOTHING), (Lead(0, at_min=20 * 60), Refusal.AFTER_START)],
    ids=["no time before", "an hour after it"],
)
def test_a_lead_that_is_none_is_refused(database, clock, ana, lead, why):
    assert ask(database, clock, lead=lead) is why


def test_a_lead_whose_moment_has_passed_is_for_the_date_after(database, clock, ana):
    asked = ask(database, clock, lead=Lead(120))
    assert (asked.occurs_at, asked.due_at, asked.is_later) == (
        at(19, day=30), at(17, day=30), True,
    )  # fmt: skip


def test_a_date_that_still_comes_is_not_given_up_for_a_later_one(database, clock, ana):
    asked = ask(database, clock)
    assert ask(database, clock, lead=Lead(120)) is Refusal.PASSED
    assert ask(database, clock).due_at == asked.due_at


def test_one_for_every_date_goes_once_more_as_it_was(database, clock, ana):
    asked = ask(database, clock)
    with database.transaction() as session:
        reminders.repeat_weekly(session, SETTINGS, asked.id, clock.now())
    assert ask(database, clock, lead=Lead(120)).due_at == at(17, day=30)
    with database.transaction() as session:
        assert session.get_one(Reminder, asked.id).occurs_at == asked.occurs_at
        assert reminders.schedule(session, SETTINGS, asked.id, asked.occurs_at) == at(17, day=30)


def test_the_same_one_asked_for_again_is_told_so(database, clock, ana):
    assert [ask(database, clock).had_it for _ in range(2)] == [False, True]
    assert not ask(database, clock, lead=Lead(30)).had_it


def test_its_hour_moves_with_contact_hours(database, clock, ana):
    asked = ask(database, clock)
    with database.transaction() as session:
        person = session.get_one(Person, 1)
        person.contact_from_min, person.contact_until_min = 8 * 60, 18 * 60
        session.flush()
        reminders.plan_anew(session, SETTINGS, 1, clock.now())
    with database.reading() as session:
        assert timers.next_due(session) == at(17, 45)
        assert session.get(Reminder, asked.id).occurs_at == at(19)


def test_who_wants_both_gets_a_row_each_way(database, clock, ana):
    with database.transaction() as session:
        session.get_one(Person, 1).reach = "both"
    asked = ask(database, clock)
    assert len(due(database, asked.id, at(18))) == 2
    with database.reading() as session:
        assert {row.way for row in session.scalars(select(Outbox))} == {"text", "call"}


def test_a_landline_is_called_whatever_was_chosen(database, clock, ana):
    with database.transaction() as session:
        session.get_one(Person, 1).reach = "text"
        session.get_one(PhoneRow, 1).line_type = LineType.LANDLINE
    due(database, ask(database, clock).id, at(18))
    with database.reading() as session:
        assert session.scalars(select(Outbox.way)).all() == ["call"]
